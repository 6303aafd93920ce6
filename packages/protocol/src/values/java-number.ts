/**
 * Text of floating-point numbers as Java 17 prints them, on which Apache Spark runs. Its digits are mostly the shortest that denote the
 * number, as JavaScript's are; where they are not, among large whole numbers, powers of two and subnormal numbers, its way of finding
 * digits is followed.
 */

import type { Decimal } from './decimal.ts';

interface Precision {
  /** Bits of the significand, with the hidden one. */
  readonly bits: number;
  readonly minExponent: number;
  /** From here on whole numbers have gaps. */
  readonly wholeLimit: number;
}

const DOUBLE: Precision = { bits: 53, minExponent: -1022, wholeLimit: 2 ** 53 };
const FLOAT: Precision = { bits: 24, minExponent: -126, wholeLimit: 2 ** 24 };

/** Digits without the point, and the power of ten of the first of them. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

const bitsView = new DataView(new ArrayBuffer(8));

/** A positive number as an odd whole number times a power of two. */
function oddPart(value: number): { readonly odd: bigint; readonly power: number } {
  bitsView.setFloat64(0, value);
  const raw = bitsView.getBigUint64(0);
  const field = Number(raw >> 52n);
  let odd = (raw & 0xf_ffff_ffff_ffffn) | (field === 0 ? 0n : 1n << 52n);
  let power = Math.max(field, 1) - 1075;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    power++;
  }
  return { odd, power };
}

function stripZeros(digits: string): string {
  return digits.replace(/(?<=.)0+$/, '');
}

