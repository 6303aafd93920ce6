import type { DayTimeField, YearMonthField } from '../ast/index.ts';

export interface IntervalParts {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

const microsecondsPerUnit: Readonly<Record<string, bigint>> = {
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
};
const maxLong = 9223372036854775807n;

/** What is wrong with an interval's text, in the words of Spark's conditions. */
export interface IntervalProblem {
  readonly problem: 'INVALID_UNIT' | 'INVALID_FRACTION' | 'INVALID_VALUE' | 'MISSING_UNIT' | 'INVALID_PRECISION' | 'ARITHMETIC_EXCEPTION';
  readonly unit?: string;
  readonly value?: string;
}

/** Reads `[interval] [+|-]n unit …`. Only seconds take a fraction. */
export function parseIntervalText(text: string): IntervalParts | IntervalProblem {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/([+-])\s+/g, '$1')
    .split(/\s+/);
  if (words[0] === 'interval') words.shift();
  if (words.length === 0) return { problem: 'INVALID_VALUE', value: '' };
  let months = 0n;
  let days = 0n;
  let microseconds = 0n;
  for (let i = 0; i < words.length; i += 2) {
    const word = words[i]!;
    const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))$/.exec(word);
    if (match === null) return { problem: 'INVALID_VALUE', value: word };
    const unitWord = words[i + 1];
    if (unitWord === undefined) return { problem: 'MISSING_UNIT', value: word };
    const unit = singular(unitWord);
    if (unit === undefined) return { problem: 'INVALID_UNIT', unit: unitWord };
    const sign = match[1] === '-' ? -1n : 1n;
    const fraction = match[3] ?? match[4];
    if (word.includes('.') && unit !== 'second') return { problem: 'INVALID_FRACTION', unit: unitWord };
    if (fraction !== undefined && fraction.length > 9) return { problem: 'INVALID_PRECISION', value: word };
    if ((match[2] ?? '').length > 20) return { problem: 'ARITHMETIC_EXCEPTION' };
    const amount = sign * BigInt(match[2] ?? 0);
    if (unit === 'year') months += amount * 12n;
    else if (unit === 'month') months += amount;
    else if (unit === 'week') days += amount * 7n;
    else if (unit === 'day') days += amount;
    else {
      microseconds += amount * microsecondsPerUnit[unit]!;
      if (fraction !== undefined) microseconds += sign * BigInt(fraction.slice(0, 6).padEnd(6, '0'));
    }
  }
  if (!isInt(months) || !isInt(days) || !isLong(microseconds)) return { problem: 'ARITHMETIC_EXCEPTION' };
  return { months: Number(months), days: Number(days), microseconds };
}

function singular(word: string): string | undefined {
  const unit = word.endsWith('s') ? word.slice(0, -1) : word;
  return unit === 'year' || unit === 'month' || unit === 'week' || unit === 'day' || unit in microsecondsPerUnit ? unit : undefined;
}

function isInt(value: bigint): boolean {
  return value >= -2147483648n && value <= 2147483647n;
}

export function isLong(value: bigint): boolean {
  return value >= -maxLong - 1n && value <= maxLong;
}

/** `y-m`: months. */
export function parseYearToMonth(text: string, negative: boolean): number | 'outOfRange' | undefined {
  const match = /^([+-]?)(\d+)-(\d{1,2})$/.exec(text.trim());
  if (match === null) return undefined;
  const months = Number(match[3]);
  if (months > 11) return undefined;
  const total = ((match[1] === '-') === negative ? 1 : -1) * (Number(match[2]) * 12 + months);
  return total > 2147483647 || total < -2147483648 ? 'outOfRange' : total;
}

const dayTimeFields: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const limits: Readonly<Record<DayTimeField, number>> = { day: Number.MAX_SAFE_INTEGER, hour: 23, minute: 59, second: 59 };
const units: Readonly<Record<DayTimeField, bigint>> = {
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
};

/** `d h:m:s.f` or the part of it that two fields name: microseconds. */
export function parseDayTime(text: string, from: DayTimeField, to: DayTimeField, negative: boolean): bigint | 'outOfRange' | undefined {
  const fields = dayTimeFields.slice(dayTimeFields.indexOf(from), dayTimeFields.indexOf(to) + 1);
  const parts = fields.map((field, i) => {
    const digits = i === 0 ? '(\\d+)' : '(\\d{1,2})';
    return field === 'second' ? `${digits}(?:\\.(\\d{1,9}))?` : digits;
  });
  const pattern = parts.reduce((before, part, i) => `${before}${i === 0 ? '' : fields[i - 1] === 'day' ? '\\s+' : ':'}${part}`, '^([+-]?)');
  const match = new RegExp(`${pattern}$`).exec(text.trim());
  if (match === null) return undefined;
  let total = 0n;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const value = BigInt(match[i + 2]!);
    if (i > 0 && value > BigInt(limits[field])) return undefined;
    total += value * units[field];
  }
  const fraction = fields.at(-1) === 'second' ? match[fields.length + 2] : undefined;
  if (fraction !== undefined) total += BigInt(fraction.slice(0, 6).padEnd(6, '0'));
  const result = (match[1] === '-') === negative ? total : -total;
  return isLong(result) ? result : 'outOfRange';
}

export function isYearMonthField(unit: string): unit is YearMonthField {
  return unit === 'year' || unit === 'month';
}

export function isDayTimeField(unit: string): unit is DayTimeField {
  return unit === 'day' || unit === 'hour' || unit === 'minute' || unit === 'second';
}
