import { type DataType, sparkError, types } from '@kindling/protocol';
import { cast, call as duckCall, number, operator, type Sql, token } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { argType, at, type FunctionSpec, param, runtimeCall, scalar } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, LowerContext, ResolveContext } from '../function-record.ts';
import { localOfInstant } from '../session-time-zone.ts';

export function dateTime(spec: Omit<FunctionSpec, 'family'>): FunctionRecord {
  return scalar({ family: 'datetime_funcs', showsAlias: true, ...spec });
}

export const zoneOption = (_: readonly Expression[], context: ResolveContext) => ({ timeZone: context.timeZone });
/** What a pattern means depends on the session. */
export const patternOptions = (_: readonly Expression[], context: ResolveContext) => {
  const timeParser = context.config('spark.sql.legacy.timeParserPolicy').toUpperCase();
  return { timeZone: context.timeZone, ...(timeParser === 'LEGACY' ? { timeParser } : {}) };
};
export const zoneOf = (call: Call | AggregateCall): string => (call.options?.timeZone as string | undefined) ?? 'UTC';

/** Wall-clock TIMESTAMP of a timestamp argument. */
export function localTimestamp(value: Sql, dataType: DataType, call: Call | AggregateCall, context: LowerContext): Sql {
  if (dataType.kind !== 'timestamp') return cast(value, 'TIMESTAMP');
  return (
    localOfInstant(value, zoneOf(call)) ??
    context.runtime('cast', [value], [dataType], types.timestampNtz, { evalMode: 'ansi', timeZone: zoneOf(call) })
  );
}

function dateField(
  name: string,
  since: string,
  summary: string,
  duck: (date: Sql) => Sql,
  aliases: readonly string[] = [],
): FunctionRecord {
  return dateTime({
    name,
    aliases,
    since,
    summary,
    examples: [`${name}('2016-07-30')`],
    parameters: [param('date', types.date)],
    returns: types.integer,
    lower: (args) => cast(duck(at(args, 0)), 'INTEGER'),
  });
}

const timeOrTimestamp = { oneOf: [types.timestamp, types.timestampNtz, 'time'] } as const;

function timeField(name: string, summary: string, nanosPerUnit: bigint, limit: number): FunctionRecord {
  return dateTime({
    name,
    since: '1.5.0',
    summary,
    examples: [`${name}('2009-07-30 12:58:59')`],
    parameters: [param('timestamp', timeOrTimestamp)],
    returns: types.integer,
    nullable: (args) => anyNullable(args) || dataTypeOf(args[0] as Expression).kind === 'time',
    options: zoneOption,
    lower: (args, call, context) => {
      const type = argType(call, 0);
      if (type.kind === 'time')
        return cast(operator('%', operator('//', at(args, 0), token(String(nanosPerUnit))), number(limit)), 'INTEGER');
      return cast(duckCall(name, localTimestamp(at(args, 0), type, call, context)), 'INTEGER');
    },
  });
}

/** Field names of `extract`, and the function or factor behind each. */
const extractable: Readonly<Record<string, string>> = {
  YEAR: 'year',
  Y: 'year',
  YEARS: 'year',
  YR: 'year',
  YRS: 'year',
  YEAROFWEEK: 'yearofweek',
  QUARTER: 'quarter',
  QTR: 'quarter',
  MONTH: 'month',
  MON: 'month',
  MONS: 'month',
  MONTHS: 'month',
  WEEK: 'weekofyear',
  W: 'weekofyear',
  WEEKS: 'weekofyear',
  DAY: 'day',
  D: 'day',
  DAYS: 'day',
  DAYOFWEEK: 'dayofweek',
  DOW: 'dayofweek',
  DAYOFWEEK_ISO: 'dayofweek_iso',
  DOW_ISO: 'dayofweek_iso',
  DOY: 'dayofyear',
  HOUR: 'hour',
  H: 'hour',
  HOURS: 'hour',
  HR: 'hour',
  HRS: 'hour',
  MINUTE: 'minute',
  M: 'minute',
  MIN: 'minute',
  MINS: 'minute',
  MINUTES: 'minute',
  SECOND: 'second_with_fraction',
  S: 'second_with_fraction',
  SEC: 'second_with_fraction',
  SECONDS: 'second_with_fraction',
  SECS: 'second_with_fraction',
};

