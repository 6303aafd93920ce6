import {
  castToSparkString,
  type DataType,
  Decimal,
  decimalText,
  type InternalValue,
  instantToLocalMicros,
  localToInstantMicros,
  sparkError,
  toSQLType,
  toSQLValue,
  VariantValue,
} from '@kindling/protocol';
import { floorDivide, MICROS_PER_DAY, MICROS_PER_SECOND } from '../calendar.ts';
import { castIntervals, isIntervalType } from './cast-interval.ts';
import { variantCaster, variantNodeOf } from './cast-variant.ts';
import { parseDate, parseTime, parseTimestamp, parseTimestampNtz } from './date-time-text.ts';
import { parseBoolean, parseDecimal, parseDouble, parseInteger } from './number-text.ts';

export interface CastOptions {
  readonly evalMode: 'ansi' | 'legacy' | 'try';
  readonly timeZone: string;
  readonly nowMicros: bigint;
}

export type Convert = (value: InternalValue) => InternalValue;

const ANSI_CONFIG = '"spark.sql.ansi.enabled"';
const widths: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32, long: 64 };

/** Spark's cast of one type to another as a function of one value; NULL stays NULL. */
export function caster(from: DataType, to: DataType, options: CastOptions): Convert {
  const convert = chooseCast(from, to, options);
  return (value) => (value === null ? null : convert(value));
}

function chooseCast(from: DataType, to: DataType, options: CastOptions): Convert {
  if (from.kind === 'variant' && to.kind !== 'variant') {
    const convert = variantCaster(to, options, caster);
    return (value) => convert((value as VariantValue).toNode());
  }
  if (to.kind === 'variant' && from.kind !== 'variant') return (value) => VariantValue.of(variantNodeOf(value, from));
  if (isIntervalType(from) || isIntervalType(to)) {
    const convert = castIntervals(
      from,
      to,
      options,
      (value) => invalidInput(value, from, to),
      (value) => overflow(value, from, to),
      (value) => (to.kind === 'decimal' ? fitOrFail(value, to, options) : value),
    );
    if (convert) return convert;
  }
  switch (to.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return toText(from, options);
    case 'binary':
      return toBinary(from);
    case 'boolean':
      return toBoolean(from, to, options);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return toIntegral(from, to, options);
    case 'float':
      return (value) => floatOf(toDouble(from, to, options)(value));
    case 'double':
      return toDouble(from, to, options);
    case 'decimal':
      return toDecimal(from, to, options);
    case 'date':
      return toDate(from, to, options);
    case 'timestamp':
      return toTimestamp(from, to, options);
    case 'timestamp_ntz':
      return toTimestampNtz(from, to, options);
    case 'time':
      return from.kind === 'string' ? orInvalid(parseTime, from, to, options) : (value) => value;
    case 'array': {
      const convert = caster(from.kind === 'array' ? from.elementType : from, to.elementType, options);
      return (value) => (value as InternalValue[]).map(convert);
    }
    case 'map': {
      if (from.kind !== 'map') break;
      const [key, item] = [caster(from.keyType, to.keyType, options), caster(from.valueType, to.valueType, options)];
      return (value) => (value as [InternalValue, InternalValue][]).map(([k, v]) => [key(k), item(v)]);
    }
    case 'struct': {
      if (from.kind !== 'struct') break;
      const converts = from.fields.map((field, i) => caster(field.dataType, to.fields[i]?.dataType ?? field.dataType, options));
      return (value) => (value as InternalValue[]).map((item, i) => converts[i]?.(item) ?? null);
    }
  }
  return (value) => value;
}

const isText = (type: DataType): boolean => type.kind === 'string' || type.kind === 'char' || type.kind === 'varchar';

function fail(options: CastOptions, error: () => Error): null {
  if (options.evalMode === 'ansi') throw error();
  return null;
}

function invalidInput(value: InternalValue, from: DataType, to: DataType): Error {
  return sparkError('CAST_INVALID_INPUT', {
    expression: toSQLValue(typeof value === 'string' ? value : castToSparkString(value, from), from),
    sourceType: toSQLType(from),
    targetType: toSQLType(to),
    ansiConfig: ANSI_CONFIG,
  });
}

export function overflow(value: InternalValue, from: DataType, to: DataType): Error {
  const isPlainNumber = !isIntervalType(from) && (typeof value === 'number' || typeof value === 'bigint');
  const text = toSQLValue(isPlainNumber ? value : castToSparkString(value, from), from);
  return sparkError('CAST_OVERFLOW', { value: text, sourceType: toSQLType(from), targetType: toSQLType(to), ansiConfig: ANSI_CONFIG });
}

