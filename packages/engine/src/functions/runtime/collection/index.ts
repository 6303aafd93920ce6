import {
  collationNamed,
  type DataType,
  type InternalValue,
  instantToLocalMicros,
  localToInstantMicros,
  sparkError,
  toSQLType,
} from '@kindling/protocol';
import { addMonthsToDays, floorDivide, MICROS_PER_DAY } from '../calendar.ts';
import { EqualityKeys, isCollated } from '../collation/collated-text.ts';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { javaRegex } from '../string/index.ts';
import { valueKey } from '../value-key.ts';
import { hashSetBodies } from './hash-set-order.ts';

export { modeAggregates } from './mode.ts';

type List = readonly InternalValue[];
type Entry = readonly [InternalValue, InternalValue];

type KeyOf = (value: InternalValue) => string;

/** Makes the keys of one row's values: texts of a collation are told apart only among themselves. */
function keysOf(type: DataType | undefined): () => KeyOf {
  if (type === undefined || !isCollated(type)) return () => valueKey;
  return () => {
    const keys = new EqualityKeys();
    return (value) => keys.key(value, type);
  };
}

const elementType = (type: DataType | undefined): DataType | undefined => (type?.kind === 'array' ? type.elementType : undefined);
const keyType = (type: DataType | undefined): DataType | undefined => (type?.kind === 'map' ? type.keyType : undefined);

/** A body over arrays that compares their elements. */
const comparing = (name: string, run: (keyOf: KeyOf, ...args: never[]) => InternalValue): RuntimeBody =>
  runtimeBodyOf(name, ({ argTypes }) => {
    const keys = keysOf(elementType(argTypes[0]));
    return (...args) => run(keys(), ...(args as never[]));
  });

