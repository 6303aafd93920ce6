export {
  type CivilDate,
  civilFromDays,
  dateText,
  dateTimeText,
  daysFromCivil,
  parseDays,
  parseLocalMicros,
  parseNanosOfDay,
  timeText,
} from './calendar.ts';
export { checkedCollation } from './checked-collation.ts';
export { collationRows } from './collation-rows.ts';
export { Decimal, powerOfTen } from './decimal.ts';
export { GeoValue } from './geo-value.ts';
export type { InternalValue } from './internal-value.ts';
export { CalendarInterval, calendarIntervalText, DayTimeInterval, dayTimeText, YearMonthInterval, yearMonthText } from './intervals.ts';
export { decimalText, doubleText, floatText } from './java-number.ts';
export { LocalDate } from './local-date.ts';
export { LocalDateTime } from './local-date-time.ts';
export { LocalTime } from './local-time.ts';
export { Row, type RowFactory, rowFactory } from './row.ts';
export { rowFactoryOf, toInternal, toInternalRow, toRowValue } from './row-value.ts';
export { castToSparkString, type SparkTextOptions } from './spark-text.ts';
export { checkTimeZone, fixedOffsetSeconds, instantToLocalMicros, localToInstantMicros, offsetSecondsAt } from './time-zone.ts';
export { Timestamp } from './timestamp.ts';
export type { FunctionPlace, FunctionText, UserFunctionDefinition } from './user-function.ts';
export { decodeParams, encodeParams } from './user-params.ts';
export { ValueError } from './value-error.ts';
export { type VariantNode, variantNull } from './variant-node.ts';
export { variantCastText, variantJson } from './variant-text.ts';
export { VariantValue } from './variant-value.ts';
