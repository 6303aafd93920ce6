import { type DataType, types } from '@kindling/protocol';
import { cases, cast, call as duckCall, operator, physicalType, type Sql, text, token } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, EvalMode, Expression } from '../../plan/index.ts';
import { floorSeconds } from '../cast/index.ts';
import { argType, at, body, type Lower, optional, param, runtimeCall } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, LowerContext, ResolveContext, TypeRule } from '../function-record.ts';
import { isNumeric } from '../numeric-types.ts';
import { dateTime, localTimestamp, patternOptions, zoneOf } from './fields.ts';

const moment: TypeRule = { oneOf: ['string', types.date, types.timestamp, types.timestampNtz] };
/** A number counts the seconds since 1970. */
const momentOrNumber: TypeRule = { oneOf: ['string', types.date, types.timestamp, types.timestampNtz, 'numeric'] };
const DEFAULT_PATTERN = { kind: 'literal', value: 'yyyy-MM-dd HH:mm:ss', dataType: types.string } as const;

/** Patterns of separated numbers: the shape of the text that DuckDB reads in the same way, and its own pattern. */
function strptimeOf(pattern: string): { readonly shape: string; readonly format: string } | undefined {
  const fields: Readonly<Record<string, readonly [shape: string, format: string]>> = {
    yyyy: ['[0-9]{4}', '%Y'],
    M: ['[0-9]{1,2}', '%m'],
    MM: ['[0-9]{2}', '%m'],
    d: ['[0-9]{1,2}', '%d'],
    dd: ['[0-9]{2}', '%d'],
    HH: ['[0-9]{2}', '%H'],
    H: ['[0-9]{1,2}', '%H'],
    mm: ['[0-9]{2}', '%M'],
    ss: ['[0-9]{2}', '%S'],
  };
  const parts: readonly string[] = pattern.match(/y+|M+|d+|H+|m+|s+|./gs) ?? [];
  if (
    !parts.includes('yyyy') ||
    new Set(parts.filter((part) => /[A-Za-z]/.test(part))).size !== parts.filter((part) => /[A-Za-z]/.test(part)).length
  )
    return undefined;
  let shape = '';
  let format = '';
  let lastIsField = false;
  for (const part of parts) {
    const field = fields[part];
    if (field) {
      if (lastIsField) return undefined;
      shape += field[0];
      format += field[1];
    } else if (/^[-/: ,_]$/.test(part)) {
      shape += part;
      format += part;
    } else return undefined;
    lastIsField = field !== undefined;
  }
  return { shape, format };
}

const constantText = (expression: Expression | undefined): string | undefined =>
  expression?.kind === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;

const isLegacy = (call: Call | AggregateCall): boolean => call.options?.timeParser === 'LEGACY';

/** Text by pattern to what `call` gives; the common patterns natively for dates. */
function lowerParse(args: readonly Sql[], call: Call | AggregateCall, context: LowerContext): Sql {
  const type = argType(call, 0);
  const { dataType } = call;
  const options = { timeZone: zoneOf(call), evalMode: call.evalMode ?? 'ansi' };
  if (type.kind !== 'string' || args.length === 1) return context.runtime('cast', [at(args, 0)], [type], dataType, options);
  const native = isLegacy(call) ? undefined : strptimeOf(constantText(call.args[1]) ?? '');
  if (native === undefined || (dataType.kind !== 'date' && dataType.kind !== 'timestamp_ntz'))
    return runtimeCall('parse_date_time', args, call, context);
  return context.bind([at(args, 0)], (value) => {
    const exact = cast(duckCall('try_strptime', value as Sql, text(native.format)), physicalType(dataType));
    const slow = runtimeCall('parse_date_time', [value as Sql, at(args, 1)], call, context);
    return cases([[duckCall('regexp_full_match', value as Sql, text(native.shape)), duckCall('coalesce', exact, slow)]], slow);
  });
}

function parser(
  name: string,
  since: string,
  summary: string,
  returns: DataType | ((args: readonly Expression[], context: ResolveContext) => DataType),
  evalMode: EvalMode | 'session',
): FunctionRecord {
  const target = (args: readonly Expression[], context: ResolveContext): DataType =>
    typeof returns === 'function' ? returns(args, context) : returns;
  return dateTime({
    name,
    since,
    summary,
    examples: [`${name}('2016-12-31', 'yyyy-MM-dd')`],
    parameters: [param('expr', name.endsWith('timestamp') ? momentOrNumber : moment), optional('fmt', 'string')],
    returns,
    nullable: (args, context) =>
      evalMode === 'try' ||
      !context.ansi ||
      anyNullable(args) ||
      (args.length === 1 && dataTypeOf(args[0] as Expression).kind === 'string'),
    evalMode,
    options: patternOptions,
    // Without a pattern, and for what is no text, it is a cast.
    rewrite: (args, _, context) => {
      const [value] = args as [Expression];
      const isNumber = isNumeric(dataTypeOf(value));
      const result = target(args, context);
      if (isNumber && result.kind === 'timestamp_ntz') return context.cast(context.cast(value, types.string), result);
      return isNumber || (evalMode !== 'try' && (args.length === 1 || dataTypeOf(value).kind !== 'string'))
        ? context.cast(value, target(args, context))
        : undefined;
    },
    lower: lowerParse,
  });
}

