/** Arithmetic of the proleptic Gregorian calendar, and the text forms of days and times of day. */

export const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_DAY = 86_400_000_000n;
const DAYS_PER_ERA = 146_097;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Days from 1970-01-01 to a date. */
export function daysFromCivil(year: number, month: number, day: number): number {
  // Years start in March here, so that the leap day is the last of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - 719_468;
}

export function civilFromDays(epochDays: number): CivilDate {
  const shifted = epochDays + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function yearText(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, '0');
  if (year < 0) return `-${digits}`;
  return year > 9999 ? `+${digits}` : digits;
}

/** `2020-02-08`, with a sign outside of the years 0 to 9999. */
export function dateText(epochDays: number): string {
  const { year, month, day } = civilFromDays(epochDays);
  return `${yearText(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `.5` for 500000 of 6 digits; nothing for 0. */
export function fractionText(fraction: number, digits: number): string {
  return fraction === 0 ? '' : `.${String(fraction).padStart(digits, '0').replace(/0+$/, '')}`;
}

function secondsText(seconds: number): string {
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

/** `12:34:56.5`. */
export function timeText(nanosOfDay: bigint): string {
  return secondsText(Number(nanosOfDay / 1_000_000_000n)) + fractionText(Number(nanosOfDay % 1_000_000_000n), 9);
}

/** `2020-02-08 12:34:56.5` of microseconds since 1970-01-01 00:00:00 on a wall clock. */
export function dateTimeText(localMicros: bigint, separator = ' '): string {
  const days = floorDivide(localMicros, MICROS_PER_DAY);
  const microsOfDay = Number(localMicros - days * MICROS_PER_DAY);
  return `${dateText(Number(days))}${separator}${secondsText(Math.floor(microsOfDay / 1e6))}${fractionText(microsOfDay % 1e6, 6)}`;
}

const DATE = /^([+-]?\d{1,7})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?$/;

/** Days since the epoch, or nothing if the text is no date. */
export function parseDays(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = daysFromCivil(year, month, day);
  const civil = civilFromDays(days);
  return civil.month === month && civil.day === day ? days : undefined;
}

/** Nanoseconds of the day, or nothing if the text is no time. */
export function parseNanosOfDay(text: string): bigint | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt((match[4] ?? '').padEnd(9, '0'));
}

/** Microseconds on a wall clock, or nothing; digits after the microseconds are cut. */
export function parseLocalMicros(text: string): bigint | undefined {
  const [datePart = '', timePart] = text.trim().split(/[T ]/, 2);
  const days = parseDays(datePart);
  const nanos = timePart === undefined ? 0n : parseNanosOfDay(timePart);
  return days === undefined || nanos === undefined ? undefined : BigInt(days) * MICROS_PER_DAY + nanos / 1000n;
}
