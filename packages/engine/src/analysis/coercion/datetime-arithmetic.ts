import { types } from '@kindling/protocol';
import { functionRecord, type ResolveContext } from '../../functions/index.ts';
import { type Expression, typeOf } from '../../plan/index.ts';
import { isAnsiInterval, isText, isTimestamp } from './common-type.ts';

const symbols: ReadonlyMap<string, string> = new Map([
  ['+', '+'],
  ['-', '-'],
  ['*', '*'],
  ['/', '/'],
  ['try_add', '+'],
  ['try_subtract', '-'],
  ['try_multiply', '*'],
  ['try_divide', '/'],
]);

/** `+ - * /` on dates, times and intervals are calls of other functions; `undefined` when the operands are neither. */
export function resolveDatetimeArithmetic(name: string, args: readonly Expression[], context: ResolveContext): Expression | undefined {
  const symbol = symbols.get(name);
  if (args.length !== 2 || symbol === undefined) return undefined;
  const target = targetOf(symbol, args as [Expression, Expression], context);
  if (target === undefined || functionRecord(target.name) === undefined) return undefined;
  const call = context.call(target.name, ...target.args);
  const [base] = target.args;
  const isTextResult = base !== undefined && isText(typeOf(base)) && target.name.startsWith('timestamp_');
  if (!name.startsWith('try_') || call.kind !== 'call') return isTextResult ? context.cast(call, types.string) : call;
  return { ...call, nullable: true, evalMode: 'try', displaySql: `${name}(${args.map((arg) => context.sqlText(arg)).join(', ')})` };
}

interface Target {
  readonly name: string;
  readonly args: readonly Expression[];
}

function targetOf(symbol: string, [left, right]: readonly [Expression, Expression], context: ResolveContext): Target | undefined {
  const a = typeOf(left);
  const b = typeOf(right);
  if (symbol === '*') {
    if (isInterval(left)) return { name: intervalFunction('multiply', a.kind), args: [left, right] };
    return isInterval(right) ? { name: intervalFunction('multiply', b.kind), args: [right, left] } : undefined;
  }
  if (symbol === '/') return isInterval(left) ? { name: intervalFunction('divide', a.kind), args: [left, right] } : undefined;
  if (a.kind === b.kind && isInterval(left)) return undefined;
  if (symbol === '-') return subtracted(left, right);
  return addedInterval(left, right) ?? addedInterval(right, left) ?? addedDays(left, right, context) ?? addedDays(right, left, context);
}

function isInterval(expression: Expression): boolean {
  const type = typeOf(expression);
  return isAnsiInterval(type) || type.kind === 'calendar_interval';
}

function intervalFunction(operation: 'multiply' | 'divide', kind: string): string {
  if (kind === 'calendar_interval') return `${operation}_interval`;
  return kind === 'year_month_interval' ? `${operation}_ym_interval` : `${operation}_dt_interval`;
}

function addedInterval(base: Expression, amount: Expression): Target | undefined {
  const a = typeOf(base);
  const b = typeOf(amount);
  const args = [base, amount];
  if (isTimestamp(a) && b.kind === 'null') return { name: 'timestamp_add_interval', args };
  if (a.kind === 'date' && b.kind === 'null') {
    return { name: 'timestamp_add_interval', args: [base, { kind: 'literal', value: null, dataType: types.dayTimeInterval() }] };
  }
  if (!isInterval(amount)) return undefined;
  if (b.kind === 'year_month_interval') {
    if (a.kind === 'date') return { name: 'date_add_ym_interval', args };
    return isTimestamp(a) ? { name: 'timestamp_add_ym_interval', args } : undefined;
  }
  if (a.kind === 'null' && b.kind === 'day_time_interval') return undefined;
  if (a.kind === 'time') return { name: 'time_add_interval', args };
  if (a.kind === 'date' && b.kind === 'calendar_interval') return { name: 'date_add_interval', args };
  if (a.kind === 'date' && b.kind === 'day_time_interval' && b.start === 'day' && b.end === 'day')
    return { name: 'date_add_days_interval', args };
  return { name: 'timestamp_add_interval', args };
}

/** A date and a number of days. A text beside a date is a date in ANSI mode, which then is no number. */
function addedDays(base: Expression, amount: Expression, context: ResolveContext): Target | undefined {
  if (typeOf(base).kind !== 'date') return undefined;
  if (!isText(typeOf(amount))) return { name: 'date_add', args: [base, amount] };
  return context.ansi ? { name: 'date_add', args: [base, context.cast(amount, types.date)] } : undefined;
}

function subtracted(left: Expression, right: Expression): Target | undefined {
  const a = typeOf(left);
  const b = typeOf(right);
  const args = [left, right];
  if (isInterval(right)) {
    // A subtraction of an interval adds its opposite, but is shown as the subtraction that it is.
    const sum = addedInterval(left, right);
    return sum && { name: sum.name.replace('_add_', '_subtract_'), args: sum.args };
  }
  if (a.kind === 'time' && b.kind === 'time') return { name: 'subtract_times', args };
  if (isTimestamp(a) || isTimestamp(b)) return { name: 'subtract_timestamps', args };
  if (b.kind === 'date') return { name: 'subtract_dates', args };
  if (a.kind !== 'date') return undefined;
  if (b.kind === 'null' || isText(b)) return { name: 'subtract_dates', args };
  return { name: 'date_sub', args };
}
