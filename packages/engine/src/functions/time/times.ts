import { type DataType, type InternalValue, instantToLocalMicros, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { mismatch } from '../data-type-mismatch.ts';
import { body, type FunctionSpec, foldable, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, ResolveContext } from '../function-record.ts';

const time = (spec: Omit<FunctionSpec, 'family' | 'nullable'> & Partial<Pick<FunctionSpec, 'nullable'>>): FunctionRecord =>
  scalar({ family: 'datetime_funcs', nullable: true, lower: body(spec.name), ...spec });

const MOST_PRECISION = 6;
const NANOS_PER_DAY = 86_400_000_000_000n;

function precisionOf(args: readonly Expression[], context: ResolveContext): number {
  const precision = Number(context.constant(args[0] as Expression)?.value ?? MOST_PRECISION);
  if (precision >= 0 && precision <= MOST_PRECISION) return precision;
  return mismatch('VALUE_OUT_OF_RANGE', args, context, {
    exprName: '`precision`',
    valueRange: `[0, ${MOST_PRECISION}]`,
    currentValue: String(precision),
  });
}

function currentTime(args: readonly Expression[], context: ResolveContext): InternalValue {
  const nanos = (instantToLocalMicros(context.queryStartMicros, context.timeZone) * 1000n) % NANOS_PER_DAY;
  const step = 10n ** BigInt(9 - precisionOf(args, context));
  const ofDay = nanos < 0n ? nanos + NANOS_PER_DAY : nanos;
  return ofDay - (ofDay % step);
}

const NUMBERS: FunctionParameter['type'] = { oneOf: ['numeric'] };
const text = (name: string, isTry: boolean): FunctionRecord =>
  time({
    name,
    since: '4.1.0',
    summary: isTry ? 'The time that a text stands for, or NULL.' : 'The time that a text stands for.',
    examples: [`${name}('12.10.05', 'HH.mm.ss')`],
    parameters: [param('str', 'string'), optional('format', 'string')],
    returns: types.time(),
    ...(isTry ? { sql: (args: readonly string[]) => `try_to_time(to_time(${args.join(', ')}))` } : {}),
  });

function fromNumber(name: string, type: FunctionParameter['type'], unit: string, example: string): FunctionRecord {
  return time({
    name,
    since: '4.2.0',
    summary: `The time so many ${unit} after midnight.`,
    examples: [example],
    parameters: [param('value', type)],
    returns: types.time(),
  });
}

function toNumber(name: string, returns: DataType, unit: string): FunctionRecord {
  return time({
    name,
    since: '4.2.0',
    summary: `The ${unit} from midnight to a time.`,
    examples: [`${name}(TIME '14:30:00')`],
    parameters: [param('time', 'time')],
    returns,
  });
}

export const times: readonly FunctionRecord[] = [
  time({
    name: 'current_time',
    since: '4.1.0',
    summary: 'The time of day at the start of the query.',
    examples: ['current_time()'],
    parameters: [
      foldable({ ...optional('precision', types.integer), default: { kind: 'literal', value: MOST_PRECISION, dataType: types.integer } }),
    ],
    returns: (args, context) => types.time(precisionOf(args, context)),
    nullable: false,
    rewrite: (args, call, context) => ({ kind: 'literal', value: currentTime(args, context), dataType: call.dataType }),
  }),
  time({
    name: 'make_time',
    since: '4.1.0',
    summary: 'The time of hour, minute and second.',
    examples: ['make_time(6, 30, 45.887)'],
    parameters: [param('hour', types.integer), param('minute', types.integer), param('second', types.decimal(16, 6))],
    returns: types.time(),
  }),
  text('to_time', false),
  text('try_to_time', true),
  time({
    name: 'time_diff',
    since: '4.1.0',
    summary: 'Whole units from one time to another.',
    examples: ["time_diff('HOUR', TIME '20:30:29', TIME '21:30:29')"],
    parameters: [param('unit', 'string'), param('start', 'time'), param('end', 'time')],
    returns: types.long,
  }),
  time({
    name: 'time_trunc',
    since: '4.1.0',
    summary: 'A time cut down to a unit.',
    examples: ["time_trunc('HOUR', TIME '20:30:29')"],
    parameters: [param('unit', 'string'), param('time', 'time')],
    returns: (args) => dataTypeOf(args[1] as Expression),
  }),
  fromNumber('time_from_seconds', NUMBERS, 'seconds', 'time_from_seconds(52200)'),
  fromNumber('time_from_millis', types.long, 'milliseconds', 'time_from_millis(52200000)'),
  fromNumber('time_from_micros', types.long, 'microseconds', 'time_from_micros(52200000000)'),
  toNumber('time_to_seconds', types.decimal(14, 6), 'seconds'),
  toNumber('time_to_millis', types.long, 'milliseconds'),
  toNumber('time_to_micros', types.long, 'microseconds'),
];
