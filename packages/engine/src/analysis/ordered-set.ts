import { type DataType, sqlName, types } from '@kindling/protocol';
import type { FunctionRecord } from '../functions/index.ts';
import { type Expression, type SortOrder, sameExpression, typeOf, type UnresolvedFunction } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import { quotedSql } from './expression-sql.ts';

/** `f(share) WITHIN GROUP (ORDER BY value)` as `f(value, share, descending)`, for the records that ask for it. */
export function withOrderedValue(record: FunctionRecord, call: UnresolvedFunction): UnresolvedFunction {
  if (!record.takesOrderedValue) return call;
  const { withinGroup, ...rest } = call;
  const [order, ...more] = withinGroup ?? [];
  const funcName = quoteName([record.name]);
  if (call.isDistinct) fail('INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED', { funcName }, call);
  if (order === undefined && record.name === 'mode') {
    if (call.args.length === 0) fail('INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING', { funcName }, call);
    return call;
  }
  if (order === undefined) fail('INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING', { funcName }, call);
  if (more.length > 0)
    fail(
      'INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS',
      { funcName: quoteName([className(record.name)]), expectedNum: '1', actualNum: String(more.length + 1) },
      call,
    );
  if (record.name === 'mode') return orderedMode(call, order);
  return {
    ...rest,
    args: [order.child, ...call.args, { kind: 'literal', value: order.direction === 'descending', dataType: types.boolean }],
  };
}

/** Spark's class of a function: `PercentileCont` of percentile_cont. */
const className = (name: string): string => name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `mode() WITHIN GROUP (ORDER BY value)` takes the least of the most frequent values, or the greatest: `mode(value, true, descending)`. */
function orderedMode(call: UnresolvedFunction, order: SortOrder): UnresolvedFunction {
  const { withinGroup: _, ...rest } = call;
  const funcName = quoteName(['mode']);
  if (call.args.length > 0)
    fail('INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS', { funcName, expectedNum: '0', actualNum: '1' }, call);
  const flag = (value: boolean): Expression => ({ kind: 'literal', value, dataType: types.boolean });
  return { ...rest, args: [order.child, flag(true), flag(order.direction === 'descending')] };
}

/** Different values are in order only by themselves, or by what a cast that keeps them apart made them of. */
export function checkDistinctOrder(value: Expression, orderBy: readonly SortOrder[], name: string): void {
  if (orderBy.length === 0) return;
  const funcName = quoteName([name]);
  const [order] = orderBy;
  if (orderBy.length === 1 && order !== undefined) {
    if (sameExpression(order.child, value)) return;
    if (value.kind === 'cast' && sameExpression(order.child, value.child)) {
      const from = typeOf(value.child);
      if (keepsApart(from, value.dataType)) return;
      fail('INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT_UNSAFE_CAST', {
        funcName,
        inputType: `"${sqlName(from)}"`,
        castType: `"${sqlName(value.dataType)}"`,
      });
    }
  }
  fail('INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT', {
    funcName,
    funcArg: quotedSql(value),
    orderingExpr: orderBy.map((item) => quotedSql(item.child)).join(', '),
  });
}

const exact: ReadonlySet<string> = new Set(['binary', 'boolean', 'byte', 'char', 'date', 'decimal', 'integer', 'long', 'short', 'varchar']);

/** Whether equal results of a cast to a text or to bytes have equal origins. */
function keepsApart(from: DataType, to: DataType): boolean {
  if (to.kind === 'string' && to.collation !== undefined) return false;
  return from.kind === 'string' ? from.collation === undefined : exact.has(from.kind);
}
