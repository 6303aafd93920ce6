import type { CalendarInterval, DataType, Decimal, InternalValue } from '@kindling/protocol';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { murmurBytes, murmurInt, murmurLong } from './murmur3.ts';
import { sha2Bodies } from './sha2.ts';
import { xxBytes, xxInt, xxLong } from './xxhash64.ts';

interface Hasher<Seed> {
  readonly int: (value: number, seed: Seed) => Seed;
  readonly long: (value: bigint, seed: Seed) => Seed;
  readonly bytes: (value: Uint8Array, seed: Seed) => Seed;
}

const utf8 = new TextEncoder();
const scratch = new DataView(new ArrayBuffer(8));

function floatBits(value: number): number {
  scratch.setFloat32(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7fc00000 : scratch.getInt32(0);
}

function doubleBits(value: number): bigint {
  scratch.setFloat64(0, value === 0 ? 0 : value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : scratch.getBigInt64(0);
}

/** Big-endian two-complement bytes, as few as hold the number. */
function bigIntegerBytes(value: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(8 * length, value) !== value) length += 1;
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn));
}

/** Each value's hash is the seed of the next; NULL leaves the seed as it is. */
function hashValue<Seed>(hasher: Hasher<Seed>, value: InternalValue, type: DataType, seed: Seed): Seed {
  if (value === null) return seed;
  switch (type.kind) {
    case 'boolean':
      return hasher.int(value === true ? 1 : 0, seed);
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return hasher.int(value as number, seed);
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval':
    case 'time':
      return hasher.long(value as bigint, seed);
    case 'float':
      return hasher.int(floatBits(value as number), seed);
    case 'double':
      return hasher.long(doubleBits(value as number), seed);
    case 'decimal':
      return type.precision <= 18
        ? hasher.long((value as Decimal).unscaled, seed)
        : hasher.bytes(bigIntegerBytes((value as Decimal).unscaled), seed);
    case 'string':
    case 'char':
    case 'varchar':
      return hasher.bytes(utf8.encode(value as string), seed);
    case 'binary':
      return hasher.bytes(value as Uint8Array, seed);
    case 'calendar_interval': {
      const interval = value as CalendarInterval;
      return hasher.int(interval.months, hasher.int(interval.days, hasher.long(interval.micros, seed)));
    }
    case 'array':
      return (value as InternalValue[]).reduce<Seed>((hash, item) => hashValue(hasher, item, type.elementType, hash), seed);
    case 'map':
      return (value as [InternalValue, InternalValue][]).reduce<Seed>(
        (hash, [key, item]) => hashValue(hasher, item, type.valueType, hashValue(hasher, key, type.keyType, hash)),
        seed,
      );
    case 'struct':
      return type.fields.reduce<Seed>(
        (hash, field, i) => hashValue(hasher, (value as InternalValue[])[i] ?? null, field.dataType, hash),
        seed,
      );
    default:
      return seed;
  }
}

function hashBody<Seed extends number | bigint>(name: string, hasher: Hasher<Seed>, start: Seed): RuntimeBody {
  return runtimeBodyOf(
    name,
    ({ argTypes }) =>
      (...values: InternalValue[]) =>
        values.reduce<Seed>((hash, value, i) => hashValue(hasher, value, argTypes[i] ?? { kind: 'null' }, hash), start),
    { acceptsNull: true },
  );
}

const crcTable = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): bigint {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] as number);
  return BigInt((crc ^ 0xffffffff) >>> 0);
}

export const hashBodies: readonly RuntimeBody[] = [
  ...sha2Bodies,
  hashBody('hash', { int: murmurInt, long: murmurLong, bytes: murmurBytes }, 42),
  hashBody('xxhash64', { int: xxInt, long: xxLong, bytes: xxBytes }, 42n),
  plain('crc32', crc32),
];
export { murmurBytes, murmurInt } from './murmur3.ts';
