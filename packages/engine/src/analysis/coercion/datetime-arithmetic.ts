import { types } from '@kindling/protocol';
import { functionRecord, type ResolveContext } from '../../functions/index.ts';
import { type Expression, typeOf } from '../../plan/index.ts';
import type { Analyzer } from '../analyzer.ts';
import { isAnsiInterval, isDatetime, isIntegral, isNumeric, isText, isTimestamp } from './common-type.ts';

const symbols: ReadonlySet<string> = new Set(['+', '-', '*', '/', 'try_add', 'try_subtract', 'try_multiply', 'try_divide']);

/** `+ - * /` on dates, times and intervals are calls of other functions; `undefined` when the operands are neither. */
export function resolveDatetimeArithmetic(
  name: string,
  args: readonly Expression[],
  context: ResolveContext,
  analyzer: Analyzer,
): Expression | undefined {
  if (args.length !== 2 || !symbols.has(name)) return undefined;
  const target = targetOf(
    name.replace('try_add', '+').replace('try_subtract', '-').replace('try_multiply', '*').replace('try_divide', '/'),
    args as [Expression, Expression],
    analyzer,
  );
  if (target === undefined || functionRecord(target.name) === undefined) return undefined;
  return context.call(target.name, ...target.args);
}

interface Target {
  readonly name: string;
  readonly args: readonly Expression[];
}

function targetOf(symbol: string, [left, right]: readonly [Expression, Expression], analyzer: Analyzer): Target | undefined {
  const a = typeOf(left);
  const b = typeOf(right);
  const isInterval = (type: typeof a): boolean => isAnsiInterval(type) || type.kind === 'calendar_interval';
  if (symbol === '*') {
    if (isInterval(a) && (isNumeric(b) || isText(b) || b.kind === 'null'))
      return { name: intervalFunction('multiply', a.kind), args: [left, right] };
    if (isInterval(b) && (isNumeric(a) || isText(a) || a.kind === 'null'))
      return { name: intervalFunction('multiply', b.kind), args: [right, left] };
    return undefined;
  }
  if (symbol === '/')
    return isInterval(a) && !isInterval(b) ? { name: intervalFunction('divide', a.kind), args: [left, right] } : undefined;
  if (symbol === '+') return added(left, right) ?? added(right, left);
  return subtracted(left, right, analyzer);
}

function intervalFunction(operation: 'multiply' | 'divide', kind: string): string {
  if (kind === 'calendar_interval') return `${operation}_interval`;
  return kind === 'year_month_interval' ? `${operation}_ym_interval` : `${operation}_dt_interval`;
}

function added(base: Expression, amount: Expression): Target | undefined {
  const a = typeOf(base);
  const b = typeOf(amount);
  if (a.kind === 'time' && b.kind === 'day_time_interval') return { name: 'time_add_interval', args: [base, amount] };
  if (!isDatetime(a) && !(isText(a) && (isAnsiInterval(b) || b.kind === 'calendar_interval'))) return undefined;
  if (a.kind === 'date') {
    if (isIntegral(b) || b.kind === 'null') return { name: 'date_add', args: [base, amount] };
    if (b.kind === 'year_month_interval') return { name: 'date_add_ym_interval', args: [base, amount] };
    if (b.kind === 'day_time_interval') {
      if (b.start === 'day' && b.end === 'day') return { name: 'date_add_days_interval', args: [base, amount] };
      return { name: 'timestamp_add_interval', args: [base, amount] };
    }
    return b.kind === 'calendar_interval' ? { name: 'date_add_interval', args: [base, amount] } : undefined;
  }
  if (b.kind === 'year_month_interval') return { name: 'timestamp_add_ym_interval', args: [base, amount] };
  if (b.kind === 'day_time_interval' || b.kind === 'calendar_interval') return { name: 'timestamp_add_interval', args: [base, amount] };
  return undefined;
}

function subtracted(left: Expression, right: Expression, analyzer: Analyzer): Target | undefined {
  const a = typeOf(left);
  const b = typeOf(right);
  if (a.kind === 'time' && b.kind === 'time') return { name: 'subtract_times', args: [left, right] };
  if (isTimestamp(a) && (isDatetime(b) || isText(b))) return { name: 'subtract_timestamps', args: [left, right] };
  if (isTimestamp(b) && (isDatetime(a) || isText(a))) return { name: 'subtract_timestamps', args: [left, right] };
  if (a.kind === 'date' && (b.kind === 'date' || (isText(b) && analyzer.rules.ansi)))
    return { name: 'subtract_dates', args: [left, right] };
  if (b.kind === 'date' && isText(a)) return { name: 'subtract_dates', args: [left, right] };
  if (a.kind === 'date' && (isIntegral(b) || b.kind === 'null')) return { name: 'date_sub', args: [left, right] };
  if (a.kind === 'null' && b.kind === 'date')
    return { name: 'subtract_dates', args: [{ kind: 'literal', value: null, dataType: types.date }, right] };
  const isInterval = isAnsiInterval(b) || b.kind === 'calendar_interval';
  if (isInterval && (isDatetime(a) || a.kind === 'time' || isText(a))) return subtractedInterval(left, right);
  return undefined;
}

/** A subtraction of an interval adds its opposite, but is shown as the subtraction that it is. */
function subtractedInterval(base: Expression, amount: Expression): Target | undefined {
  const sum = added(base, amount);
  return sum && { name: sum.name.replace('_add_', '_subtract_'), args: sum.args };
}
