import { type DataType, localToInstantMicros, types } from '@kindling/protocol';
import { call as duckCall, operator, type Sql, token } from '../../duckdb/sql/index.ts';
import type { Expression, Literal } from '../../plan/index.ts';
import { mismatch, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { argType, at, body, foldable, type Lower, optional, param, runtimeCall } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { dateTime, localTimestamp, zoneOption } from './fields.ts';

const moment = { oneOf: [types.timestamp, types.timestampNtz] } as const;
const shortUnits: Readonly<Record<string, string>> = {
  MICROSECOND: '1',
  MILLISECOND: '1000',
  SECOND: '1000000',
  MINUTE: '60000000',
  HOUR: '3600000000',
};
const wallUnits: Readonly<Record<string, string>> = { ...shortUnits, DAY: '86400000000', DAYOFYEAR: '86400000000', WEEK: '604800000000' };
const unitOf = (expression: Expression | undefined): string =>
  expression?.kind === 'literal' ? String(expression.value).toUpperCase() : '';

/** A wall-clock time knows no gaps, so that days are equally long; for instants only hours and less are. */
const added: Lower = (args, call, context) => {
  const micros = (call.dataType.kind === 'timestamp' ? shortUnits : wallUnits)[unitOf(call.args[0])];
  if (micros === undefined) return runtimeCall('timestampadd', args, call, context);
  return operator('+', at(args, 2), duckCall('to_microseconds', operator('*', at(args, 1), token(micros))));
};

const between: Lower = (args, call, context) => {
  const micros = wallUnits[unitOf(call.args[0])];
  if (micros === undefined) return runtimeCall('timestampdiff', args, call, context);
  const local = (index: number): Sql => duckCall('epoch_us', localTimestamp(at(args, index), argType(call, index), call, context));
  return operator('//', operator('-', local(2), local(1)), token(micros));
};

/** The origin is of the moment's type: the start of 1970 on the session's clock unless given. */
function withOrigin(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [size, value, origin] = args as [Expression, Expression, Expression | undefined];
  const dataType = dataTypeOf(value).kind === 'timestamp_ntz' ? types.timestampNtz : types.timestamp;
  const bucket = dataTypeOf(size).kind === 'null' ? context.cast(size, types.dayTimeInterval()) : size;
  const moment = dataTypeOf(value).kind === 'null' ? context.cast(value, nullMoment(origin)) : value;
  if (origin !== undefined) return [bucket, moment, dataTypeOf(origin).kind === 'null' ? context.cast(origin, dataType) : origin];
  const { timeZone } = context;
  const epoch: Literal =
    dataType.kind === 'timestamp'
      ? { kind: 'literal', value: localToInstantMicros(0n, timeZone), dataType, timeZone }
      : { kind: 'literal', value: 0n, dataType };
  return [bucket, moment, epoch];
}

const nullMoment = (origin: Expression | undefined): DataType =>
  origin !== undefined && dataTypeOf(origin).kind === 'timestamp_ntz' ? types.timestampNtz : types.timestamp;

/** The origin is of the moment's type. */
function checkOrigin(args: readonly Expression[], context: ResolveContext): void {
  const [, value, origin] = args as [Expression, Expression, Expression];
  const type = dataTypeOf(origin);
  if (type.kind !== 'timestamp' && type.kind !== 'timestamp_ntz')
    unexpectedType(args, 2, '"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)"', context);
  if (type.kind !== dataTypeOf(value).kind) unexpectedType(args, 2, typeText(dataTypeOf(value)), context);
}

function checkBucket(args: readonly Expression[], context: ResolveContext): void {
  const [size, value] = args as [Expression, Expression];
  const sizeKind = dataTypeOf(size).kind;
  if (sizeKind !== 'day_time_interval' && sizeKind !== 'year_month_interval')
    unexpectedType(args, 0, '("INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")', context);
  if (!['timestamp', 'timestamp_ntz', 'null'].includes(dataTypeOf(value).kind))
    unexpectedType(args, 1, '(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)', context);
  checkOrigin(args, context);
  const constant = context.constant(size)?.value;
  if (constant !== null && constant !== undefined && BigInt(constant as bigint | number) <= 0n) {
    mismatch('VALUE_OUT_OF_RANGE', args, context, {
      exprName: '`bucketSize`',
      valueRange: '(0, inf)',
      currentValue: context.sqlText({ kind: 'literal', value: constant, dataType: dataTypeOf(size) }),
    });
  }
}

export const dateTimeUnits: readonly FunctionRecord[] = [
  dateTime({
    name: 'timestampadd',
    since: '3.3.0',
    summary: 'A timestamp, later by a number of units.',
    examples: ["timestampadd(HOUR, 8, TIMESTAMP_NTZ'2022-02-11 20:30:00')"],
    parameters: [param('unit', 'string'), param('quantity', types.long), param('timestamp', moment)],
    returns: (args) => dataTypeOf(args[2] as Expression),
    options: zoneOption,
    lower: added,
  }),
  dateTime({
    name: 'timestampdiff',
    since: '3.3.0',
    summary: 'Whole units from one timestamp to another.',
    examples: ["timestampdiff(MONTH, TIMESTAMP'2021-02-28 12:00:00', TIMESTAMP'2021-03-28 12:00:00')"],
    parameters: [param('unit', 'string'), param('startTimestamp', types.timestamp), param('endTimestamp', types.timestamp)],
    returns: types.long,
    options: zoneOption,
    lower: between,
  }),
  dateTime({
    name: 'time_bucket',
    since: '4.2.0',
    summary: 'Start of the interval, counted from an origin, that a timestamp falls into.',
    examples: ["time_bucket(INTERVAL '15' MINUTE, TIMESTAMP '2024-01-01 11:27:00')"],
    parameters: [foldable(param('bucketSize')), param('ts'), foldable(optional('origin'))],
    coercion: withOrigin,
    check: checkBucket,
    returns: (args) => dataTypeOf(args[1] as Expression),
    options: zoneOption,
    lower: body('time_bucket'),
  }),
  dateTime({
    name: 'convert_timezone',
    since: '3.4.0',
    summary: 'A wall-clock time of one time zone, as the clocks of another show it.',
    examples: ["convert_timezone('Europe/Brussels', 'America/Los_Angeles', TIMESTAMP_NTZ'2021-12-06 00:00:00')"],
    parameters: [param('sourceTz', 'string'), param('targetTz', 'string'), optional('sourceTs', types.timestampNtz)],
    // Without a source it is the session's time zone.
    coercion: (args, context) => {
      const [source, target, time] = args.length === 3 ? args : [context.call('current_timezone'), ...args];
      return [
        context.cast(source as Expression, types.string),
        context.cast(target as Expression, types.string),
        context.cast(time as Expression, types.timestampNtz),
      ];
    },
    returns: types.timestampNtz,
    lower: body('convert_timezone'),
  }),
];
