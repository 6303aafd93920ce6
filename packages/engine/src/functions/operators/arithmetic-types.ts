import { type DataType, type DayTimeField, type DecimalType, types, type YearMonthField } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { ResolveContext } from '../function-record.ts';
import { adjustedDecimal, boundedDecimal, decimalFor, isIntegral, isNumeric } from '../numeric-types.ts';

export type ArithmeticSymbol = '+' | '-' | '*' | '/' | '%' | 'div';

/** Result of an arithmetic operator whose operands are coerced: two of one type, two decimals, or two intervals. */
export function arithmeticType(symbol: ArithmeticSymbol, args: readonly Expression[], context: ResolveContext): DataType {
  const [left, right] = args.map(dataTypeOf) as [DataType, DataType];
  if (
    (left.kind === 'decimal' && (isNumeric(right) || right.kind === 'null')) ||
    (right.kind === 'decimal' && (isNumeric(left) || left.kind === 'null'))
  ) {
    const loses = context.config('spark.sql.decimalOperations.allowPrecisionLoss') !== 'false';
    return decimalResult(symbol, decimalFor(left), decimalFor(right), loses);
  }
  if (left.kind === 'day_time_interval' && right.kind === 'day_time_interval' && (symbol === '+' || symbol === '-')) {
    return types.dayTimeInterval(widestStart(dayTimeFields, left.start, right.start), widestEnd(dayTimeFields, left.end, right.end));
  }
  if (left.kind === 'year_month_interval' && right.kind === 'year_month_interval' && (symbol === '+' || symbol === '-')) {
    return types.yearMonthInterval(widestStart(yearMonthFields, left.start, right.start), widestEnd(yearMonthFields, left.end, right.end));
  }
  if (left.kind === 'calendar_interval' && right.kind === 'calendar_interval' && (symbol === '+' || symbol === '-')) return left;
  if (left.kind === 'null' && right.kind === 'null') return types.double;
  if (left.kind !== right.kind) {
    mismatch('BINARY_OP_DIFF_TYPES', args, context, { left: typeText(left), right: typeText(right) });
  }
  const isInterval = left.kind === 'day_time_interval' || left.kind === 'year_month_interval';
  const allowed =
    symbol === 'div' ? isIntegral(left) || isInterval : symbol === '/' ? left.kind === 'double' || left.kind === 'float' : isNumeric(left);
  if (!allowed) {
    const inputType =
      symbol === 'div'
        ? '("BIGINT" or "DECIMAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")'
        : symbol === '+' || symbol === '-'
          ? '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")'
          : symbol === '/'
            ? '("DOUBLE" or "DECIMAL")'
            : '"NUMERIC"';
    mismatch('BINARY_OP_WRONG_TYPE', args, context, { inputType, actualDataType: typeText(left) });
  }
  return symbol === 'div' ? types.long : left;
}

/** Spark's precision and scale of decimal arithmetic. */
export function decimalResult(symbol: ArithmeticSymbol, left: DecimalType, right: DecimalType, allowPrecisionLoss: boolean): DataType {
  const { precision: p1, scale: s1 } = left;
  const { precision: p2, scale: s2 } = right;
  const bounded = (precision: number, scale: number) =>
    allowPrecisionLoss ? adjustedDecimal(precision, scale) : boundedDecimal(precision, scale);
  switch (symbol) {
    case '+':
    case '-': {
      const scale = Math.max(s1, s2);
      return bounded(Math.max(p1 - s1, p2 - s2) + scale + 1, scale);
    }
    case '*':
      return bounded(p1 + p2 + 1, s1 + s2);
    case '/': {
      if (allowPrecisionLoss) {
        const scale = Math.max(6, s1 + p2 + 1);
        return adjustedDecimal(p1 - s1 + s2 + scale, scale);
      }
      let integerDigits = Math.min(38, p1 - s1 + s2);
      let fractionDigits = Math.min(38, Math.max(6, s1 + p2 + 1));
      const excess = integerDigits + fractionDigits - 38;
      if (excess > 0) {
        fractionDigits -= Math.trunc(excess / 2) + 1;
        integerDigits = 38 - fractionDigits;
      }
      return boundedDecimal(integerDigits + fractionDigits, fractionDigits);
    }
    case '%': {
      const scale = Math.max(s1, s2);
      return bounded(Math.min(p1 - s1, p2 - s2) + scale, scale);
    }
    case 'div':
      return types.long;
  }
}

const dayTimeFields: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const yearMonthFields: readonly YearMonthField[] = ['year', 'month'];
const widestStart = <Field>(order: readonly Field[], a: Field, b: Field): Field => (order.indexOf(a) <= order.indexOf(b) ? a : b);
const widestEnd = <Field>(order: readonly Field[], a: Field, b: Field): Field => (order.indexOf(a) >= order.indexOf(b) ? a : b);
