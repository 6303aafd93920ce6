import type { DataType, Decimal, InternalValue } from '@kindling/protocol';
import { murmurBytes } from '../hash/index.ts';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

const utf8 = new TextEncoder();
const scratch = new DataView(new ArrayBuffer(8));
const TEXT_SEED = 42;
const FIRST_SIZE = 16;

function longHash(value: bigint): number {
  const low = Number(BigInt.asIntN(32, value));
  return BigInt(low) === value ? low : low ^ Number(BigInt.asIntN(32, value >> 32n));
}

/** Numbers that are equal hash alike, whatever their type. */
function doubleHash(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return longHash(BigInt(value));
  if (Math.fround(value) === value) {
    scratch.setFloat32(0, value);
    return scratch.getInt32(0);
  }
  scratch.setFloat64(0, value);
  return scratch.getInt32(0) ^ scratch.getInt32(4);
}

/** The hash code of a type's values on the JVM, as far as sets of them are collected. */
export function valueHasher(type: DataType): ((value: InternalValue) => number) | undefined {
  switch (type.kind) {
    case 'boolean':
      return (value) => (value === true ? 1231 : 1237);
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return (value) => value as number;
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval':
    case 'time':
      return (value) => longHash(value as bigint);
    case 'float':
    case 'double':
      return (value) => doubleHash(value as number);
    case 'decimal':
      return (value) => decimalHash(value as Decimal);
    case 'string':
      return (value) => murmurBytes(utf8.encode(value as string), TEXT_SEED);
    default:
      return undefined;
  }
}

function decimalHash(value: Decimal): number {
  const unit = 10n ** BigInt(value.scale);
  return value.unscaled % unit === 0n ? longHash(BigInt.asIntN(64, value.unscaled / unit)) : doubleHash(value.toNumber());
}

/** The order in which the hash table that Spark collects a set in holds its values. */
function hashSetOrder(values: readonly InternalValue[], hash: (value: InternalValue) => number): InternalValue[] {
  let size = FIRST_SIZE;
  while (values.length >= Math.trunc(size * 0.75)) size *= 2;
  return values
    .map((value) => {
      const plain = hash(value) | 0;
      const spread = plain ^ (plain >>> 16);
      return { value, spread, bucket: spread & (size - 1) };
    })
    .sort((a, b) => a.bucket - b.bucket || a.spread - b.spread)
    .map(({ value }) => value);
}

export const hashSetBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('hash_set_order', ({ resultType }) => {
    const hash = resultType.kind === 'array' ? valueHasher(resultType.elementType) : undefined;
    return (values: readonly InternalValue[]) => (hash === undefined ? values : hashSetOrder(values, hash));
  }),
];
