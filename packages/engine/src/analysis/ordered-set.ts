import { types } from '@kindling/protocol';
import type { FunctionRecord } from '../functions/index.ts';
import type { UnresolvedFunction } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';

/** `f(share) WITHIN GROUP (ORDER BY value)` as `f(value, share, descending)`, for the records that ask for it. */
export function withOrderedValue(record: FunctionRecord, call: UnresolvedFunction): UnresolvedFunction {
  if (!record.takesOrderedValue) return call;
  const { withinGroup, ...rest } = call;
  const [order, ...more] = withinGroup ?? [];
  const funcName = quoteName([record.name]);
  if (order === undefined) fail('INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING', { funcName }, call);
  if (more.length > 0)
    fail('INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS', { funcName, expectedNum: '1', actualNum: String(more.length + 1) }, call);
  return {
    ...rest,
    args: [order.child, ...call.args, { kind: 'literal', value: order.direction === 'descending', dataType: types.boolean }],
  };
}
