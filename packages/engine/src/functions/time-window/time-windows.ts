import { type ConditionName, type DataType, sparkError, types } from '@kindling/protocol';
import { call as duckCall, operator, text, token } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, unexpectedType } from '../data-type-mismatch.ts';
import { at, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { parseCalendarInterval } from '../runtime/index.ts';

const MICROS_PER_DAY = 86_400_000_000n;

/** A duration of fixed length, in microseconds. */
function durationOf(arg: Expression, context: ResolveContext): bigint {
  const constant = context.constant(arg)?.value;
  if (typeof constant !== 'string') throw sparkError('_LEGACY_ERROR_TEMP_1207' as ConditionName, {});
  const interval = parseCalendarInterval(constant);
  if (interval === undefined) throw sparkError('CANNOT_PARSE_INTERVAL', { intervalString: `'${constant}'` });
  if (interval.months !== 0) throw sparkError('_LEGACY_ERROR_TEMP_3231' as ConditionName, { interval: constant });
  return BigInt(interval.days) * MICROS_PER_DAY + interval.micros;
}

interface Durations {
  readonly size: bigint;
  readonly slide: bigint;
  readonly start: bigint;
}

function durations(args: readonly Expression[], context: ResolveContext): Durations {
  const [, size, slide, start] = args;
  const window = durationOf(size as Expression, context);
  return { size: window, slide: slide ? durationOf(slide, context) : window, start: start ? durationOf(start, context) : 0n };
}

const long = (value: bigint): Expression => ({ kind: 'literal', value, dataType: types.long });

function checked(args: readonly Expression[], context: ResolveContext): Durations {
  const { size, slide, start } = durations(args, context);
  const shown = [args[0] as Expression, long(size), long(slide), long(start)];
  const type = dataTypeOf(args[0] as Expression);
  if (type.kind !== 'timestamp' && type.kind !== 'timestamp_ntz') {
    unexpectedType(
      shown,
      0,
      '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")',
      context,
    );
  }
  for (const [exprName, value] of [
    ['`window_duration`', size],
    ['`slide_duration`', slide],
  ] as const) {
    if (value <= 0n)
      mismatch('VALUE_OUT_OF_RANGE', shown, context, { exprName, valueRange: '(0, 9223372036854775807]', currentValue: `${value}L` });
  }
  const constrain = (leftExprName: string, left: bigint, constraint: string, rightExprName: string, right: bigint): never =>
    mismatch('PARAMETER_CONSTRAINT_VIOLATION', shown, context, {
      leftExprName,
      leftExprValue: `${left}L`,
      constraint,
      rightExprName,
      rightExprValue: `${right}L`,
    });
  if (slide > size) constrain('`slide_duration`', slide, '<=', '`window_duration`', size);
  if ((start < 0n ? -start : start) >= slide) constrain('`abs(start_time)`', start < 0n ? -start : start, '<', '`slide_duration`', slide);
  return { size, slide, start };
}

/** The time that a window stands for in a window of windows: its last microsecond. */
const timeOf = (arg: Expression, context: ResolveContext): Expression =>
  dataTypeOf(arg).kind === 'struct' ? context.call('window_time', arg) : arg;

function coerce(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [time, ...rest] = args as [Expression, ...Expression[]];
  return [
    dataTypeOf(time).kind === 'string' || dataTypeOf(time).kind === 'null' ? context.cast(time, types.timestamp) : timeOf(time, context),
    ...rest,
  ];
}

const windowType = (time: DataType): DataType => types.struct([types.field('start', time), types.field('end', time)]);

/** A row for each window that its time is in. Analysis puts it below the operator that asks for it. */
const timeWindow: FunctionRecord = {
  name: 'window',
  kind: 'generator',
  family: 'datetime_funcs',
  since: '2.0.0',
  summary: 'The windows of a length that a time is in, each a row.',
  examples: ["window(b, '5 minutes').start FROM VALUES (TIMESTAMP '2021-01-01 00:01:00') AS tab(b)"],
  parameters: [param('time_column'), param('window_duration'), optional('slide_duration'), optional('start_time')],
  coercion: coerce,
  result: (args, context) => {
    const options = checked(args, context);
    const time = args[0] as Expression;
    const dataType = windowType(dataTypeOf(time));
    return {
      dataType,
      nullable: false,
      options: { ...options },
      elementSchema: [{ name: 'window', dataType, nullable: options.size !== options.slide }],
    };
  },
  lowerGenerator: (args, call, context) => {
    const type = dataTypeOf(call.args[0] as Expression);
    return context.runtime('time_windows', args.slice(0, 1), [type], types.array(windowType(type), false), call.options);
  },
};

export const timeWindows: readonly FunctionRecord[] = [
  timeWindow,
  scalar({
    name: 'window_time',
    family: 'datetime_funcs',
    since: '3.4.0',
    summary: 'The time of a window: its last microsecond.',
    examples: ["window_time(window(b, '5 minutes')) FROM VALUES (TIMESTAMP '2021-01-01 00:01:00') AS tab(b)"],
    parameters: [param('window_column', 'struct')],
    returns: (args) => {
      const type = dataTypeOf(args[0] as Expression);
      return (type.kind === 'struct' ? type.fields[1]?.dataType : undefined) ?? types.timestamp;
    },
    nullable: true,
    lower: (args) => operator('-', duckCall('struct_extract', at(args, 0), text('f1')), token('INTERVAL 1 MICROSECOND')),
  }),
];
