import { type DataType, types } from '@kindling/protocol';
import { cast, call as duckCall, number, operator, type Sql, text, token } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, ordinal, quoted, typeText } from '../data-type-mismatch.ts';
import { argType, at, body, type Lower, optional, param, runtimeCall } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext, TypeRule } from '../function-record.ts';
import { dateTime, localTimestamp, zoneOf, zoneOption } from './fields.ts';

const days: TypeRule = { oneOf: [types.integer, types.short, types.byte] };
const datePlus = (date: Sql, amount: Sql): Sql => cast(operator('+', date, cast(amount, 'INTEGER')), 'DATE');
const monthsLater = (value: Sql, months: Sql, type: 'DATE' | 'TIMESTAMP'): Sql =>
  cast(operator('+', value, duckCall('to_months', cast(months, 'INTEGER'))), type);
/** Between a timestamp and this there is an interval; a text reads as a timestamp in ANSI mode only. */
function isInstantLike({ kind }: DataType, context: ResolveContext): boolean {
  if (kind === 'string' || kind === 'char' || kind === 'varchar') return context.ansi;
  return kind === 'timestamp' || kind === 'timestamp_ntz' || kind === 'date' || kind === 'null';
}

function refuseInstant(args: readonly Expression[], index: number, context: ResolveContext): never {
  const texts = args.map((arg) => context.sqlText(arg));
  mismatch('UNEXPECTED_INPUT_TYPE', args, context, {
    sqlExpr: quoted(`(${texts.join(' - ')})`),
    paramIndex: ordinal(index),
    requiredType: quoted('(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)'),
    inputSql: quoted(texts[index] ?? ''),
    inputType: typeText(dataTypeOf(args[index] as Expression)),
  });
}

const MICROS_PER_DAY = token('86400000000');
const own = (args: readonly Expression[]): DataType => dataTypeOf(args[0] as Expression);

const nativeUnits: Readonly<Record<string, string>> = {
  YEAR: 'year',
  YYYY: 'year',
  YY: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  MON: 'month',
  MM: 'month',
  WEEK: 'week',
  DAY: 'day',
  DD: 'day',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
};
const smallUnits: ReadonlySet<string> = new Set(['day', 'hour', 'minute', 'second']);

/** DuckDB's word for a unit that is written out. */
function truncationUnit(unit: Expression | undefined): string | undefined {
  return unit?.kind === 'literal' && typeof unit.value === 'string' ? nativeUnits[unit.value.toUpperCase()] : undefined;
}

/** What `+` and `-` on dates, timestamps and intervals are: shown as the operator, not callable by these names in SQL. */
function operatorPair(
  name: string,
  first: TypeRule,
  second: TypeRule,
  returns: DataType | ((args: readonly Expression[]) => DataType),
  lower: (sign: '+' | '-') => Lower,
  sql: (sign: '+' | '-', left: string, right: string) => string = (sign, left, right) => `${left} ${sign} ${right}`,
): readonly FunctionRecord[] {
  return (['+', '-'] as const).map((sign) =>
    dateTime({
      name: sign === '+' ? name : name.replace('_add_', '_subtract_'),
      since: '1.0.0',
      summary: sign === '+' ? 'A date or time, later by an interval.' : 'A date or time, earlier by an interval.',
      parameters: [param('start', first), param('interval', second)],
      returns,
      options: zoneOption,
      sql: ([left = '', right = '']) => sql(sign, left, right),
      lower: lower(sign),
    }),
  );
}

const signedMicros = (sign: '+' | '-', amount: Sql): Sql => (sign === '+' ? amount : operator('-', amount));

const addInterval =
  (sign: '+' | '-'): Lower =>
  (args, call, context) => {
    if (argType(call, 1).kind !== 'day_time_interval')
      return context.runtime(
        sign === '+' ? 'timestamp_add_interval' : 'timestamp_subtract_interval',
        args,
        [argType(call, 0), argType(call, 1)],
        call.dataType,
        { ...call.options },
      );
    return operator('+', at(args, 0), duckCall('to_microseconds', signedMicros(sign, at(args, 1))));
  };

