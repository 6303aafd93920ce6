import { type ConditionName, type DataType, type InternalValue, sparkError } from '@kindling/protocol';
import { ByteWriter } from './byte-order.ts';
import { doubleItem, hashBytes, hashItem } from './item-hash.ts';

const quoted = (name: string): string => `\`${name}\``;

const LEAST_LOG_ENTRIES = 4;
const MOST_LOG_ENTRIES = 26;

/** Nominal entries of a theta or tuple sketch. */
export function nominalEntries(fn: string, log: number): number {
  if (log >= LEAST_LOG_ENTRIES && log <= MOST_LOG_ENTRIES) return 2 ** log;
  throw sparkError('SKETCH_INVALID_LG_NOM_ENTRIES', {
    function: quoted(fn),
    min: String(LEAST_LOG_ENTRIES),
    max: String(MOST_LOG_ENTRIES),
    value: String(log),
  });
}

export function validSketch<Sketch>(sketch: Sketch | undefined, family: 'HLL' | 'THETA' | 'TUPLE' | 'KLL', fn: string): Sketch {
  if (sketch !== undefined) return sketch;
  throw sparkError(`${family}_INVALID_INPUT_SKETCH_BUFFER` as ConditionName, { function: quoted(fn) });
}

/** Both halves of an item's hash, by its type; nothing for what sketches leave out. */
export function itemHasher(type: DataType): (value: InternalValue) => readonly [bigint, bigint] | undefined {
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'integer':
      return (value) => hashItem(BigInt(value as number));
    case 'float':
    case 'double':
      return (value) => hashItem(doubleItem(value as number));
    case 'array':
      return (value) => {
        const items = value as readonly (number | bigint)[];
        if (items.length === 0) return undefined;
        const bytes = new ByteWriter();
        for (const item of items) {
          if (typeof item === 'bigint') bytes.i64(item);
          else bytes.i32(item);
        }
        return hashBytes(bytes.done());
      };
    default:
      return hashItem;
  }
}