function orInvalid<Value extends InternalValue>(
  parse: (text: string) => Value | undefined,
  from: DataType,
  to: DataType,
  options: CastOptions,
): Convert {
  return (value) => parse(value as string) ?? fail(options, () => invalidInput(value, from, to));
}

function toText(from: DataType, options: CastOptions): Convert {
  const style = { timeZone: options.timeZone, style: 'cast' } as const;
  if (from.kind === 'decimal' && options.evalMode === 'legacy') return (value) => decimalText(value as Decimal);
  return (value) => castToSparkString(value, from, style);
}

const utf8 = new TextEncoder();

function toBinary(from: DataType): Convert {
  if (isText(from)) return (value) => utf8.encode(value as string);
  const bytes = (widths[from.kind] ?? 32) / 8;
  return (value) => {
    const out = new Uint8Array(bytes);
    const bits = BigInt.asUintN(bytes * 8, BigInt(value as number | bigint));
    for (let i = 0; i < bytes; i++) out[bytes - 1 - i] = Number((bits >> BigInt(8 * i)) & 0xffn);
    return out;
  };
}

function toBoolean(from: DataType, to: DataType, options: CastOptions): Convert {
  if (isText(from)) return orInvalid(parseBoolean, from, to, options);
  return (value) => (value instanceof Decimal ? value.unscaled !== 0n : typeof value === 'bigint' ? value !== 0n : value !== 0);
}

function toIntegral(from: DataType, to: DataType, options: CastOptions): Convert {
  const bits = widths[to.kind] ?? 32;
  const wrap = (value: bigint): InternalValue => (bits === 64 ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(bits, value)));
  const fit = (value: bigint, original: InternalValue): InternalValue => {
    if (BigInt.asIntN(bits, value) === value) return bits === 64 ? value : Number(value);
    if (options.evalMode === 'legacy' && from.kind !== 'decimal') return wrap(value);
    return options.evalMode === 'legacy' ? wrap(value) : fail(options, () => overflow(original, from, to));
  };
  if (isText(from)) {
    return (value) => {
      const parsed = parseInteger(value as string, bits, options.evalMode === 'legacy');
      return parsed === undefined ? fail(options, () => invalidInput(value, from, to)) : wrap(parsed);
    };
  }
  switch (from.kind) {
    case 'boolean':
      return (value) => wrap(value === true ? 1n : 0n);
    case 'float':
    case 'double':
      return (value) => fractionToIntegral(value as number, bits, options, () => overflow(value, from, to));
    case 'decimal':
      return (value) => fit((value as Decimal).unscaled / 10n ** BigInt((value as Decimal).scale), value);
    case 'timestamp':
      return (value) => fit(floorDivide(value as bigint, MICROS_PER_SECOND), value);
    case 'time':
      return (value) => fit((value as bigint) / 1_000_000_000n, value);
    default:
      return (value) => fit(BigInt(value as number | bigint), value);
  }
}

/** Truncates as Java does: ANSI refuses what does not fit, otherwise it saturates and then takes the lowest bits. */
function fractionToIntegral(value: number, bits: number, options: CastOptions, error: () => Error): InternalValue {
  const limit = 2 ** (bits - 1);
  const fits = Math.floor(value) <= (bits === 64 ? limit : limit - 1) && Math.ceil(value) >= -limit;
  if (!fits && options.evalMode !== 'legacy') return fail(options, error);
  const wide = bits === 64 ? 64 : 32;
  const bound = 2n ** BigInt(wide - 1);
  if (Number.isNaN(value)) return bits === 64 ? 0n : 0;
  const whole = value >= Number(bound) ? bound - 1n : value <= -Number(bound) ? -bound : BigInt(Math.trunc(value));
  const wrapped = BigInt.asIntN(bits, whole);
  return bits === 64 ? wrapped : Number(wrapped);
}

const floatOf = (value: InternalValue): InternalValue => (typeof value === 'number' ? Math.fround(value) : value);

function toDouble(from: DataType, to: DataType, options: CastOptions): Convert {
  if (isText(from)) return orInvalid(parseDouble, from, to, options);
  switch (from.kind) {
    case 'boolean':
      return (value) => (value === true ? 1 : 0);
    case 'decimal':
      return (value) => (value as Decimal).toNumber();
    case 'timestamp':
      return (value) => Number(value) / 1e6;
    case 'time':
      return (value) => Number(value) / 1e9;
    default:
      return (value) => Number(value);
  }
}

