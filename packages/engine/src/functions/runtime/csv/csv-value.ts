import { type DataType, Decimal, type InternalValue } from '@kindling/protocol';
import { caster, fitDecimal, parseTimestampNtz } from '../cast/index.ts';
import { trim } from '../java-trim.ts';
import { numberSigns } from '../local-names.ts';
import { type DateTimeFormats, formattedReader } from './formatted-date-time.ts';

/** What a row's texts mean as values. */
export interface CsvValueOptions extends DateTimeFormats {
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
  /** Dates and timestamps that do not fit their pattern are read as casts read them. */
  readonly parsingFallback?: boolean;
}

/** Gives nothing for a text that is no value of the type. */
export type CsvValueReader = (text: string) => InternalValue | undefined;

const widths = { byte: 8, short: 16, integer: 32, long: 64 } as const;
const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,9})?$/;

/** Reads texts as the rows of Spark's CSV do: as Java parses numbers, and as casts read dates and times. */
export function csvValueReader(dataType: DataType, options: CsvValueOptions): CsvValueReader {
  switch (dataType.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return (text) => text;
    case 'binary':
      return (text) => new TextEncoder().encode(text);
    case 'boolean':
      return (text) => {
        const word = text.toLowerCase();
        return word === 'true' ? true : word === 'false' ? false : undefined;
      };
    case 'byte':
    case 'short':
    case 'integer':
    case 'long': {
      const bits = widths[dataType.kind];
      return (text) => {
        const value = parseJavaInteger(text, bits);
        return value === undefined || bits === 64 ? value : Number(value);
      };
    }
    case 'float':
      return (text) => {
        const value = parseCsvDouble(text, options);
        return value === undefined ? undefined : Math.fround(value);
      };
    case 'double':
      return (text) => parseCsvDouble(text, options);
    case 'decimal':
      return (text) => {
        const value = parseCsvDecimal(text, options.locale);
        return value && (fitDecimal(value, dataType) ?? undefined);
      };
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz': {
      const formatted = formattedReader(dataType.kind, options);
      if (dataType.kind === 'timestamp_ntz') return formatted ?? ((text) => parseTimestampNtz(text, false));
      const loose = byCast(dataType, options);
      if (!formatted) return loose;
      return options.parsingFallback ? (text) => formatted(text) ?? loose(text) : formatted;
    }
    default:
      return byCast(dataType, options);
  }
}

function byCast(dataType: DataType, options: CsvValueOptions): CsvValueReader {
  const convert = caster({ kind: 'string' }, dataType, {
    evalMode: 'try',
    timeZone: options.timeZone,
    nowMicros: BigInt(Date.now()) * 1000n,
  });
  return (text) => convert(text) ?? undefined;
}

/** An integer as Java's `parseInt` reads it: no blanks, digits of any script. */
export function parseJavaInteger(text: string, bits: 8 | 16 | 32 | 64): bigint | undefined {
  const digits = INTEGER.test(text) ? text : asciiDigits(text);
  if (digits === undefined) return undefined;
  const value = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  return BigInt.asIntN(bits, value) === value ? value : undefined;
}

function asciiDigits(text: string): string | undefined {
  if (!/^[+-]?\p{Nd}+$/u.test(text)) return undefined;
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    // Digits of a script stand in a row of ten.
    let zero = digit.codePointAt(0) as number;
    const code = zero;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--;
    return String(code - zero);
  });
}

const DOUBLE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;

/** A double as Java's `parseDouble` reads it, and the options' special texts. */
export function parseCsvDouble(text: string, options: CsvValueOptions): number | undefined {
  switch (text) {
    case options.nanValue:
      return NaN;
    case options.negativeInf:
      return -Infinity;
    case options.positiveInf:
      return Infinity;
  }
  const trimmed = trim(text);
  if (DOUBLE.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ''));
  const special = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (!special) return undefined;
  return special[2] === 'NaN' ? NaN : special[1] === '-' ? -Infinity : Infinity;
}

/** Signs between groups of digits are dropped: commas, or what the locale writes there. */
export function parseCsvDecimal(text: string, locale?: string): Decimal | undefined {
  if (locale !== undefined) {
    const { group, point } = numberSigns(locale);
    const [whole = '', ...fraction] = text.split(point);
    const digits = whole.replaceAll(group, '');
    const local = [digits, ...fraction].join('.');
    return digits.includes('.') || !DECIMAL.test(local) ? undefined : Decimal.parse(local);
  }
  const plain = text.replaceAll(',', '');
  if (DECIMAL.test(plain)) return Decimal.parse(plain);
  const digits = asciiDigits(plain);
  return digits === undefined ? undefined : Decimal.parse(digits);
}
