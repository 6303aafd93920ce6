import { Decimal } from '@kindling/protocol';

/** Removes what Spark trims from numbers, dates and times: whitespace and control characters. */
export function trimAll(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isTrimmed(text.charCodeAt(start))) start++;
  while (end > start && isTrimmed(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isTrimmed = (code: number): boolean => code <= 0x20 || (code >= 0x7f && code <= 0x9f);

const INTEGER = /^[+-]?\d+$/;
/** Outside ANSI mode a fraction is cut off. */
const INTEGER_WITH_FRACTION = /^([+-]?\d*)(?:\.\d*)?$/;

/** The integer in a text, or nothing when it is none or does not fit `bits`. */
export function parseInteger(text: string, bits: number, allowsFraction: boolean): bigint | undefined {
  const trimmed = trimAll(text);
  let digits = trimmed;
  if (!INTEGER.test(trimmed)) {
    const match = allowsFraction ? INTEGER_WITH_FRACTION.exec(trimmed) : null;
    if (match === null || !/\d/.test(trimmed)) return undefined;
    digits = match[1] === '' || match[1] === '-' || match[1] === '+' ? '0' : (match[1] ?? '0');
  }
  const value = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  return BigInt.asIntN(bits, value) === value ? value : undefined;
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;

export function parseDouble(text: string): number | undefined {
  const trimmed = trimAll(text);
  if (FLOAT.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ''));
  switch (trimmed.toLowerCase()) {
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Infinity;
    case '-inf':
    case '-infinity':
      return -Infinity;
    case 'nan':
      return NaN;
    default:
      return undefined;
  }
}

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,9}))?$/;

export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(trimAll(text));
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > 1000) return /^0*$/.test(whole + fraction) ? new Decimal(0n) : undefined;
  const digits = BigInt(whole + fraction);
  return new Decimal(sign === '-' ? -digits : digits, scale);
}

const TRUE = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE = new Set(['f', 'false', 'n', 'no', '0']);

export function parseBoolean(text: string): boolean | undefined {
  const word = trimAll(text).toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}
