import { types } from '@kindling/protocol';
import { AVERAGE_OF_PARTS } from '../../functions/index.ts';
import {
  type Aggregate,
  type AggregateCall,
  type Alias,
  type Attribute,
  type Expression,
  isNullable,
  type LogicalPlan,
  rewriteExpression,
  sameExpression,
  toAttribute,
  typeOf,
} from '../../plan/index.ts';

/** An aggregate in two steps: over each task's rows, and over what all tasks found. */
export interface PartialAggregate {
  readonly partial: Aggregate;
  /** Keys of the partial rows; none for an aggregate over everything. */
  readonly keys: readonly Attribute[];
  readonly final: (partialRows: LogicalPlan) => Aggregate;
}

/** How the value of an aggregate comes from values over parts of its rows; `undefined` where it does not. */
interface Split {
  readonly parts: readonly AggregateCall[];
  readonly merge: (parts: readonly Attribute[]) => Expression;
}

const same: ReadonlySet<string> = new Set(['min', 'max', 'bool_and', 'bool_or', 'every', 'some', 'any', 'bit_and', 'bit_or', 'bit_xor']);

/** `undefined` when one of the aggregates needs all rows of a group at once. */
export function splitAggregate(plan: Aggregate, newId: () => number): PartialAggregate | undefined {
  const keys = plan.grouping.map((key): { readonly expression: Expression; readonly attribute: Attribute; readonly item: Expression } => {
    if (key.kind === 'attribute') return { expression: key, attribute: key, item: key };
    const alias: Alias = { kind: 'alias', child: key.kind === 'alias' ? key.child : key, names: ['key'], id: newId() };
    return { expression: alias.child, attribute: toAttribute(alias), item: alias };
  });
  const found: { readonly call: AggregateCall; readonly merged: Expression; readonly parts: readonly Alias[] }[] = [];
  let isSplit = true;
  const list = plan.list.map((item): Expression => {
    const body = item.kind === 'alias' ? item.child : item;
    const rewritten = rewriteExpression(body, (node) => {
      const key = keys.find(({ expression }) => sameExpression(expression, node));
      if (key) return key.attribute;
      if (node.kind === 'groupingId') isSplit = false;
      if (node.kind !== 'aggregateCall') return undefined;
      const known = found.find(({ call }) => sameExpression(call, node));
      if (known) return known.merged;
      const split = splitCall(node);
      if (!split) {
        isSplit = false;
        return node;
      }
      const parts = split.parts.map((part): Alias => ({ kind: 'alias', child: part, names: ['part'], id: newId() }));
      const merged = split.merge(parts.map(toAttribute));
      found.push({ call: node, merged, parts });
      return merged;
    });
    const output = toAttribute(item);
    return {
      kind: 'alias',
      child: rewritten,
      names: [output.name],
      id: output.id,
      ...(output.metadata ? { metadata: output.metadata } : {}),
    };
  });
  if (!isSplit) return undefined;
  const attributes = keys.map(({ attribute }) => attribute);
  return {
    keys: attributes,
    partial: {
      kind: 'aggregate',
      grouping: keys.map(({ item }) => item),
      groupingKind: { kind: 'groupBy' },
      list: [...keys.map(({ item }) => item), ...found.flatMap(({ parts }) => parts)],
      child: plan.child,
    },
    final: (partialRows) => ({ ...plan, grouping: attributes, list, child: partialRows }),
  };
}

function splitCall(call: AggregateCall): Split | undefined {
  if (call.isDistinct || (call.orderBy?.length ?? 0) > 0) return undefined;
  const [value] = call.args;
  if (same.has(call.fn)) return { parts: [call], merge: ([part]) => merging(call, call.fn, part as Attribute) };
  switch (call.fn) {
    case 'count':
    case 'count_if':
      return { parts: [call], merge: ([part]) => orZero(merging({ ...call, nullable: true }, 'sum', part as Attribute)) };
    case 'sum':
      // A part that overflows gives NULL outside ANSI mode, and NULL parts would be passed over.
      if (call.evalMode !== 'ansi' && call.dataType.kind !== 'double' && call.dataType.kind !== 'long') return undefined;
      return call.evalMode === 'try' ? undefined : { parts: [call], merge: ([part]) => merging(call, 'sum', part as Attribute) };
    case 'avg':
      if (!value) return undefined;
      return call.dataType.kind === 'double' ? splitAverage(call, value) : splitDecimalAverage(call, value);
    default:
      return undefined;
  }
}

function splitAverage(call: AggregateCall, value: Expression): Split {
  const { filter } = call;
  const from = typeOf(value);
  const asDouble: Expression =
    from.kind === 'double' ? value : { kind: 'cast', child: value, dataType: types.double, evalMode: 'legacy', implicit: true };
  const sum: AggregateCall = { ...call, fn: 'sum', args: [asDouble], dataType: types.double, nullable: true, evalMode: 'legacy' };
  const count: AggregateCall = {
    kind: 'aggregateCall',
    fn: 'count',
    args: [value],
    isDistinct: false,
    dataType: types.long,
    nullable: false,
    ...(filter ? { filter } : {}),
  };
  return {
    parts: [sum, count],
    merge: ([sums, counts]) => {
      const total = merging(sum, 'sum', sums as Attribute);
      const rows: Expression = {
        kind: 'cast',
        child: merging(count, 'sum', counts as Attribute),
        dataType: types.double,
        evalMode: 'legacy',
        implicit: true,
      };
      return { kind: 'call', fn: '/', args: [total, rows], dataType: types.double, nullable: true, evalMode: 'legacy' };
    },
  };
}

/** Exact: the parts are a sum that cannot overflow and a count. */
function splitDecimalAverage(call: AggregateCall, value: Expression): Split | undefined {
  const from = typeOf(value);
  // A wider sum may not fit, and the average of nothing that fits is NULL only at the end.
  if (from.kind !== 'decimal' || from.precision > 28 || call.evalMode === 'try') return undefined;
  const sum: AggregateCall = { ...call, fn: 'sum', dataType: types.decimal(from.precision + 10, from.scale), nullable: true };
  const count: AggregateCall = { ...call, fn: 'count', dataType: types.long, nullable: false };
  const { filter: _, ...rest } = call;
  return {
    parts: [sum, count],
    merge: (parts) => ({ ...rest, args: parts, options: { ...call.options, [AVERAGE_OF_PARTS]: from } }),
  };
}

/** The aggregate over values that are aggregates already. */
function merging(call: AggregateCall, fn: string, part: Attribute): AggregateCall {
  const { filter: _, orderBy: __, ...rest } = call;
  return { ...rest, fn, args: [part], isDistinct: false, evalMode: call.evalMode ?? 'ansi' };
}

function orZero(sum: Expression): Expression {
  const zero: Expression = { kind: 'literal', value: 0n, dataType: types.long };
  return { kind: 'call', fn: 'coalesce', args: [sum, zero], dataType: types.long, nullable: isNullable(zero) };
}
