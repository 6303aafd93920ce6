import { cannotParse, inspectSymbol } from './value-error.ts';

const POWERS: bigint[] = [1n];

/** 10 to the power of `exponent`. */
export function powerOfTen(exponent: number): bigint {
  while (POWERS.length <= exponent) POWERS.push((POWERS[POWERS.length - 1] as bigint) * 10n);
  return POWERS[exponent] as bigint;
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend - quotient * divisor) * 2n;
  if (twice >= divisor) return quotient + 1n;
  return twice <= -divisor ? quotient - 1n : quotient;
}

const DECIMAL_TEXT = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?\s*$/;

/**
 * An exact decimal number: `unscaled` divided by 10 to the power of `scale`.
 *
 * @example
 * ```ts
 * const price = Decimal.of('19.90');
 * price.add(Decimal.of('0.10')).toString(); // '20.00'
 * ```
 */
export class Decimal {
  readonly unscaled: bigint;
  /** Digits after the point, 0 or more. */
  readonly scale: number;

  constructor(unscaled: bigint, scale = 0) {
    this.unscaled = scale < 0 ? unscaled * powerOfTen(-scale) : unscaled;
    this.scale = Math.max(scale, 0);
  }

  /** A number is taken as the shortest decimal that denotes it, so `Decimal.of(0.1)` is exactly 0.1. */
  static of(value: Decimal | bigint | number | string): Decimal {
    if (value instanceof Decimal) return value;
    return typeof value === 'bigint' ? new Decimal(value) : Decimal.parse(String(value));
  }

  static parse(text: string): Decimal {
    const match = DECIMAL_TEXT.exec(text);
    if (match === null) throw cannotParse(text, 'DECIMAL');
    const [, sign, whole = '', fraction = '', exponent = '0'] = match;
    if (whole === '' && fraction === '') throw cannotParse(text, 'DECIMAL');
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent));
  }

  /** How many digits the number has, at least as many as its scale. */
  get precision(): number {
    const text = String(this.unscaled < 0n ? -this.unscaled : this.unscaled);
    return Math.max(text.length, this.scale);
  }

  /** The same number with `scale` digits after the point, rounding half up where digits are lost. */
  withScale(scale: number): Decimal {
    if (scale === this.scale) return this;
    return scale > this.scale
      ? new Decimal(this.unscaled * powerOfTen(scale - this.scale), scale)
      : new Decimal(divideHalfUp(this.unscaled, powerOfTen(this.scale - scale)), scale);
  }

  add(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.withScale(scale).unscaled + other.withScale(scale).unscaled, scale);
  }

  subtract(other: Decimal): Decimal {
    return this.add(other.negate());
  }

  multiply(other: Decimal): Decimal {
    return new Decimal(this.unscaled * other.unscaled, this.scale + other.scale);
  }

  negate(): Decimal {
    return new Decimal(-this.unscaled, this.scale);
  }

  /** Negative, zero or positive as this number is less than, equal to or greater than the other. */
  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const [a, b] = [this.withScale(scale).unscaled, other.withScale(scale).unscaled];
    return a < b ? -1 : a > b ? 1 : 0;
  }

  equals(other: unknown): boolean {
    return other instanceof Decimal && this.compare(other) === 0;
  }

  /** The nearest double. */
  toNumber(): number {
    return Number(this.toString());
  }

  /** Without exponent, with all digits of the scale. */
  toString(): string {
    if (this.scale === 0) return String(this.unscaled);
    const negative = this.unscaled < 0n;
    const digits = String(negative ? -this.unscaled : this.unscaled).padStart(this.scale + 1, '0');
    const point = digits.length - this.scale;
    return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
