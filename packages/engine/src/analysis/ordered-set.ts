import { types } from '@kindling/protocol';
import type { FunctionRecord } from '../functions/index.ts';
import type { UnresolvedFunction } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';

/** `f(share) WITHIN GROUP (ORDER BY value)` as `f(value, share, descending)`, for the records that ask for it. */
export function withOrderedValue(record: FunctionRecord, call: UnresolvedFunction): UnresolvedFunction {
  if (!record.takesOrderedValue) return call;
  const { withinGroup, ...rest } = call;
  if (record.takesOrderedValue === 'instead') return withOrderInstead(record, call);
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

/** `mode() WITHIN GROUP (ORDER BY value)` as `mode(value, true, descending)`: the order is there to choose among equally frequent values. */
function withOrderInstead(record: FunctionRecord, call: UnresolvedFunction): UnresolvedFunction {
  const { withinGroup = [], ...rest } = call;
  if (withinGroup.length === 0) return call;
  const [order] = withinGroup;
  const expected = call.args.length === 0 ? 1 : 0;
  if (order === undefined || withinGroup.length !== expected) {
    const parameters = { funcName: quoteName([record.name]), expectedNum: String(expected), actualNum: String(withinGroup.length) };
    fail('INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS', parameters, call);
  }
  const flag = (value: boolean) => ({ kind: 'literal', value, dataType: types.boolean }) as const;
  return { ...rest, args: [order.child, flag(true), flag(order.direction === 'descending')] };
}
