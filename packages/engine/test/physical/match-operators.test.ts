import { describe, expect, it } from 'vitest';
import { matchOperators, type OperatorMetrics } from '../../src/physical/index.ts';
import type { Attribute, FileRelation, LogicalPlan } from '../../src/plan/index.ts';

const attribute = (name: string, id: number): Attribute => ({
  kind: 'attribute',
  name,
  dataType: { kind: 'long' },
  nullable: false,
  id,
  qualifier: [],
});
const file = (path: string, id: number): FileRelation => ({
  kind: 'fileRelation',
  format: 'parquet',
  dataSchema: { kind: 'struct', fields: [] },
  partitionSchema: { kind: 'struct', fields: [] },
  options: {},
  rootPaths: [path],
  files: [{ path, sizeBytes: 1, modifiedMs: 0, partitionValues: [] }],
  output: [attribute('a', id)],
});
const isTrue = { kind: 'literal', value: true, dataType: { kind: 'boolean' } } as const;
const filter = (child: LogicalPlan): LogicalPlan => ({ kind: 'filter', condition: isTrue, child });
const join = (left: LogicalPlan, right: LogicalPlan): LogicalPlan => ({ kind: 'join', joinType: 'inner', left, right });
const group = (child: LogicalPlan): LogicalPlan => ({
  kind: 'aggregate',
  grouping: [],
  groupingKind: { kind: 'groupBy' },
  list: [],
  child,
});
const operator = (depth: number, name: string, rows: number, of?: string): OperatorMetrics => ({
  name,
  depth,
  rows,
  timeNs: 0,
  rowsScanned: 0,
  isFiltered: false,
  ...(of === undefined ? {} : { file: of }),
});

/** Rows by node. */
function rowsOf(plan: LogicalPlan, operators: readonly OperatorMetrics[]): Map<LogicalPlan, number> {
  return new Map(matchOperators(plan, operators).map((link) => [link.node, link.operator.rows]));
}

describe('the operators of the kernel', () => {
  const [orders, items] = [file('/orders', 1), file('/items', 2)];

  it('are found where the kernel swapped the sides of a join and moved a filter into a scan', () => {
    const kept = filter(orders);
    const joined = join(kept, items);
    const plan = group(joined);
    const rows = rowsOf(plan, [
      operator(0, 'HASH_GROUP_BY', 1),
      operator(1, 'PROJECTION', 7),
      operator(2, 'HASH_JOIN', 7),
      operator(3, 'READ_PARQUET', 20, '/items'),
      operator(3, 'READ_PARQUET', 10, '/orders'),
    ]);
    expect([plan, joined, kept, items].map((node) => rows.get(node))).toEqual([1, 7, 10, 20]);
  });

  it('are left out where two could have done the work', () => {
    const plan = join(orders, { ...orders, output: [attribute('a', 3)] });
    const rows = rowsOf(plan, [
      operator(0, 'HASH_JOIN', 7),
      operator(1, 'READ_PARQUET', 10, '/orders'),
      operator(1, 'READ_PARQUET', 10, '/orders'),
    ]);
    expect([...rows]).toEqual([[plan, 7]]);
  });

  it('are not mistaken for work above or below an aggregate', () => {
    const having = filter(group(orders));
    const rows = rowsOf(having, [operator(0, 'FILTER', 2), operator(1, 'HASH_GROUP_BY', 5), operator(2, 'READ_PARQUET', 10, '/orders')]);
    expect(rows.get(having)).toBe(2);
    expect(
      rowsOf(group(filter(orders)), [operator(0, 'HASH_GROUP_BY', 5), operator(1, 'FILTER', 3), operator(2, 'READ_PARQUET', 10, '/orders')])
        .size,
    ).toBe(3);
  });

  it('read exchanges by the folders of their files', () => {
    const read: LogicalPlan = { kind: 'exchangeRead', exchangeId: 4, reads: 'partition', output: [attribute('a', 1)] };
    expect(rowsOf(read, [operator(0, 'READ_PARQUET', 9, '/tmp/job-0/exchange-4/0-ab/partition_id=1/data_0.parquet')]).get(read)).toBe(9);
  });
});