function extraction(name: string, since: string): FunctionRecord {
  return dateTime({
    name,
    since,
    summary: 'A field of a date, timestamp, time or interval.',
    examples: [`${name}('YEAR', TIMESTAMP '2019-08-12 01:00:00.123456')`],
    parameters: [param('field', 'string'), param('source')],
    returns: types.integer,
    sql: ([field, source], call) =>
      name === 'date_part' ? `date_part(${field}, ${source})` : `${call.displayName ?? name}(${field} FROM ${source})`,
    check: ([field, source], context) => {
      const constant = context.constant(field as Expression);
      if (constant === undefined)
        throw sparkError('NON_FOLDABLE_ARGUMENT', { funcName: `\`${context.functionName}\``, paramName: '`field`', paramType: '"STRING"' });
      if (constant.value === null) return;
      const target = extractable[String(constant.value).toUpperCase()];
      if (target === undefined || !hasField(dataTypeOf(source as Expression), target))
        throw sparkError('INVALID_EXTRACT_FIELD', { field: `\`${constant.value}\``, expr: `"${context.sqlText(source as Expression)}"` });
    },
    rewrite: ([field, source], _, context) => {
      const constant = context.constant(field as Expression);
      if (constant === undefined) return undefined;
      if (constant.value === null) return { kind: 'literal', value: null, dataType: types.double };
      const type = dataTypeOf(source as Expression);
      const target = extractable[String(constant.value).toUpperCase()];
      if (target === undefined) return undefined;
      if (type.kind === 'day_time_interval' || type.kind === 'year_month_interval' || type.kind === 'calendar_interval') {
        return context.call('interval_field', { kind: 'literal', value: target, dataType: types.string }, source as Expression);
      }
      return context.call(target, source as Expression);
    },
  });
}

const clockFields: readonly string[] = ['hour', 'minute', 'second_with_fraction'];
const calendarFields: readonly string[] = ['year', 'month'];

/** Whether a value of the type has the field: an interval has those between its first and its last. */
function hasField(type: DataType, field: string): boolean {
  const unit = field === 'second_with_fraction' ? 'second' : field;
  switch (type.kind) {
    case 'time':
      return clockFields.includes(field);
    case 'calendar_interval':
      return [...calendarFields, 'day', ...clockFields].includes(field);
    case 'year_month_interval': {
      const units = ['year', 'month'];
      return isBetween(units, unit, type.start, type.end);
    }
    case 'day_time_interval':
      return isBetween(['day', 'hour', 'minute', 'second'], unit, type.start, type.end);
    default:
      return true;
  }
}

function isBetween(units: readonly string[], unit: string, start: string, end: string): boolean {
  const index = units.indexOf(unit);
  return index >= units.indexOf(start) && index <= units.indexOf(end);
}

const intervalUnits: Readonly<Record<string, readonly [divisor: string, modulo: string | undefined]>> = {
  day: ['86400000000', undefined],
  hour: ['3600000000', '24'],
  minute: ['60000000', '60'],
};

