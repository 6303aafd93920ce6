import { types } from '@kindling/protocol';
import { describe, expect, it } from 'vitest';
import {
  type Attribute,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  outputOf,
  planTreeString,
  renumber,
  rewriteExpression,
  samePlan,
  schemaOf,
} from '../../src/plan/index.ts';

const attribute = (id: number, name = 'id'): Attribute => ({
  kind: 'attribute',
  name,
  dataType: types.long,
  nullable: false,
  id,
  qualifier: [],
});
const range = (id: number): LogicalPlan => ({ kind: 'range', start: 0n, end: 10n, step: 1n, output: [attribute(id)] });
const plan = (id: number): LogicalPlan => ({
  kind: 'project',
  list: [attribute(id), { kind: 'alias', child: attribute(id), names: ['again'], id: id + 1 }],
  child: range(id),
});

describe('plans', () => {
  it('derive their schema', () => {
    expect(schemaOf(plan(1)).fields.map((field) => field.name)).toEqual(['id', 'again']);
  });

  it('are the same under other ids, and only under a consistent renaming', () => {
    expect(samePlan(plan(1), plan(7))).toBe(true);
    expect(
      samePlan(plan(1), {
        ...plan(7),
        list: [attribute(8), { kind: 'alias', child: attribute(7), names: ['again'], id: 9 }],
      } as LogicalPlan),
    ).toBe(false);
    expect(samePlan(plan(1), range(1))).toBe(false);
  });

  it('are renumbered where ids are made and where they are used', () => {
    const renamed = renumber(plan(1), (id) => id + 100);
    expect(outputOf(renamed).map((column) => column.id)).toEqual([101, 102]);
    expect(samePlan(plan(1), renamed)).toBe(true);
  });

  it('print as a tree', () => {
    expect(planTreeString(plan(1))).toBe('Project [id#1L, id#1L AS again#2]\n+- Range (0, 10, step=1)\n');
  });
});

describe('expressions', () => {
  it('keep their identity where nothing changes', () => {
    const sum: Expression = { kind: 'call', fn: '+', args: [attribute(1), attribute(2)], dataType: types.long, nullable: false };
    expect(rewriteExpression(sum, () => undefined)).toBe(sum);
    const replaced = rewriteExpression(sum, (item) => (item.kind === 'attribute' && item.id === 2 ? attribute(3) : undefined));
    expect(existsInExpression(replaced, (item) => item.kind === 'attribute' && item.id === 3)).toBe(true);
    expect(existsInExpression(replaced, (item) => item.kind === 'attribute' && item.id === 2)).toBe(false);
  });
});