const sessionTimestamp = (_: readonly Expression[], context: ResolveContext): DataType =>
  context.config('spark.sql.timestampType') === 'TIMESTAMP_NTZ' ? types.timestampNtz : types.timestamp;

const unixTime: Lower = (args, call, context) => {
  const type = argType(call, 0);
  if (type.kind === 'string') return runtimeCall('unix_timestamp', args, call, context);
  if (type.kind === 'timestamp') return floorSeconds(duckCall('epoch_us', at(args, 0)));
  const instant = context.runtime('cast', [at(args, 0)], [type], types.timestamp, { timeZone: zoneOf(call), evalMode: 'ansi' });
  return floorSeconds(duckCall('epoch_us', instant));
};

/** Java patterns that `strftime` prints alike. */
const strftimes: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  'yyyy-MM-dd': '%Y-%m-%d',
  'yyyy-MM': '%Y-%m',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  yyyyMMdd: '%Y%m%d',
  yyyyMM: '%Y%m',
  'HH:mm:ss': '%H:%M:%S',
  'yyyy-MM-dd HH:mm:ss': '%Y-%m-%d %H:%M:%S',
  'yyyy/MM/dd': '%Y/%m/%d',
  'dd/MM/yyyy': '%d/%m/%Y',
  'MM/dd/yyyy': '%m/%d/%Y',
  'dd-MM-yyyy': '%d-%m-%Y',
  EEE: '%a',
  EEEE: '%A',
  MMM: '%b',
  MMMM: '%B',
};

const dateFormat: Lower = (args, call, context) => {
  const format = isLegacy(call) ? undefined : strftimes[constantText(call.args[1]) ?? ''];
  const local = localTimestamp(at(args, 0), argType(call, 0), call, context);
  if (format === undefined) return runtimeCall('date_format', args, call, context);
  return context.bind([local], (value) => {
    const usual = operator(
      'AND',
      operator('>=', value as Sql, token("TIMESTAMP '1000-01-01'")),
      operator('<', value as Sql, token("TIMESTAMP '10000-01-01'")),
    );
    return cases([[usual, duckCall('strftime', value as Sql, text(format))]], runtimeCall('date_format', args, call, context));
  });
};

export const parseAndFormat: readonly FunctionRecord[] = [
  parser('to_date', '1.5.0', 'The date that a text stands for.', types.date, 'session'),
  parser('try_to_date', '4.0.0', 'The date that a text stands for, or NULL.', types.date, 'try'),
  parser('to_timestamp', '2.2.0', 'The timestamp that a text stands for.', sessionTimestamp, 'session'),
  parser('try_to_timestamp', '3.5.0', 'The timestamp that a text stands for, or NULL.', sessionTimestamp, 'try'),
  parser('to_timestamp_ltz', '3.4.0', 'The instant that a text stands for.', types.timestamp, 'session'),
  parser('to_timestamp_ntz', '3.4.0', 'The wall-clock time that a text stands for.', types.timestampNtz, 'session'),
  dateTime({
    name: 'date_format',
    since: '1.5.0',
    summary: 'A timestamp as text by a Java pattern.',
    examples: ["date_format('2016-04-08', 'y')"],
    parameters: [param('timestamp', types.timestamp), param('fmt', 'string')],
    returns: types.string,
    options: patternOptions,
    lower: dateFormat,
  }),
  dateTime({
    name: 'from_unixtime',
    since: '1.5.0',
    summary: 'Seconds since 1970 as text by a Java pattern.',
    examples: ["from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')"],
    parameters: [param('unix_time', types.long), { ...optional('fmt', 'string'), default: DEFAULT_PATTERN }],
    returns: types.string,
    nullable: true,
    options: patternOptions,
    lower: body('from_unixtime'),
  }),
  ...(['unix_timestamp', 'to_unix_timestamp'] as const).map((name) =>
    dateTime({
      name,
      since: '1.5.0',
      summary: 'Seconds since 1970 of a timestamp, or of a text by a Java pattern.',
      examples: [`${name}('2016-04-08', 'yyyy-MM-dd')`],
      parameters: [
        { ...param('timeExp', moment), ...(name === 'unix_timestamp' ? { optional: true } : {}) },
        { ...optional('fmt', 'string'), default: DEFAULT_PATTERN },
      ],
      returns: types.long,
      evalMode: 'session',
      options: (args, context) => ({ ...patternOptions(args, context), nowMicros: context.queryStartMicros }),
      nullable: (args, context) => !context.ansi || anyNullable(args),
      ...(name === 'unix_timestamp'
        ? { sql: (args) => `unix_timestamp(${args.length === 0 ? 'current_timestamp(), yyyy-MM-dd HH:mm:ss' : args.join(', ')})` }
        : {}),
      lower: (args, call, context) =>
        args.length === 0 ? token(`${(call.options?.nowMicros as bigint) / 1_000_000n}::BIGINT`) : unixTime(args, call, context),
    }),
  ),
];
