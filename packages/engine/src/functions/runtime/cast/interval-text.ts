import { CalendarInterval } from '@kindling/protocol';
import { trimAll } from './number-text.ts';

const unitMicros: Readonly<Record<string, bigint>> = {
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
};

/** `1 year 2 days`, with or without the word INTERVAL: Spark's text form of a calendar interval. */
export function parseCalendarInterval(text: string): CalendarInterval | undefined {
  let rest = trimAll(text).toLowerCase();
  if (rest.startsWith('interval')) rest = rest.slice(8).trimStart();
  if (rest === '') return undefined;
  let months = 0;
  let days = 0;
  let micros = 0n;
  while (rest !== '') {
    const match = /^([+-]?)\s*(\d+)?(?:\.(\d{0,9}))?\s+?([a-z]+)\s*/.exec(rest);
    if (match === null || (match[2] === undefined && !match[3])) return undefined;
    const [whole, sign, digits = '0', fraction, word = ''] = match;
    const unit = word.endsWith('s') ? word.slice(0, -1) : word;
    const count = BigInt(digits) * (sign === '-' ? -1n : 1n);
    if (fraction !== undefined && unit !== 'second') return undefined;
    switch (unit) {
      case 'year':
        months += Number(count) * 12;
        break;
      case 'month':
        months += Number(count);
        break;
      case 'week':
        days += Number(count) * 7;
        break;
      case 'day':
        days += Number(count);
        break;
      default: {
        const factor = unitMicros[unit];
        if (factor === undefined) return undefined;
        const part = BigInt((fraction ?? '').padEnd(6, '0').slice(0, 6) || '0') * (sign === '-' ? -1n : 1n);
        micros += count * factor + part;
      }
    }
    rest = rest.slice(whole.length);
  }
  if (Math.abs(months) > 2 ** 31 - 1 || Math.abs(days) > 2 ** 31 - 1 || BigInt.asIntN(64, micros) !== micros) return undefined;
  return new CalendarInterval(months, days, micros);
}

const YEAR_MONTH = /^(?:interval\s+)?([+-]?)\s*'?([+-]?)(\d+)(?:-(\d+))?'?(?:\s+(year|month)(?:\s+to\s+(month))?)?$/i;

export function parseYearMonth(text: string, start: string, end: string): number | undefined {
  const match = YEAR_MONTH.exec(trimAll(text));
  if (match === null) return undefined;
  const [, outer, inner, first = '0', second, from] = match;
  const unit = from?.toLowerCase() ?? start;
  const sign = (outer === '-' ? -1 : 1) * (inner === '-' ? -1 : 1);
  if (start !== end ? second === undefined : second !== undefined) return undefined;
  if (second !== undefined && Number(second) > 11) return undefined;
  const months = second !== undefined ? Number(first) * 12 + Number(second) : unit === 'year' ? Number(first) * 12 : Number(first);
  const value = sign * months;
  return Math.abs(value) <= 2 ** 31 - 1 ? value : undefined;
}

const fields = ['day', 'hour', 'minute', 'second'] as const;
const factors = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n] as const;
const limits = [Infinity, 23, 59, 59] as const;

export function parseDayTime(text: string, start: string, end: string): bigint | undefined {
  const match =
    /^(?:interval\s+)?([+-]?)\s*'?\s*([+-]?)([\d .:]+?)\s*'?(?:\s+(?:day|hour|minute|second)(?:\s+to\s+(?:hour|minute|second))?)?$/i.exec(
      trimAll(text),
    );
  if (match === null) return undefined;
  const from = fields.indexOf(start as 'day');
  const to = fields.indexOf(end as 'day');
  const parts = (match[3] ?? '').split(/[ :]/);
  if (parts.length !== to - from + 1) return undefined;
  let micros = 0n;
  for (const [i, part] of parts.entries()) {
    const field = from + i;
    const [whole = '', fraction] = part.split('.');
    if (!/^\d+$/.test(whole) || (fraction !== undefined && fields[field] !== 'second')) return undefined;
    if (i > 0 && Number(whole) > (limits[field] ?? 0)) return undefined;
    micros += BigInt(whole) * (factors[field] ?? 0n) + BigInt((fraction ?? '').slice(0, 6).padEnd(6, '0'));
  }
  const signed = (match[1] === '-') !== (match[2] === '-') ? -micros : micros;
  return BigInt.asIntN(64, signed) === signed ? signed : undefined;
}
