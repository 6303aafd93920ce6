import type { DayTimeField, YearMonthField } from '../types/index.ts';
import { fractionText, twoDigits } from './calendar.ts';
import { inspectSymbol } from './value-error.ts';

function span(start: string, end: string): string {
  return (start === end ? start : `${start} to ${end}`).toUpperCase();
}

/** `INTERVAL '1-2' YEAR TO MONTH` of a number of months. */
export function yearMonthText(months: number, start: YearMonthField, end: YearMonthField): string {
  const sign = months < 0 ? '-' : '';
  const total = Math.abs(months);
  const years = Math.floor(total / 12);
  let body = `${years}-${total % 12}`;
  if (end === 'year') body = String(years);
  else if (start === 'month') body = String(total);
  return `INTERVAL '${sign}${body}' ${span(start, end)}`;
}

const FIELDS: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const MICROS_PER_FIELD: readonly bigint[] = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
const SEPARATORS: readonly string[] = ['', ' ', ':', ':'];

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND` of a number of microseconds. */
export function dayTimeText(micros: bigint, start: DayTimeField, end: DayTimeField): string {
  let rest = micros < 0n ? -micros : micros;
  let body = '';
  for (let field = FIELDS.indexOf(start); field <= FIELDS.indexOf(end); field++) {
    const unit = MICROS_PER_FIELD[field] as bigint;
    const count = rest / unit;
    rest -= count * unit;
    if (body !== '') body += SEPARATORS[field];
    body += field === 0 ? String(count) : twoDigits(Number(count));
    if (field === 3) body += fractionText(Number(rest), 6);
  }
  return `INTERVAL '${micros < 0n ? '-' : ''}${body}' ${span(start, end)}`;
}

/** `1 years 2 months 25 days 5 hours 6 minutes 7.5 seconds`; nothing but zeros is `0 seconds`. */
export function calendarIntervalText(months: number, days: number, micros: bigint): string {
  const parts: string[] = [];
  const push = (count: number | bigint, unit: string): void => {
    if (count !== 0 && count !== 0n) parts.push(`${count} ${unit}`);
  };
  push(Math.trunc(months / 12), 'years');
  push(months % 12, 'months');
  push(days, 'days');
  push(micros / 3_600_000_000n, 'hours');
  push((micros / 60_000_000n) % 60n, 'minutes');
  const rest = Number(micros % 60_000_000n);
  if (rest !== 0) {
    const total = Math.abs(rest);
    parts.push(`${rest < 0 ? '-' : ''}${Math.floor(total / 1e6)}${fractionText(total % 1e6, 6)} seconds`);
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/**
 * A number of months, Spark's INTERVAL YEAR TO MONTH.
 *
 * @example
 * ```ts
 * YearMonthInterval.of(1, 2).toString(); // "INTERVAL '1-2' YEAR TO MONTH"
 * ```
 */
export class YearMonthInterval {
  readonly months: number;

  constructor(months: number) {
    this.months = months;
  }

  static of(years: number, months = 0): YearMonthInterval {
    return new YearMonthInterval(years * 12 + months);
  }

  equals(other: unknown): boolean {
    return other instanceof YearMonthInterval && other.months === this.months;
  }

  /** So that `<` and sorting work. */
  valueOf(): number {
    return this.months;
  }

  toString(): string {
    return yearMonthText(this.months, 'year', 'month');
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}

/**
 * A number of microseconds, Spark's INTERVAL DAY TO SECOND.
 *
 * @example
 * ```ts
 * DayTimeInterval.of({ days: 1, hours: 2 }).toString(); // "INTERVAL '1 02:00:00' DAY TO SECOND"
 * ```
 */
export class DayTimeInterval {
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  static of(parts: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
    readonly micros?: number;
  }): DayTimeInterval {
    const { days = 0, hours = 0, minutes = 0, seconds = 0, micros = 0 } = parts;
    return new DayTimeInterval(
      BigInt(days) * 86_400_000_000n +
        BigInt(hours) * 3_600_000_000n +
        BigInt(minutes) * 60_000_000n +
        BigInt(Math.round(seconds * 1e6)) +
        BigInt(micros),
    );
  }

  equals(other: unknown): boolean {
    return other instanceof DayTimeInterval && other.micros === this.micros;
  }

  /** So that `<` and sorting work. */
  valueOf(): bigint {
    return this.micros;
  }

  toString(): string {
    return dayTimeText(this.micros, 'day', 'second');
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}

/**
 * Months, days and microseconds kept apart, what `make_interval` makes.
 *
 * @example
 * ```ts
 * new CalendarInterval(14, 3, 500_000n).toString(); // '1 years 2 months 3 days 0.5 seconds'
 * ```
 */
export class CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;

  constructor(months: number, days: number, micros: bigint) {
    this.months = months;
    this.days = days;
    this.micros = micros;
  }

  equals(other: unknown): boolean {
    return other instanceof CalendarInterval && other.months === this.months && other.days === this.days && other.micros === this.micros;
  }

  toString(): string {
    return calendarIntervalText(this.months, this.days, this.micros);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
