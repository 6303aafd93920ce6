import type { DataType } from '../types/index.ts';
import { dateText, dateTimeText, timeText } from './calendar.ts';
import type { Decimal } from './decimal.ts';
import type { GeoValue } from './geo-value.ts';
import type { InternalValue } from './internal-value.ts';
import { type CalendarInterval, calendarIntervalText, dayTimeText, yearMonthText } from './intervals.ts';
import { doubleText, floatText } from './java-number.ts';
import { instantToLocalMicros } from './time-zone.ts';
import type { VariantValue } from './variant-value.ts';

export interface SparkTextOptions {
  readonly timeZone: string;
  /** `cast` is CAST(… AS STRING); `show` is what `DataFrame.show` prints: NULL in capitals and binary as `[31 32]`. */
  readonly style: 'cast' | 'show';
  /** How `cast` writes a binary, UTF-8 when left out: a value of `spark.sql.binaryOutputStyle`. */
  readonly binaryStyle?: string;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function hex(bytes: Uint8Array, separator: string): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(separator);
}

function binaryText(bytes: Uint8Array, style: string | undefined): string {
  switch (style) {
    case 'HEX':
      return hex(bytes, '');
    case 'HEX_DISCRETE':
      return `[${hex(bytes, ' ')}]`;
    case 'BASIC':
      return `[${Array.from(new Int8Array(bytes)).join(', ')}]`;
    case 'BASE64':
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/=+$/, '');
    default:
      return utf8.decode(bytes);
  }
}

/**
 * The text of an internal value as Spark shows it. A NULL inside of other values is `null` or, for `show`, `NULL`; at the top of a cast
 * it stays a NULL.
 *
 * @example
 * ```ts
 * castToSparkString(1e10, types.double); // '1.0E10'
 * castToSparkString([1, null], types.array(types.integer)); // '[1, null]'
 * castToSparkString([1, null], types.array(types.integer), { timeZone: 'UTC', style: 'show' }); // '[1, NULL]'
 * ```
 */
export function castToSparkString(
  value: InternalValue,
  type: DataType,
  options: SparkTextOptions = { timeZone: 'UTC', style: 'cast' },
): string | null {
  if (options.style === 'show') return sparkText(value, type, options);
  if (value === null) return null;
  // Only at the top is a variant cast; elsewhere, and by show, it is written as JSON.
  return type.kind === 'variant' ? (value as VariantValue).toCastText(options.timeZone) : sparkText(value, type, options);
}

function sparkText(value: InternalValue, type: DataType, options: SparkTextOptions): string {
  if (value === null) return options.style === 'show' ? 'NULL' : 'null';
  const text = (item: InternalValue, itemType: DataType): string => sparkText(item, itemType, options);
  switch (type.kind) {
    case 'float':
      return floatText(value as number);
    case 'double':
      return doubleText(value as number);
    case 'decimal':
      return (value as Decimal).toString();
    case 'binary':
      return binaryText(value as Uint8Array, options.style === 'show' ? 'HEX_DISCRETE' : options.binaryStyle);
    case 'date':
      return dateText(value as number);
    case 'timestamp':
      return dateTimeText(instantToLocalMicros(value as bigint, options.timeZone));
    case 'timestamp_ntz':
      return dateTimeText(value as bigint);
    case 'time':
      return timeText(value as bigint);
    case 'year_month_interval':
      return yearMonthText(value as number, type.start, type.end);
    case 'day_time_interval':
      return dayTimeText(value as bigint, type.start, type.end);
    case 'calendar_interval': {
      const { months, days, micros } = value as CalendarInterval;
      return calendarIntervalText(months, days, micros);
    }
    case 'array':
      return `[${(value as InternalValue[]).map((item) => text(item, type.elementType)).join(', ')}]`;
    case 'map':
      return `{${(value as [InternalValue, InternalValue][])
        .map(([key, item]) => `${text(key, type.keyType)} -> ${text(item, type.valueType)}`)
        .join(', ')}}`;
    case 'struct':
      return `{${type.fields.map((field, ordinal) => text((value as InternalValue[])[ordinal] ?? null, field.dataType)).join(', ')}}`;
    case 'variant':
      return (value as VariantValue).toJsonText();
    case 'geometry':
    case 'geography':
      return hex((value as GeoValue).wkb, '');
    case 'udt':
      return text(value, type.sqlType);
    default:
      return String(value);
  }
}