type DecimalType = DataType & { kind: 'decimal' };

/** The number with the type's scale, or nothing when it has too many digits. */
export function fitDecimal(value: Decimal, type: DecimalType): Decimal | undefined {
  const scaled = value.withScale(type.scale);
  const limit = 10n ** BigInt(type.precision);
  return scaled.unscaled < limit && scaled.unscaled > -limit ? scaled : undefined;
}

export function decimalOverflow(value: Decimal, type: DecimalType): Error {
  return sparkError('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', {
    value: value.toString(),
    precision: String(type.precision),
    scale: String(type.scale),
    config: ANSI_CONFIG,
  });
}

function fitOrFail(value: Decimal, to: DecimalType, options: CastOptions): InternalValue {
  return fitDecimal(value, to) ?? fail(options, () => decimalOverflow(value, to));
}

function toDecimal(from: DataType, to: DecimalType, options: CastOptions): Convert {
  const fit = (value: Decimal): InternalValue => fitOrFail(value, to, options);
  if (isText(from)) {
    return (value) => {
      const parsed = parseDecimal(value as string);
      return parsed === undefined ? fail(options, () => invalidInput(value, from, to)) : fit(parsed);
    };
  }
  switch (from.kind) {
    case 'boolean':
      return (value) => fit(new Decimal(value === true ? 1n : 0n));
    case 'float':
    case 'double':
      return (value) =>
        Number.isFinite(value)
          ? fit(Decimal.of(from.kind === 'float' ? shortestFloat(value as number) : (value as number)))
          : fail(options, () => overflow(value, from, to));
    case 'decimal':
      return (value) => fit(value as Decimal);
    case 'timestamp':
      return (value) => fit(new Decimal(value as bigint, 6));
    case 'time':
      return (value) => fit(new Decimal(value as bigint, 9));
    default:
      return (value) => fit(new Decimal(BigInt(value as number | bigint)));
  }
}

/** Spark makes a decimal of a float's own shortest text. */
function shortestFloat(value: number): string {
  return castToSparkString(value, { kind: 'float' }) ?? 'NaN';
}

function toDate(from: DataType, to: DataType, options: CastOptions): Convert {
  if (isText(from)) return orInvalid(parseDate, from, to, options);
  if (from.kind === 'timestamp')
    return (value) => Number(floorDivide(instantToLocalMicros(value as bigint, options.timeZone), MICROS_PER_DAY));
  if (from.kind === 'timestamp_ntz') return (value) => Number(floorDivide(value as bigint, MICROS_PER_DAY));
  return (value) => value;
}

function toTimestamp(from: DataType, to: DataType, options: CastOptions): Convert {
  if (isText(from)) return orInvalid((text) => parseTimestamp(text, options.timeZone, options.nowMicros), from, to, options);
  switch (from.kind) {
    case 'boolean':
      return (value) => (value === true ? 1n : 0n);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return (value) => saturate(BigInt(value as number | bigint) * MICROS_PER_SECOND);
    case 'float':
    case 'double':
      return (value) => {
        const micros = (value as number) * 1e6;
        if (!Number.isFinite(micros)) return fail(options, () => invalidInput(value, from, to));
        if (options.evalMode === 'ansi' && Math.abs(micros) > 2 ** 63) throw overflow(value, from, to);
        return saturate(BigInt(Math.trunc(micros)));
      };
    case 'decimal':
      return (value) => {
        const decimal = value as Decimal;
        return saturate((decimal.unscaled * MICROS_PER_SECOND) / 10n ** BigInt(decimal.scale));
      };
    case 'date':
      return (value) => localToInstantMicros(BigInt(value as number) * MICROS_PER_DAY, options.timeZone);
    case 'timestamp_ntz':
      return (value) => localToInstantMicros(value as bigint, options.timeZone);
    default:
      return (value) => value;
  }
}

function saturate(value: bigint): bigint {
  if (value > 2n ** 63n - 1n) return 2n ** 63n - 1n;
  return value < -(2n ** 63n) ? -(2n ** 63n) : value;
}

function toTimestampNtz(from: DataType, to: DataType, options: CastOptions): Convert {
  if (isText(from)) return orInvalid((text) => parseTimestampNtz(text, true), from, to, options);
  if (from.kind === 'timestamp') return (value) => instantToLocalMicros(value as bigint, options.timeZone);
  if (from.kind === 'date') return (value) => BigInt(value as number) * MICROS_PER_DAY;
  return (value) => value;
}
