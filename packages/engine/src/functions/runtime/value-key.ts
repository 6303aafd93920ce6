import { CalendarInterval, Decimal, type InternalValue } from '@kindling/protocol';

/** Text that is equal for values that Spark takes for the same: NaN is one value, and -0.0 is 0.0. */
export function valueKey(value: InternalValue): string {
  if (value === null) return 'n';
  if (value instanceof Decimal) return `d${value.unscaled}/${value.scale}`;
  if (value instanceof CalendarInterval) return `i${value.months},${value.days},${value.micros}`;
  if (value instanceof Uint8Array) return `b${Array.from(value).join()}`;
  if (Array.isArray(value)) return `[${value.map((item: InternalValue) => lengthPrefixed(valueKey(item))).join('')}]`;
  return `${typeof value}:${value === 0 ? 0 : String(value)}`;
}

const lengthPrefixed = (text: string): string => `${text.length}:${text}`;