export const dateFields: readonly FunctionRecord[] = [
  dateField('year', '1.5.0', 'Year of a date.', (date) => duckCall('year', date)),
  dateField('quarter', '1.5.0', 'Quarter of the year, 1 to 4.', (date) => duckCall('quarter', date)),
  dateField('month', '1.5.0', 'Month of the year, 1 to 12.', (date) => duckCall('month', date)),
  dateField('day', '1.5.0', 'Day of the month.', (date) => duckCall('day', date), ['dayofmonth']),
  dateField('dayofyear', '1.5.0', 'Day of the year.', (date) => duckCall('dayofyear', date)),
  dateField('dayofweek', '2.3.0', 'Day of the week, from 1 for Sunday to 7 for Saturday.', (date) =>
    operator('+', duckCall('dayofweek', date), number(1)),
  ),
  dateField('dayofweek_iso', '3.0.0', 'Day of the week, from 1 for Monday to 7 for Sunday.', (date) => duckCall('isodow', date)),
  dateField('weekday', '2.4.0', 'Day of the week, from 0 for Monday to 6 for Sunday.', (date) =>
    operator('-', duckCall('isodow', date), number(1)),
  ),
  dateField('weekofyear', '1.5.0', 'ISO week of the year.', (date) => duckCall('weekofyear', date)),
  dateField('yearofweek', '3.0.0', 'Year that the ISO week belongs to.', (date) => duckCall('isoyear', date)),
  timeField('hour', 'Hour of the day.', 3_600_000_000_000n, 24),
  timeField('minute', 'Minute of the hour.', 60_000_000_000n, 60),
  timeField('second', 'Second of the minute.', 1_000_000_000n, 60),
  dateTime({
    name: 'second_with_fraction',
    since: '3.0.0',
    summary: 'Second of the minute, with its fraction.',
    parameters: [param('timestamp', timeOrTimestamp)],
    returns: types.decimal(8, 6),
    nullable: (args) => anyNullable(args) || dataTypeOf(args[0] as Expression).kind === 'time',
    options: zoneOption,
    lower: (args, call, context) => {
      const type = argType(call, 0);
      const micros =
        type.kind === 'time'
          ? operator('//', at(args, 0), token('1000'))
          : duckCall('epoch_us', localTimestamp(at(args, 0), type, call, context));
      const rest = operator('%', operator('+', operator('%', micros, token('60000000')), token('60000000')), token('60000000'));
      return cast(operator('*', cast(rest, 'DECIMAL(8,0)'), token('0.000001::DECIMAL(7,6)')), 'DECIMAL(8,6)');
    },
  }),
  dateTime({
    name: 'interval_field',
    since: '3.0.0',
    summary: 'A field of an interval.',
    parameters: [param('field', 'string'), param('interval')],
    returns: (args, context) => {
      const field = String(context.constant(args[0] as Expression)?.value);
      const kind = dataTypeOf(args[1] as Expression).kind;
      return field === 'second_with_fraction'
        ? types.decimal(8, 6)
        : field === 'day' || field === 'year' || kind === 'year_month_interval'
          ? field === 'month'
            ? types.byte
            : types.integer
          : types.byte;
    },
    lower: (args, call, context) => {
      const field = (call.args[0] as { value?: unknown }).value as string;
      const type = argType(call, 1);
      const value = at(args, 1);
      if (type.kind === 'year_month_interval')
        return cast(operator(field === 'year' ? '//' : '%', value, number(12)), field === 'year' ? 'INTEGER' : 'TINYINT');
      const unit = intervalUnits[field];
      if (type.kind === 'day_time_interval' && unit) {
        const whole = operator('//', value, token(unit[0]));
        return unit[1] === undefined ? cast(whole, 'INTEGER') : cast(operator('%', whole, token(unit[1])), 'TINYINT');
      }
      if (type.kind === 'day_time_interval')
        return cast(
          operator('*', cast(operator('%', value, token('60000000')), 'DECIMAL(8,0)'), token('0.000001::DECIMAL(7,6)')),
          'DECIMAL(8,6)',
        );
      return runtimeCall('calendar_interval_field', args, call, context);
    },
  }),
  extraction('extract', '3.0.0'),
  extraction('date_part', '3.0.0'),
  extraction('datepart', '3.4.0'),
  dateTime({
    name: 'dayname',
    since: '4.0.0',
    summary: 'Short name of the day of the week.',
    parameters: [param('date', types.date)],
    returns: types.string,
    lower: (args) => duckCall('strftime', at(args, 0), token("'%a'")),
  }),
  dateTime({
    name: 'monthname',
    since: '4.0.0',
    summary: 'Short name of the month.',
    parameters: [param('date', types.date)],
    returns: types.string,
    lower: (args) => duckCall('strftime', at(args, 0), token("'%b'")),
  }),
];
