import { type DataType, sparkError, types } from '@kindling/protocol';
import { cast, call as duckCall, operator, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { foldable, optional, param, scalar } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { isIntegral } from '../numeric-types.ts';

const number: FunctionRecord['parameters'][number]['type'] = { oneOf: ['numeric'] };

/** A whole number, and nothing that could be cast to one. */
const seed: FunctionRecord['parameters'][number] = {
  ...optional('seed', { oneOf: [types.integer, types.long] }),
  exact: true,
  takesNoText: true,
};

function checkLength([length]: readonly Expression[], context: ResolveContext): void {
  const value = context.constant(length as Expression)?.value;
  if (typeof value === 'number' && value < 0)
    throw sparkError('INVALID_PARAMETER_VALUE.LENGTH', { parameter: '`length`', functionName: '`randstr`', length: String(value) });
}

/** The seed that was given, or one that differs from query to query. */
const seedOf = (seed: Expression | undefined, context: ResolveContext): bigint =>
  seed === undefined ? context.queryStartMicros : BigInt(String(context.constant(seed)?.value ?? 0));

/** Whole numbers take the type of what is no whole number beside them. */
function uniformType([min, max]: readonly Expression[], context: ResolveContext): DataType {
  const [a, b] = [dataTypeOf(min as Expression), dataTypeOf(max as Expression)];
  if (isIntegral(a) !== isIntegral(b)) return isIntegral(a) ? b : a;
  return context.commonType([a, b]) ?? a;
}

export const randomFunctions: readonly FunctionRecord[] = [
  scalar({
    name: 'uniform',
    family: 'math_funcs',
    since: '4.0.0',
    summary: 'A random number between two constants.',
    examples: ['uniform(10, 20, 0) > 0'],
    parameters: [
      foldable({ ...param('min', number), takesNoText: true }),
      foldable({ ...param('max', number), takesNoText: true }),
      foldable(seed),
    ],
    returns: uniformType,
    nullable: (args) => args.slice(0, 2).some(isNullable),
    deterministic: false,
    options: (args, context) => ({ seed: seedOf(args[2], context) }),
    lower: ([min, max], call, context) => {
      const [low, high] = [cast(min as Sql, 'DOUBLE'), cast(max as Sql, 'DOUBLE')];
      const random = context.runtime(
        'rand',
        [context.partitionId(), context.rowNumberInPartition()],
        [types.integer, types.long],
        types.double,
        { ...call.options },
      );
      const value = operator('+', low, operator('*', operator('-', high, low), random));
      return cast(isIntegral(call.dataType) ? duckCall('trunc', value) : value, physicalType(call.dataType));
    },
  }),
  scalar({
    name: 'randstr',
    family: 'string_funcs',
    since: '4.0.0',
    summary: 'A random text of letters and digits.',
    examples: ['randstr(3, 0)'],
    parameters: [foldable(param('length', types.integer)), foldable(seed)],
    check: checkLength,
    returns: types.string,
    nullable: false,
    deterministic: false,
    options: ([length, seed], context) => ({
      length: Number(context.constant(length as Expression)?.value ?? 0),
      seed: seedOf(seed, context),
    }),
    lower: (_, call, context) =>
      context.runtime('randstr', [context.partitionId(), context.rowNumberInPartition()], [types.integer, types.long], types.string, {
        ...call.options,
      }),
  }),
  scalar({
    name: 'shuffle',
    family: 'array_funcs',
    since: '2.4.0',
    summary: 'The array in random order.',
    examples: ['shuffle(array(1, 20, 3, 5), 0)'],
    parameters: [param('array', 'array'), foldable(optional('seed', { oneOf: [types.integer, types.long] }))],
    returns: (args) => dataTypeOf(args[0] as Expression),
    nullable: (args) => isNullable(args[0] as Expression),
    deterministic: false,
    sql: ([array]) => `shuffle(${array})`,
    options: (args, context) => ({ seed: seedOf(args[1], context) }),
    lower: ([array], call, context) =>
      context.runtime(
        'shuffle',
        [...(array === undefined ? [] : [array]), context.partitionId(), context.rowNumberInPartition()],
        [dataTypeOf(call.args[0] as Expression), types.integer, types.long],
        call.dataType,
        { ...call.options },
      ),
  }),
];
