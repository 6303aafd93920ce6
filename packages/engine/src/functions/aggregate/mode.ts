import { sparkError, types } from '@kindling/protocol';
import { type Sql, structOf } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { aggregate, argType, at, optional, param } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, LowerContext, ResolveContext } from '../function-record.ts';
import { hasCollation, orderKey } from '../order-key.ts';

/** How the winner among equally frequent values is found: by the place in Spark's hash table, or by the order. */
type Tie = 'hash' | 'least' | 'greatest';

function tieOf(args: readonly Expression[], context: ResolveContext): Tie {
  const [, deterministic, descending] = args;
  if (deterministic === undefined || context.constant(deterministic)?.value !== true) return 'hash';
  return descending !== undefined && context.constant(descending)?.value === true ? 'greatest' : 'least';
}

function check(args: readonly Expression[], context: ResolveContext): void {
  const flag = args[1];
  if (flag === undefined) return;
  const type = dataTypeOf(flag);
  if (type.kind === 'null') mismatch('UNEXPECTED_NULL', args, context, { sqlExpr: '"NULL"', exprName: '`deterministic`' });
  if (type.kind !== 'boolean')
    throw sparkError('UNEXPECTED_INPUT_TYPE', {
      functionName: '`mode`',
      paramIndex: 'second',
      requiredType: '"BOOLEAN"',
      inputSql: `"${context.sqlText(flag)}"`,
      inputType: typeText(type),
    });
  const constant = context.constant(flag);
  if (constant === undefined)
    throw sparkError('NON_FOLDABLE_ARGUMENT', { funcName: '`mode`', paramName: '`deterministic`', paramType: '"BOOLEAN"' });
  if (constant.value === null)
    mismatch('UNEXPECTED_NULL', args, context, { sqlExpr: `"${context.sqlText(flag)}"`, exprName: '`deterministic`' });
}

/** Values of a collation are counted by their keys. */
function lower(args: readonly Sql[], call: Call | AggregateCall, context: LowerContext): Sql {
  const value = at(args, 0);
  const type = argType(call, 0);
  const options = { tie: call.options?.tie };
  if (!hasCollation(type)) return context.runtimeAggregate('mode', [value], [type], call.dataType, options);
  const pair = types.struct([types.field('f0', types.string), types.field('f1', type)]);
  const keyed = structOf([
    ['f0', orderKey(value, type)],
    ['f1', value],
  ]);
  return context.runtimeAggregate('mode', [keyed], [pair], call.dataType, { ...options, isKeyed: true });
}

export const mode: FunctionRecord = aggregate({
  name: 'mode',
  family: 'agg_funcs',
  since: '3.4.0',
  summary: 'The most frequent value of a group.',
  examples: ['mode(col) FROM VALUES (0), (10), (10) AS tab(col)'],
  takesOrderedValue: true,
  parameters: [param('expr'), optional('deterministic'), optional('isDescending')],
  check,
  options: (args, context) => ({ tie: tieOf(args, context) }),
  returns: (args) => dataTypeOf(args[0] as Expression),
  sql: ([value], call) => {
    const [, deterministic, descending] = call.args;
    const isOn = (flag: Expression | undefined): boolean => flag?.kind === 'literal' && flag.value === true;
    if (!isOn(deterministic)) return `mode(${value})`;
    // Spark shows the order in which it reads the values that it has counted.
    return `mode() WITHIN GROUP (ORDER BY ${value}${isOn(descending) ? '' : ' DESC'})`;
  },
  lower,
});
