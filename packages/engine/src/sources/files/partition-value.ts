import { type DataType, Decimal, type InternalValue, localToInstantMicros, parseDays, parseLocalMicros, types } from '@kindling/protocol';

/** Stands in a directory's name for NULL. */
export const DEFAULT_PARTITION_NAME = '__HIVE_DEFAULT_PARTITION__';

const INT_MIN = -(2n ** 31n);
const INT_MAX = 2n ** 31n - 1n;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;
const DOUBLE = /^\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|NaN|Infinity)[dDfF]?\s*$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,6})?$/;

/** Spark's type of a partition's value, going by its text. */
export function inferPartitionType(text: string): DataType {
  if (text === DEFAULT_PARTITION_NAME) return types.null;
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text.replace('+', ''));
    if (value >= INT_MIN && value <= INT_MAX) return types.integer;
    if (value >= LONG_MIN && value <= LONG_MAX) return types.long;
    const precision = String(value).replace('-', '').length;
    if (precision <= 38) return types.decimal(precision, 0);
  }
  const exponential = /^[+-]?\d+[eE]\+?(\d{1,2})$/.exec(text);
  if (exponential) {
    const precision = String(Decimal.parse(text).unscaled).replace('-', '').length;
    if (precision <= 38) return types.decimal(precision, 0);
  }
  if (DOUBLE.test(text)) return types.double;
  if (DATE.test(text) && dateOf(text) !== undefined) return types.date;
  if (TIMESTAMP.test(text) && localMicrosOf(text) !== undefined) return types.timestamp;
  return types.string;
}

/** One type for all values of a partition column. */
export function commonPartitionType(found: readonly DataType[]): DataType {
  const kinds = found.filter((type) => type.kind !== 'null');
  return kinds.length === 0 ? types.string : kinds.reduce<DataType>((left, right) => widen(left, right), types.null);
}

function widen(left: DataType, right: DataType): DataType {
  if (left.kind === 'null') return right;
  if (left.kind === right.kind && left.kind !== 'decimal') return left;
  const order = ['integer', 'long', 'decimal', 'double'];
  const [a, b] = [order.indexOf(left.kind), order.indexOf(right.kind)];
  if (a >= 0 && b >= 0) {
    if (left.kind === 'double' || right.kind === 'double')
      return left.kind === 'integer' || right.kind === 'integer' ? types.double : types.string;
    if (left.kind === 'decimal' || right.kind === 'decimal') return types.decimal(Math.max(digitsOf(left), digitsOf(right)), 0);
    return types.long;
  }
  const dates = ['date', 'timestamp'];
  return dates.includes(left.kind) && dates.includes(right.kind) ? types.timestamp : types.string;
}

function digitsOf(type: DataType): number {
  if (type.kind === 'decimal') return type.precision;
  return type.kind === 'integer' ? 10 : 20;
}

/** The value in its type, or nothing where the text has no such value. */
export function partitionValue(text: string, type: DataType, timeZone: string): InternalValue | undefined {
  if (text === DEFAULT_PARTITION_NAME) return null;
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return text;
    case 'byte':
    case 'short':
    case 'integer':
      return /^[+-]?\d+$/.test(text) && inWidth(BigInt(text.replace('+', '')), type.kind) ? Number(text) : undefined;
    case 'long':
      return /^[+-]?\d+$/.test(text) && inWidth(BigInt(text.replace('+', '')), 'long') ? BigInt(text.replace('+', '')) : undefined;
    case 'float':
      return DOUBLE.test(text) ? Math.fround(numberOf(text)) : undefined;
    case 'double':
      return DOUBLE.test(text) ? numberOf(text) : undefined;
    case 'decimal': {
      if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text)) return undefined;
      return Decimal.parse(text).withScale(type.scale);
    }
    case 'boolean': {
      const word = text.toLowerCase();
      return word === 'true' ? true : word === 'false' ? false : undefined;
    }
    case 'date':
      return dateOf(text);
    case 'timestamp':
    case 'timestamp_ntz': {
      const local = localMicrosOf(text);
      if (local === undefined) return undefined;
      return type.kind === 'timestamp' ? localToInstantMicros(local, timeZone) : local;
    }
    default:
      return undefined;
  }
}

const widths = { byte: 8, short: 16, integer: 32, long: 64 } as const;
const inWidth = (value: bigint, kind: keyof typeof widths): boolean => BigInt.asIntN(widths[kind], value) === value;
const numberOf = (text: string): number => Number(text.trim().replace(/[dDfF]$/, (suffix) => (/Infinity|NaN/.test(text) ? suffix : '')));

function dateOf(text: string): number | undefined {
  return DATE.test(text) ? parseDays(text) : undefined;
}

function localMicrosOf(text: string): bigint | undefined {
  return TIMESTAMP.test(text) || DATE.test(text) ? parseLocalMicros(text) : undefined;
}