const addYearMonths =
  (sign: '+' | '-'): Lower =>
  (args, call, context) => {
    const amount = signedMicros(sign, at(args, 1));
    if (call.dataType.kind === 'timestamp')
      return context.runtime(
        'timestamp_add_months',
        [at(args, 0), cast(amount, 'INTEGER')],
        [types.timestamp, types.integer],
        call.dataType,
        { ...call.options },
      );
    return monthsLater(at(args, 0), amount, call.dataType.kind === 'date' ? 'DATE' : 'TIMESTAMP');
  };

export const dateArithmetic: readonly FunctionRecord[] = [
  dateTime({
    name: 'date_add',
    aliases: ['dateadd'],
    showsAlias: false,
    since: '1.5.0',
    summary: 'A date, days later.',
    examples: ["date_add('2016-07-30', 1)"],
    parameters: [param('start_date', types.date), { ...param('num_days', days), exact: true }],
    returns: types.date,
    lower: (args) => datePlus(at(args, 0), at(args, 1)),
  }),
  dateTime({
    name: 'date_sub',
    since: '1.5.0',
    summary: 'A date, days earlier.',
    examples: ["date_sub('2016-07-30', 1)"],
    parameters: [param('start_date', types.date), { ...param('num_days', days), exact: true }],
    returns: types.date,
    lower: (args) => datePlus(at(args, 0), operator('-', cast(at(args, 1), 'INTEGER'))),
  }),
  dateTime({
    name: 'datediff',
    aliases: ['date_diff'],
    since: '1.5.0',
    summary: 'Days from one date to another.',
    examples: ["datediff('2009-07-31', '2009-07-30')"],
    parameters: [param('endDate', types.date), param('startDate', types.date)],
    returns: types.integer,
    lower: (args) => cast(operator('-', at(args, 0), at(args, 1)), 'INTEGER'),
  }),
  dateTime({
    name: 'subtract_dates',
    since: '3.0.0',
    summary: 'Interval between two dates.',
    parameters: [param('left', types.date), param('right', types.date)],
    returns: types.dayTimeInterval('day'),
    sql: ([left, right]) => `(${left} - ${right})`,
    lower: (args) => operator('*', cast(operator('-', at(args, 0), at(args, 1)), 'BIGINT'), MICROS_PER_DAY),
  }),
  dateTime({
    name: 'subtract_timestamps',
    since: '3.0.0',
    summary: 'Interval between two timestamps.',
    coercion: (args, context) => {
      const refused = args.findIndex((arg) => !isInstantLike(dataTypeOf(arg), context));
      if (refused >= 0) refuseInstant(args, refused, context);
      const target = args.some((arg) => dataTypeOf(arg).kind === 'timestamp') ? types.timestamp : types.timestampNtz;
      return args.map((arg) => context.cast(arg, target));
    },
    parameters: [param('left'), param('right')],
    returns: types.dayTimeInterval(),
    options: zoneOption,
    sql: ([left, right]) => `(${left} - ${right})`,
    lower: (args, call, context) => {
      const micros = (index: number) => duckCall('epoch_us', localTimestamp(at(args, index), argType(call, index), call, context));
      return operator('-', micros(0), micros(1));
    },
  }),
  dateTime({
    name: 'subtract_times',
    since: '4.1.0',
    summary: 'Interval between two times of day.',
    parameters: [param('left', 'time'), param('right', 'time')],
    returns: types.dayTimeInterval('hour', 'second'),
    sql: ([left, right]) => `(${left} - ${right})`,
    lower: (args) => operator('//', operator('-', at(args, 0), at(args, 1)), number(1000)),
  }),
  dateTime({
    name: 'add_months',
    since: '1.5.0',
    summary: 'A date, months later.',
    examples: ["add_months('2016-08-31', 1)"],
    parameters: [param('startDate', types.date), param('numMonths', types.integer)],
    returns: types.date,
    lower: (args) => monthsLater(at(args, 0), at(args, 1), 'DATE'),
  }),
  ...operatorPair('date_add_ym_interval', types.date, 'yearMonthInterval', types.date, addYearMonths),
  ...operatorPair(
    'date_add_days_interval',
    types.date,
    'dayTimeInterval',
    types.date,
    (sign) => (args) => datePlus(at(args, 0), signedMicros(sign, operator('//', at(args, 1), MICROS_PER_DAY))),
    // Spark shows the days that it takes out of the interval.
    (sign, left, right) => {
      const days = `extractansiintervaldays(${right})`;
      return `date_add(${left}, ${sign === '+' ? days : `(- ${days})`})`;
    },
  ),
  ...operatorPair(
    'date_add_interval',
    types.date,
    'calendarInterval',
    types.date,
    (sign) => (args, call, context) =>
      context.runtime(
        sign === '+' ? 'date_add_interval' : 'date_subtract_interval',
        args,
        [argType(call, 0), argType(call, 1)],
        call.dataType,
      ),
  ),
  ...operatorPair('timestamp_add_ym_interval', 'anyTimestamp', 'yearMonthInterval', own, addYearMonths),
  ...operatorPair('timestamp_add_interval', 'anyTimestamp', { oneOf: ['dayTimeInterval', 'calendarInterval'] }, own, addInterval),
  ...operatorPair(
    'time_add_interval',
    'time',
    'dayTimeInterval',
    own,
    (sign) => (args) => operator(sign, at(args, 0), operator('*', at(args, 1), number(1000))),
  ),
  dateTime({
    name: 'last_day',
    since: '1.5.0',
    summary: 'The last day of the month.',
    examples: ["last_day('2009-01-12')"],
    parameters: [param('date', types.date)],
    returns: types.date,
    lower: (args) => cast(duckCall('last_day', at(args, 0)), 'DATE'),
  }),
  dateTime({
    name: 'next_day',
    since: '1.5.0',
    summary: 'The next date that is a given day of the week.',
    examples: ["next_day('2015-01-14', 'TU')"],
    parameters: [param('start_date', types.date), param('day_of_week', 'string')],
    returns: types.date,
    nullable: (args, context) => !context.ansi || anyNullable(args),
    evalMode: 'session',
    lower: body('next_day'),
  }),
  dateTime({
    name: 'months_between',
    since: '1.5.0',
    summary: 'Months from one timestamp to another, with a fraction by days of 31.',
    examples: ["months_between('1997-02-28 10:30:00', '1996-10-30')"],
    parameters: [
      param('timestamp1', types.timestamp),
      param('timestamp2', types.timestamp),
      { ...optional('roundOff', 'boolean'), default: { kind: 'literal', value: true, dataType: types.boolean } },
    ],
    returns: types.double,
    options: zoneOption,
    lower: body('months_between'),
  }),
  dateTime({
    name: 'trunc',
    since: '1.5.0',
    summary: 'The first day of the unit that a date falls into.',
    examples: ["trunc('2019-08-04', 'week')"],
    parameters: [param('date', types.date), param('fmt', 'string')],
    returns: types.date,
    nullable: true,
    lower: (args, call, context) => {
      const unit = truncationUnit(call.args[1]);
      return unit === undefined || smallUnits.has(unit)
        ? runtimeCall('trunc', args, call, context)
        : cast(duckCall('date_trunc', token(`'${unit}'`), at(args, 0)), 'DATE');
    },
  }),
  dateTime({
    name: 'date_trunc',
    since: '2.3.0',
    summary: 'The start of the unit that a timestamp falls into.',
    examples: ["date_trunc('YEAR', '2015-03-05T09:32:05.359')"],
    parameters: [param('fmt', 'string'), param('ts', 'anyTimestamp')],
    returns: (args) => dataTypeOf(args[1] as Expression),
    nullable: true,
    options: zoneOption,
    lower: (args, call, context) => {
      const unit = truncationUnit(call.args[0]);
      if (unit === undefined) return runtimeCall('date_trunc', args, call, context);
      const truncate = (local: Sql): Sql => duckCall('date_trunc', token(`'${unit}'`), local);
      if (call.dataType.kind === 'timestamp_ntz') return truncate(at(args, 1));
      // The clock of UTC has no gaps, so that the way back is plain.
      if (zoneOf(call) !== 'UTC') return runtimeCall('date_trunc', args, call, context);
      return duckCall('timezone', text('UTC'), truncate(duckCall('timezone', text('UTC'), at(args, 1))));
    },
  }),
];