function distinct(keyOf: KeyOf, list: List): InternalValue[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A map refuses NULL keys and keys that repeat. */
function checkedMap(entries: readonly Entry[], keyOf: KeyOf): InternalValue {
  const seen = new Set<string>();
  for (const [key] of entries) {
    if (key === null) throw sparkError('NULL_MAP_KEY', {});
    const text = keyOf(key);
    if (seen.has(text)) throw sparkError('DUPLICATED_MAP_KEY', { key: String(key), mapKeyDedupPolicy: '"spark.sql.mapKeyDedupPolicy"' });
    seen.add(text);
  }
  return entries as unknown as InternalValue;
}

function insert(list: List, position: number, value: InternalValue): InternalValue {
  if (position === 0) throw sparkError('INVALID_INDEX_OF_ZERO', {});
  const items = [...list];
  if (position > 0) {
    while (items.length < position - 1) items.push(null);
    items.splice(position - 1, 0, value);
    return items;
  }
  const index = items.length + position + 1;
  if (index >= 0) items.splice(index, 0, value);
  else items.unshift(value, ...Array.from({ length: -index }, () => null));
  return items;
}

function slice(list: List, start: number, length: number): InternalValue {
  if (start === 0) throw sparkError('INVALID_PARAMETER_VALUE.START', { parameter: '`start`', functionName: '`slice`' });
  if (length < 0)
    throw sparkError('INVALID_PARAMETER_VALUE.LENGTH', { parameter: '`length`', functionName: '`slice`', length: String(length) });
  const from = start > 0 ? start - 1 : list.length + start;
  return from < 0 || from >= list.length ? [] : list.slice(from, from + length);
}

function integers(start: bigint, stop: bigint, step: bigint): bigint[] {
  const isWrong = step === 0n ? start !== stop : step > 0n ? start > stop : start < stop;
  if (isWrong) {
    throw sparkError('INTERNAL_ERROR', { message: `Illegal sequence boundaries: ${start} to ${stop} by ${step}` });
  }
  const out: bigint[] = [];
  for (let value = start; step >= 0n ? value <= stop : value >= stop; value += step) {
    out.push(value);
    if (step === 0n) break;
  }
  return out;
}

interface Step {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

function stepOf(value: InternalValue | undefined, type: DataType | undefined, isDescending: boolean): Step {
  if (value === undefined || value === null || type === undefined) return { months: 0, days: isDescending ? -1 : 1, micros: 0n };
  if (type.kind === 'year_month_interval') return { months: value as number, days: 0, micros: 0n };
  if (type.kind === 'day_time_interval') {
    const micros = value as bigint;
    return { months: 0, days: Number(micros / MICROS_PER_DAY), micros: micros % MICROS_PER_DAY };
  }
  return value as unknown as Step;
}

/** Steps count from the start, so that months keep the day of the month. */
function dateTimes(start: bigint, stop: bigint, step: Step): bigint[] {
  const at = (count: number): bigint => {
    const day = Number(floorDivide(start, MICROS_PER_DAY));
    return (
      start + BigInt(addMonthsToDays(day, step.months * count) - day + step.days * count) * MICROS_PER_DAY + step.micros * BigInt(count)
    );
  };
  const isUp = at(1) > start;
  const out: bigint[] = [];
  for (let i = 0; isUp ? at(i) <= stop : at(i) >= stop; i++) {
    out.push(at(i));
    if (at(1) === start) break;
  }
  return out;
}

function sequenceBody(): RuntimeBody {
  return runtimeBodyOf('sequence', ({ argTypes, options }) => {
    const [type, , stepType] = argTypes;
    const zone = (options.timeZone as string | undefined) ?? 'UTC';
    return (start: InternalValue, stop: InternalValue, step?: InternalValue): InternalValue => {
      switch (type?.kind) {
        case 'date': {
          const [from, to] = [BigInt(start as number) * MICROS_PER_DAY, BigInt(stop as number) * MICROS_PER_DAY];
          return dateTimes(from, to, stepOf(step, stepType, from > to)).map((micros) => Number(floorDivide(micros, MICROS_PER_DAY)));
        }
        case 'timestamp': {
          const [from, to] = [instantToLocalMicros(start as bigint, zone), instantToLocalMicros(stop as bigint, zone)];
          return dateTimes(from, to, stepOf(step, stepType, from > to)).map((micros) => localToInstantMicros(micros, zone));
        }
        case 'timestamp_ntz':
          return dateTimes(start as bigint, stop as bigint, stepOf(step, stepType, (start as bigint) > (stop as bigint)));
        default: {
          const [from, to] = [BigInt(start as number), BigInt(stop as number)];
          const values = integers(from, to, step === undefined ? (from <= to ? 1n : -1n) : BigInt(step as number));
          return type?.kind === 'long' ? values : values.map(Number);
        }
      }
    };
  });
}

export const collectionBodies: readonly RuntimeBody[] = [
  ...hashSetBodies,
  comparing('array_distinct', distinct),
  comparing('array_union', (keyOf, a: List, b: List) => distinct(keyOf, [...a, ...b])),
  comparing('array_intersect', (keyOf, a: List, b: List) => {
    const keys = new Set(b.map(keyOf));
    return distinct(keyOf, a).filter((item) => keys.has(keyOf(item)));
  }),
  comparing('array_except', (keyOf, a: List, b: List) => {
    const keys = new Set(b.map(keyOf));
    return distinct(keyOf, a).filter((item) => !keys.has(keyOf(item)));
  }),
  comparing('arrays_overlap', (keyOf, a: List, b: List) => {
    const keys = new Set(b.filter((item) => item !== null).map(keyOf));
    if (a.some((item) => item !== null && keys.has(keyOf(item)))) return true;
    return a.length > 0 && b.length > 0 && (a.includes(null) || b.includes(null)) ? null : false;
  }),
  comparing('array_position', (keyOf, list: List, value: InternalValue) => {
    const key = keyOf(value);
    return BigInt(list.findIndex((item) => item !== null && keyOf(item) === key) + 1);
  }),
  comparing('array_contains', (keyOf, list: List, value: InternalValue) => {
    const key = keyOf(value);
    if (list.some((item) => item !== null && keyOf(item) === key)) return true;
    return list.includes(null) ? null : false;
  }),
  plain('array_join', (list: List, delimiter: string, replacement?: string) =>
    list.flatMap((item) => (item === null ? (replacement === undefined ? [] : [replacement]) : [String(item)])).join(delimiter),
  ),
  comparing('array_remove', (keyOf, list: List, value: InternalValue) => {
    const key = keyOf(value);
    return list.filter((item) => item === null || keyOf(item) !== key);
  }),
  plain('array_append', (list: List | null, value: InternalValue) => (list === null ? null : [...list, value]), { acceptsNull: true }),
  plain('array_prepend', (list: List | null, value: InternalValue) => (list === null ? null : [value, ...list]), { acceptsNull: true }),
  plain(
    'array_insert',
    (list: List | null, position: number | null, value: InternalValue) =>
      list === null || position === null ? null : insert(list, position, value),
    { acceptsNull: true },
  ),
  plain('slice', slice),
  sequenceBody(),
  plain('flatten', (lists: readonly (List | null)[]) => (lists.includes(null) ? null : (lists as readonly List[]).flat(1))),
  plain('arrays_zip', (...lists: List[]) =>
    Array.from({ length: Math.max(0, ...lists.map((list) => list.length)) }, (_, i) => lists.map((list) => list[i] ?? null)),
  ),
  runtimeBodyOf('map_from_arrays', ({ argTypes, resultType }) => {
    const keyOf = keysOf(keyType(resultType));
    return (keys: List, values: List) => {
      if (keys.length !== values.length)
        throw sparkError('INTERNAL_ERROR', {
          message: `The keys of ${toSQLType(argTypes[0] ?? { kind: 'null' })} and the values of a map differ in number.`,
        });
      return checkedMap(
        keys.map((key, i) => [key, values[i] ?? null] as const),
        keyOf(),
      );
    };
  }),
  runtimeBodyOf('map_from_entries', ({ resultType }) => {
    const keyOf = keysOf(keyType(resultType));
    return (entries: readonly (Entry | null)[]) => (entries.includes(null) ? null : checkedMap(entries as readonly Entry[], keyOf()));
  }),
  runtimeBodyOf('map_concat', ({ resultType }) => {
    const keyOf = keysOf(keyType(resultType));
    return (...maps: (readonly Entry[])[]) => checkedMap(maps.flat(1), keyOf());
  }),
  runtimeBodyOf('str_to_map', ({ resultType }) => {
    const keyOf = keysOf(keyType(resultType));
    const texts = keyType(resultType);
    // A text that ignores case is also split without it.
    const flags = texts?.kind === 'string' && texts.collation !== undefined && collationNamed(texts.collation).ignoresCase ? 'i' : '';
    return (text: string, pairDelimiter: string, keyDelimiter: string) =>
      checkedMap(
        text.split(javaRegex(pairDelimiter, 'str_to_map', `u${flags}`)).map((pair): Entry => {
          const match = javaRegex(keyDelimiter, 'str_to_map', flags).exec(pair);
          return match === null ? [pair, null] : [pair.slice(0, match.index), pair.slice(match.index + match[0].length)];
        }),
        keyOf(),
      );
  }),
];