/** Whole numbers below 2^63 are printed from their decimal digits, less those that the gap to the next number makes meaningless. */
function wholeDigits(whole: bigint, spareBits: number): Digits {
  const dropped = spareBits > 1 ? Math.floor(spareBits * Math.LOG10E * Math.LN2) : 0;
  const unit = 10n ** BigInt(dropped);
  const kept = whole / unit + (dropped > 0 && whole % unit >= unit / 2n ? 1n : 0n);
  const text = String(kept);
  return { digits: stripZeros(text), exponent: text.length - 1 + dropped };
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function trailingZeros(value: bigint): number {
  return bitLength(value & -value) - 1;
}

/** How many bits Java reserves for a power of five. */
function fiveBits(exponent: number): number {
  if (exponent === 0) return 0;
  return exponent < 27 ? bitLength(5n ** BigInt(exponent)) : exponent * 3;
}

/** A number divided by a power of ten, and half the gap to the next number, as whole numbers of one unit. */
interface Fraction {
  readonly rest: bigint;
  readonly unit: bigint;
  readonly gap: bigint;
  /** Java calculates in so many bits where it thinks that they are enough; they may overflow. */
  readonly width: 32 | 64 | undefined;
}

function fractionOf(odd: bigint, power: number, gapPower: number, exponent: number): Fraction {
  const shift = BigInt(Math.max(0, -power, -gapPower));
  const [up, down] = [10n ** BigInt(Math.max(0, -exponent)), 10n ** BigInt(Math.max(0, exponent))];
  const rest = (odd << (BigInt(power) + shift)) * up;
  const unit = down << shift;
  const gap = up << (BigInt(gapPower) + shift);
  const shared = Math.min(trailingZeros(rest), trailingZeros(unit), trailingZeros(gap));
  const restBits = bitLength(odd) + trailingZeros(rest) - shared + fiveBits(Math.max(0, -exponent));
  const tenBits = trailingZeros(unit) - shared + 1 + fiveBits(Math.max(0, exponent) + 1);
  const widest = Math.max(restBits, tenBits);
  const by = BigInt(shared);
  return { rest: rest >> by, unit: unit >> by, gap: gap >> by, width: widest < 32 ? 32 : widest < 64 ? 64 : undefined };
}

/** Digits one after the other until what is left is less than half the gap to the next number. */
function generatedDigits(odd: bigint, power: number, binaryExponent: number, significantBits: number): Digits {
  const gapPower = binaryExponent - significantBits - (odd === 1n ? 1 : 0);
  const significand = Number(odd) / 2 ** (binaryExponent - power);
  let exponent = Math.floor((significand - 1.5) * 0.289529654 + 0.176091259 + binaryExponent * 0.301029995663981);
  const { unit, width, ...start } = fractionOf(odd, power, gapPower, exponent);
  const wrap = (value: bigint): bigint => (width === undefined ? value : BigInt.asIntN(width, value));
  const ten = unit * 10n;
  let { rest, gap } = start;
  let digits = '';
  let low = false;
  let high = false;
  const step = (): void => {
    digits += String(rest / unit);
    rest = (rest % unit) * 10n;
    gap = wrap(gap * 10n);
    low = gap <= 0n || rest < gap;
    high = gap <= 0n || wrap(rest + gap) > ten;
  };
  step();
  if (digits === '0' && !high) {
    digits = '';
    exponent--;
  }
  if (exponent < -3 || exponent >= 8) {
    low = false;
    high = false;
  }
  while (!low && !high) step();
  const excess = wrap(rest * 2n - ten);
  const roundUp = high && (!low || excess > 0n || (excess === 0n && Number(digits.at(-1)) % 2 === 1));
  if (!roundUp) return { digits: stripZeros(digits), exponent };
  const rounded = String(BigInt(digits) + 1n).padStart(digits.length, '0');
  return { digits: stripZeros(rounded), exponent: exponent + rounded.length - digits.length };
}

function exactDigits(value: number, { bits, minExponent }: Precision): Digits {
  const { odd, power } = oddPart(value);
  const binaryExponent = power + bitLength(odd) - 1;
  const significantBits = binaryExponent < minExponent ? bits - (minExponent - binaryExponent) : bits;
  if (power >= 0 && binaryExponent <= 62) return wholeDigits(odd << BigInt(power), binaryExponent - significantBits - 1);
  return generatedDigits(odd, power, binaryExponent, significantBits);
}

function fromExponential(text: string): Digits {
  const [mantissa = '', exponent = '0'] = text.split('e');
  return { digits: stripZeros(mantissa.replace('.', '')), exponent: Number(exponent) };
}

/** The shortest digits that denote a float. */
function shortestFloat(value: number): Digits {
  for (let places = 0; places < 8; places++) {
    const text = value.toExponential(places);
    if (Math.fround(Number(text)) === value) return fromExponential(text);
  }
  return fromExponential(value.toExponential(8));
}

/** Plain from 0.001 to below 10,000,000, otherwise `1.0E10`. */
function layOut({ digits, exponent }: Digits): string {
  if (exponent >= 7 || exponent < -3) return `${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  return `${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`;
}

function numberText(value: number, precision: Precision, shortest: (size: number) => Digits): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}Infinity`;
  if (size === 0) return `${sign}0.0`;
  const simple = size < precision.wholeLimit && size >= 2 ** precision.minExponent && !Number.isInteger(Math.log2(size));
  return sign + layOut(simple ? shortest(size) : exactDigits(size, precision));
}

/** A double as Spark prints it. */
export function doubleText(value: number): string {
  return numberText(value, DOUBLE, (size) => fromExponential(size.toExponential()));
}

/** A float (already rounded to single precision) as Spark prints it. */
export function floatText(value: number): string {
  return numberText(value, FLOAT, shortestFloat);
}

/** Java's BigDecimal.toString: an exponent for small numbers. */
export function decimalText(value: Decimal): string {
  const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled);
  const exponent = digits.length - 1 - value.scale;
  if (value.scale >= 0 && exponent >= -6) return value.toString();
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${value.unscaled < 0n ? '-' : ''}${mantissa}E${exponent < 0 ? '' : '+'}${exponent}`;
}
