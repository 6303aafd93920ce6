import type { Decimal } from './decimal.ts';
import type { GeoValue } from './geo-value.ts';
import type { CalendarInterval } from './intervals.ts';
import type { VariantValue } from './variant-value.ts';

/**
 * A value as plans and literals hold it, without objects where a number will do:
 *
 * | type | value |
 * |---|---|
 * | byte, short, integer, float, double | number |
 * | long | bigint |
 * | decimal | Decimal, with the scale of its type |
 * | string, char, varchar | string |
 * | binary | Uint8Array |
 * | date | number of days |
 * | timestamp, timestamp_ntz, day-time interval | bigint of microseconds |
 * | time | bigint of nanoseconds |
 * | year-month interval | number of months |
 * | array, struct | array of values |
 * | map | array of [key, value] |
 */
export type InternalValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Decimal
  | CalendarInterval
  | VariantValue
  | GeoValue
  | readonly InternalValue[];
