import {
  and,
  call,
  cases,
  cast,
  column,
  type From,
  number,
  operator,
  type Query,
  type Sql,
  type SqlOrder,
  text,
  token,
} from '../duckdb/sql/index.ts';
import { type Attribute, type Expression, idsOf, type SortOrder, walkExpression } from '../plan/index.ts';
import type { Block } from './block.ts';
import { lowerOrder } from './lower-order.ts';
import type { PlanLowering } from './lower-plan.ts';

/** How the rows of a task are divided among the partitions of the next stage. */
export type RowPartitioning =
  | { readonly kind: 'hash'; readonly keys: readonly Expression[]; readonly count: number; readonly spark: boolean }
  /** `bounds` are sort keys: partition i holds the rows up to bound i. */
  | { readonly kind: 'range'; readonly order: readonly SortOrder[]; readonly bounds: readonly Uint8Array[] }
  | { readonly kind: 'roundRobin'; readonly count: number };

/** The block with the number of each row's partition. */
export function partitioned(planner: PlanLowering, block: Block, partitioning: RowPartitioning): Block {
  // Keys may be hidden columns, which the rows do not take along.
  const given = idsOf(block.output);
  const hidden = keysOf(partitioning)
    .flatMap(attributesIn)
    .filter(({ id }) => !given.has(id) && block.columns.has(id));
  const sealed = planner.seal({ ...block, output: [...block.output, ...hidden] });
  return {
    ...sealed,
    output: block.output,
    partition: cast(
      planner.lowering.within(sealed, () => partitionNumber(planner, partitioning)),
      'INTEGER',
    ),
  };
}

function keysOf(partitioning: RowPartitioning): readonly Expression[] {
  if (partitioning.kind === 'roundRobin') return [];
  return partitioning.kind === 'hash' ? partitioning.keys : partitioning.order;
}

function attributesIn(expression: Expression): Attribute[] {
  const found: Attribute[] = [];
  walkExpression(expression, (node) => {
    if (node.kind === 'attribute') found.push(node);
  });
  return found;
}

function partitionNumber(planner: PlanLowering, partitioning: RowPartitioning): Sql {
  const { lowering, context } = planner;
  switch (partitioning.kind) {
    case 'roundRobin':
      // Each task starts elsewhere, or the first partitions would get the odd rows of all.
      return operator('%', operator('+', lowering.rowNumberInPartition(), number(lowering.partition)), number(partitioning.count));
    case 'hash': {
      const { keys, count, spark } = partitioning;
      if (!spark) return operator('%', call('hash', ...keys.map((key) => lowering.lower(key))), number(count));
      const [direct] = keys;
      if (direct?.kind === 'call' && direct.fn === 'direct_shuffle_partition_id') {
        const id = call('coalesce', lowering.lower(direct.args[0] as Expression), number(0));
        return operator('%', operator('+', operator('%', id, number(count)), number(count)), number(count));
      }
      const hash = lowering.lower(context.partitionHash(keys));
      return operator('%', operator('+', operator('%', hash, number(count)), number(count)), number(count));
    }
    case 'range':
      return lowering.bind([sortKey(planner, partitioning.order)], (key) => searched(key as Sql, partitioning.bounds, 0));
  }
}

/** Whether a row's partition is one of these, which are in order; neighbours as a range, by which parts of files are passed over. */
export function isAmong(partition: Sql, wanted: readonly number[]): Sql {
  const [first = 0, last = first] = [wanted[0], wanted.at(-1)];
  if (first === last) return operator('=', partition, number(first));
  if (last - first + 1 === wanted.length) return and(operator('>=', partition, number(first)), operator('<=', partition, number(last)));
  return { kind: 'in', child: partition, items: wanted.map(number) };
}

/** A value whose bytes are ordered as the rows are. */
export function sortKey(planner: PlanLowering, order: readonly SortOrder[]): Sql {
  const parts = order.map((item) => lowerOrder(item, planner.lowering)).flatMap((part: SqlOrder) => [part.value, text(direction(part))]);
  // The key of a number alone is a number; with a text behind it, it is bytes like all others.
  return call('create_sort_key', ...parts, text(''), text('ASC NULLS FIRST'));
}

const direction = ({ descending, nulls }: SqlOrder): string =>
  `${descending ? 'DESC' : 'ASC'} NULLS ${nulls === 'first' ? 'FIRST' : 'LAST'}`;

/** Enough to place some dozens of bounds well. */
const SAMPLED_ROWS = 1000;

/** Sort keys of some of a task's rows: the bounds of ranges come from those of all tasks. */
export function sampledKeys(planner: PlanLowering, block: Block, order: readonly SortOrder[]): Query {
  const sealed = planner.seal(block);
  const key = planner.lowering.within(sealed, () => sortKey(planner, order));
  const keys: Query = {
    ctes: [],
    body: { kind: 'select', items: [{ value: key, as: 'w0' }], ...(sealed.from ? { from: sealed.from } : {}) },
  };
  const from: From = { kind: 'query', query: keys, as: 'keys' };
  return { ctes: [], body: { kind: 'select', items: [{ value: column('w0'), as: 'w0' }], from, sample: { rows: SAMPLED_ROWS, seed: 42 } } };
}

/** Finds the partition of a key by halving. */
function searched(key: Sql, bounds: readonly Uint8Array[], first: number): Sql {
  if (bounds.length === 0) return token(String(first));
  const middle = bounds.length >> 1;
  return cases(
    [[operator('<=', key, call('unhex', text(hexOf(bounds[middle] as Uint8Array)))), searched(key, bounds.slice(0, middle), first)]],
    searched(key, bounds.slice(middle + 1), first + middle + 1),
  );
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
