import { sparkError, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { unexpectedType } from '../data-type-mismatch.ts';
import { body, optional, param, runtimeCall } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { dateTime, zoneOption } from './fields.ts';

const fieldTypes = [types.integer, types.integer, types.integer, types.integer, types.integer, types.decimal(16, 6), types.string];

interface MakeTimestamp {
  readonly name: string;
  readonly isNtz?: boolean;
  /** Besides six fields: whether a time zone may follow, and how few parts a date and time may have. */
  readonly counts: readonly number[];
  /** The counts that Spark tells of when it is called with another. */
  readonly toldCounts: string;
}

/** A date, a time of day and a time zone; or the fields of them. */
function coerceParts(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  if (args.length > 3) return args.map((arg, i) => context.cast(arg, fieldTypes[i] ?? types.string));
  const wanted = ['date', 'time', 'string'] as const;
  return args.map((arg, i) => {
    const { kind } = dataTypeOf(arg);
    if (kind === 'null') return context.cast(arg, i === 0 ? types.date : i === 1 ? types.time() : types.string);
    if (kind !== wanted[i]) unexpectedType(args, i, i === 0 ? '"DATE"' : i === 1 ? '"TIME"' : '"STRING"', context);
    return arg;
  });
}

function makeTimestamp({ name, isNtz = false, counts, toldCounts }: MakeTimestamp): FunctionRecord {
  const isTry = name.startsWith('try_');
  const followsSetting = name.endsWith('make_timestamp');
  return dateTime({
    name,
    since: isTry ? '4.0.0' : '3.0.0',
    summary: isTry
      ? 'The timestamp of its fields, or of a date and a time; NULL when there is none.'
      : 'The timestamp of its fields, or of a date and a time.',
    examples: [`${name}(2014, 12, 28, 6, 30, 45.887)`],
    parameters: ['year', 'month', 'day', 'hour', 'min', 'sec', 'timezone'].map((field) => optional(field)),
    coercion: (args, context) => {
      if (!counts.includes(args.length)) {
        throw sparkError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
          functionName: `\`${context.functionName}\``,
          expectedNum: toldCounts,
          actualNum: String(args.length),
          docroot: 'https://spark.apache.org/docs/latest',
        });
      }
      return coerceParts(args, context);
    },
    returns: (args, context) =>
      isNtz || (followsSetting && args.length > 3 && context.config('spark.sql.timestampType') === 'TIMESTAMP_NTZ')
        ? types.timestampNtz
        : types.timestamp,
    // Of a date and a time there always is one; Spark forgets that for wall-clock times.
    nullable: (args, context) => (args.length > 3 ? isTry || !context.ansi : isNtz) || anyNullable(args),
    evalMode: isTry ? 'try' : 'session',
    options: zoneOption,
    sql: (args) => shownCall(name, isNtz, args),
    lower: (args, call, context) => runtimeCall(args.length > 3 ? 'make_timestamp' : 'join_date_time', args, call, context),
  });
}

/** Of a date and a time Spark shows what it makes of the call; the time zone is forgotten in the name of a try. */
function shownCall(name: string, isNtz: boolean, args: readonly string[]): string {
  const call = (fn: string): string => `${fn}(${args.join(', ')})`;
  if (args.length > 3) return name === 'try_make_timestamp' ? `${name}(${args.slice(0, 6).join(', ')})` : call(name);
  if (isNtz) return name.startsWith('try_') ? `${name}(${call('make_timestamp_ntz')})` : call(name);
  return call(name.endsWith('_ltz') ? 'make_timestamp' : name);
}

const ofInstant = { counts: [1, 2, 3, 6, 7], toldCounts: '[1, 2, 3, 6, 7]' };
const ofSession = { counts: [2, 3, 6, 7], toldCounts: '[2, 6]' };
const ofWallClock = { counts: [2, 6], toldCounts: '[2, 6]', isNtz: true };

export const makers: readonly FunctionRecord[] = [
  dateTime({
    name: 'make_date',
    since: '3.0.0',
    summary: 'The date of year, month and day.',
    examples: ['make_date(2013, 7, 15)'],
    parameters: [param('year', types.integer), param('month', types.integer), param('day', types.integer)],
    returns: types.date,
    nullable: (args, context) => !context.ansi || anyNullable(args),
    evalMode: 'session',
    lower: body('make_date'),
  }),
  makeTimestamp({ name: 'make_timestamp', ...ofInstant }),
  makeTimestamp({ name: 'try_make_timestamp', ...ofInstant }),
  makeTimestamp({ name: 'make_timestamp_ltz', ...ofSession }),
  makeTimestamp({ name: 'try_make_timestamp_ltz', ...ofSession, toldCounts: '6' }),
  makeTimestamp({ name: 'make_timestamp_ntz', ...ofWallClock }),
  makeTimestamp({ name: 'try_make_timestamp_ntz', ...ofWallClock, toldCounts: '6' }),
];
