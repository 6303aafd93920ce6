import { type DataType, types } from '@kindling/protocol';
import { cast, call as duckCall, number, operator, text, token } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { floorSeconds } from '../cast/index.ts';
import { argType, at, body, type Lower, param } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { caster } from '../runtime/index.ts';
import { dateTime } from './fields.ts';

/** Constants of the query's one clock. */
function clock(
  name: string,
  aliases: readonly string[],
  summary: string,
  returns: DataType,
  value: (context: ResolveContext) => Expression & { kind: 'literal' },
): FunctionRecord {
  return dateTime({
    name,
    aliases,
    since: '1.5.0',
    summary,
    examples: [`${name}()`],
    parameters: [],
    returns,
    nullable: false,
    sql: (_, call) => `${call.displayName ?? name}()`,
    rewrite: (_, __, context) => value(context),
  });
}

function localOf(context: ResolveContext, dataType: DataType): Expression & { kind: 'literal' } {
  const convert = caster(types.timestamp, dataType, { evalMode: 'ansi', timeZone: context.timeZone, nowMicros: context.queryStartMicros });
  return { kind: 'literal', value: convert(context.queryStartMicros), dataType };
}

function unixField(name: string, summary: string, divisor: bigint): FunctionRecord {
  return dateTime({
    name,
    since: '3.1.0',
    summary,
    examples: [`${name}(TIMESTAMP '1970-01-01 00:00:01Z')`],
    parameters: [param('timestamp', types.timestamp)],
    returns: types.long,
    lower: (args) => {
      const micros = duckCall('epoch_us', at(args, 0));
      if (divisor === 1n) return micros;
      return divisor === 1_000_000n
        ? floorSeconds(micros)
        : cast(
            operator(
              '//',
              operator('-', micros, operator('%', operator('+', operator('%', micros, token('1000')), token('1000')), token('1000'))),
              token('1000'),
            ),
            'BIGINT',
          );
    },
  });
}

const fromMicros: Lower = (args) => duckCall('timezone', text('UTC'), duckCall('make_timestamp', at(args, 0)));

function shifted(name: string, summary: string): FunctionRecord {
  return dateTime({
    name,
    since: '1.5.0',
    summary,
    examples: [`${name}('2016-08-31', 'Asia/Seoul')`],
    parameters: [param('timestamp', types.timestamp), param('timezone', 'string')],
    returns: types.timestamp,
    lower: body(name),
  });
}

export const clockAndZones: readonly FunctionRecord[] = [
  clock('current_date', ['curdate'], 'The date at the start of the query.', types.date, (context) => localOf(context, types.date)),
  clock('current_timestamp', ['now'], 'The instant at the start of the query.', types.timestamp, (context) => ({
    kind: 'literal',
    value: context.queryStartMicros,
    dataType: types.timestamp,
  })),
  clock('localtimestamp', [], 'The wall-clock time at the start of the query.', types.timestampNtz, (context) =>
    localOf(context, types.timestampNtz),
  ),
  clock('current_timezone', [], "The session's time zone.", types.string, (context) => ({
    kind: 'literal',
    value: context.timeZone,
    dataType: types.string,
  })),
  dateTime({
    name: 'unix_date',
    since: '3.1.0',
    summary: 'Days since 1970-01-01.',
    parameters: [param('date', types.date)],
    returns: types.integer,
    lower: (args) => cast(operator('-', at(args, 0), token("DATE '1970-01-01'")), 'INTEGER'),
  }),
  dateTime({
    name: 'date_from_unix_date',
    since: '3.1.0',
    summary: 'The date that many days after 1970-01-01.',
    parameters: [param('days', types.integer)],
    returns: types.date,
    lower: (args) => operator('+', token("DATE '1970-01-01'"), at(args, 0)),
  }),
  unixField('unix_micros', 'Microseconds since 1970.', 1n),
  unixField('unix_millis', 'Milliseconds since 1970.', 1000n),
  unixField('unix_seconds', 'Seconds since 1970.', 1_000_000n),
  dateTime({
    name: 'timestamp_seconds',
    since: '3.1.0',
    summary: 'The instant that many seconds after 1970.',
    examples: ['timestamp_seconds(1230219000)'],
    parameters: [param('seconds', 'numeric')],
    returns: types.timestamp,
    nullable: (args) =>
      dataTypeOf(args[0] as Expression).kind === 'float' || dataTypeOf(args[0] as Expression).kind === 'double' || anyNullable(args),
    lower: (args, call, context) => {
      const type = argType(call, 0);
      if (type.kind === 'integer' || type.kind === 'long')
        return fromMicros([operator('*', cast(at(args, 0), 'BIGINT'), token('1000000'))], call, context);
      return context.runtime('cast', [at(args, 0)], [type], types.timestamp, { evalMode: 'legacy', timeZone: 'UTC' });
    },
  }),
  dateTime({
    name: 'timestamp_millis',
    since: '3.1.0',
    summary: 'The instant that many milliseconds after 1970.',
    parameters: [param('milliseconds', types.long)],
    returns: types.timestamp,
    lower: (args, call, context) => fromMicros([operator('*', at(args, 0), number(1000))], call, context),
  }),
  dateTime({
    name: 'timestamp_micros',
    since: '3.1.0',
    summary: 'The instant that many microseconds after 1970.',
    parameters: [param('microseconds', types.long)],
    returns: types.timestamp,
    lower: fromMicros,
  }),
  shifted('from_utc_timestamp', 'A UTC wall-clock time, as a clock in a time zone shows it.'),
  shifted('to_utc_timestamp', 'A wall-clock time of a time zone, in UTC.'),
];
