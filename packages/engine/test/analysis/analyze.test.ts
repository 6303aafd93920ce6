import { types } from '@kindling/protocol';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/index.ts';
import { optimize } from '../../src/optimizer/index.ts';
import { childPlans, type LogicalPlan, outputOf } from '../../src/plan/index.ts';
import { aliased, as, call, column, columnsOf, contextOf, integer, star, table } from './analysis-fixture.ts';

const project = (child: LogicalPlan, ...list: Parameters<typeof as>[0][]): LogicalPlan => ({ kind: 'project', list, child });

function conditionOf(plan: LogicalPlan): string {
  try {
    analyze(plan, contextOf());
  } catch (error) {
    return (error as { condition: string }).condition;
  }
  return 'no error';
}

describe('names', () => {
  it('gives expressions the names that Spark gives them', () => {
    expect(columnsOf(project(table, star, call('+', column('a'), integer(1))))).toEqual([
      'a: int!',
      'b: string',
      's: struct<x:int>',
      '(a + 1): int!',
    ]);
  });

  it('finds columns by qualifier, whatever their case, and fields of structs', () => {
    expect(columnsOf(project(aliased(table, 't'), column('T', 'A'), column('s', 'x'), column('t', 's', 'x')))).toEqual([
      'A: int!',
      'x: int',
      'x: int',
    ]);
  });

  it('suggests the nearest names for one that is not there', () => {
    expect(() => analyze(project(aliased(table, 't'), column('aa')), contextOf())).toThrowError(
      expect.objectContaining({
        condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
        messageParameters: { objectName: '`aa`', proposal: '`a`, `b`, `s`' },
      }),
    );
  });

  it('tells names apart by case when asked to', () => {
    const plan = project(table, column('A'));
    expect(conditionOf(plan)).toBe('no error');
    expect(() => analyze(plan, contextOf({ 'spark.sql.caseSensitive': 'true' }))).toThrowError(
      expect.objectContaining({ condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION' }),
    );
  });

  it('finds an ambiguous name ambiguous', () => {
    const join: LogicalPlan = { kind: 'join', joinType: 'inner', left: aliased(table, 't'), right: aliased(table, 'u') };
    expect(conditionOf(project(join, column('a')))).toBe('AMBIGUOUS_REFERENCE');
    expect(columnsOf(project(join, column('t', 'a'), column('u', 'b')))).toEqual(['a: int!', 'b: string']);
  });

  it('lets a select item use the alias of an earlier one', () => {
    expect(
      columnsOf(
        project(
          table,
          as(call('+', column('a'), integer(1)), 'x'),
          as(call('*', column('x'), integer(2)), 'y'),
          as(call('+', column('y'), column('x')), 'z'),
        ),
      ),
    ).toEqual(['x: int!', 'y: int!', 'z: int!']);
  });

  it('finds the column of the DataFrame that a plan id names', () => {
    const left: LogicalPlan = { ...table, planId: 1 };
    const right: LogicalPlan = { kind: 'filter', condition: call('isnotnull', column('b')), child: { ...table, planId: 2 } };
    const join: LogicalPlan = { kind: 'join', joinType: 'leftOuter', left, right };
    expect(columnsOf(project(join, { kind: 'unresolvedAttribute', nameParts: ['a'], planId: 2 }))).toEqual(['a: int']);
    expect(conditionOf(project(join, { kind: 'unresolvedAttribute', nameParts: ['a'], planId: 9 }))).toBe(
      'CANNOT_RESOLVE_DATAFRAME_COLUMN',
    );
  });
});

describe('joins and set operations', () => {
  it('makes the outer side nullable', () => {
    const join = (joinType: 'leftOuter' | 'fullOuter' | 'leftSemi'): LogicalPlan =>
      project(
        {
          kind: 'join',
          joinType,
          left: project(table, as(column('a'), 'l')),
          right: project(table, as(column('a'), 'r')),
          condition: call('=', column('l'), column('r')),
        },
        star,
      );
    expect(columnsOf(join('leftOuter'))).toEqual(['l: int!', 'r: int']);
    expect(columnsOf(join('fullOuter'))).toEqual(['l: int', 'r: int']);
    expect(
      columnsOf({
        kind: 'join',
        joinType: 'leftSemi',
        left: project(table, as(column('a'), 'l')),
        right: project(table, as(column('a'), 'r')),
        condition: call('=', column('l'), column('r')),
      }),
    ).toEqual(['l: int!']);
  });

  it('shows the keys of USING once, and lets their tables name them', () => {
    const using: LogicalPlan = {
      kind: 'join',
      joinType: 'fullOuter',
      usingColumns: ['a'],
      left: aliased(project(table, column('a')), 't'),
      right: aliased(project(table, column('a'), column('b')), 'u'),
    };
    expect(columnsOf(using)).toEqual(['a: int', 'b: string']);
    const named = analyze(project(using, column('u', 'a'), column('a')), contextOf());
    const produced = new Set(outputOf(childPlans(named)[0] as LogicalPlan).map((attribute) => attribute.id));
    expect(outputOf(named).every((attribute) => produced.has(attribute.id))).toBe(true);
  });

  it('widens columns of set operations and refuses what does not fit', () => {
    const of = (...list: Parameters<typeof as>[0][]): LogicalPlan => project({ kind: 'oneRow' }, ...list);
    const union = (left: LogicalPlan, right: LogicalPlan): LogicalPlan => ({
      kind: 'setOperation',
      operation: 'union',
      isAll: true,
      byName: false,
      allowMissingColumns: false,
      left,
      right,
    });
    const long = { kind: 'literal', value: 1n, dataType: types.long } as const;
    expect(columnsOf(union(of(as(integer(1), 'n')), of(as(long, 'm'))))).toEqual(['n: bigint!']);
    expect(conditionOf(union(of(integer(1)), of(integer(1), integer(2))))).toBe('NUM_COLUMNS_MISMATCH');
  });
});

describe('aggregates', () => {
  const aggregate = (grouping: Parameters<typeof as>[0][], list: Parameters<typeof as>[0][]): LogicalPlan => ({
    kind: 'aggregate',
    grouping,
    groupingKind: { kind: 'groupBy' },
    list,
    child: table,
  });

  it('groups by columns, positions and aliases', () => {
    expect(columnsOf(aggregate([integer(1)], [column('b'), call('count', integer(1))]))).toEqual(['b: string', 'count(1): bigint!']);
    expect(columnsOf(aggregate([column('k')], [as(call('+', column('a'), integer(1)), 'k'), call('sum', column('a'))]))).toEqual([
      'k: int!',
      'sum(a): bigint',
    ]);
  });

  it('refuses columns that are neither grouped nor aggregated', () => {
    expect(conditionOf(aggregate([column('b')], [column('a')]))).toBe('MISSING_AGGREGATION');
    expect(conditionOf(project(table, column('a'), call('sum', column('a'))))).toBe('MISSING_GROUP_BY');
    expect(conditionOf(aggregate([column('b')], [call('sum', call('sum', column('a')))]))).toBe('NESTED_AGGREGATE_FUNCTION');
  });

  it('sorts and filters by aggregates that are not selected', () => {
    const having: LogicalPlan = {
      kind: 'filter',
      isHaving: true,
      condition: call('>', call('max', column('a')), integer(1)),
      child: aggregate([column('b')], [column('b')]),
    };
    expect(columnsOf(having)).toEqual(['b: string']);
    const sorted: LogicalPlan = {
      kind: 'sort',
      isGlobal: true,
      order: [{ kind: 'sortOrder', child: call('count', integer(1)), direction: 'descending', nulls: 'last' }],
      child: aggregate([column('b')], [column('b')]),
    };
    expect(columnsOf(sorted)).toEqual(['b: string']);
  });
});

describe('size', () => {
  it('takes 500 chained withColumn and leaves few levels', () => {
    let plan: LogicalPlan = table;
    for (let i = 0; i < 500; i++) plan = { kind: 'withColumns', aliases: [as(call('+', column('a'), integer(i)), `c${i}`)], child: plan };
    const context = contextOf();
    const analyzed = analyze(plan, context);
    expect(outputOf(analyzed)).toHaveLength(503);
    let depth = 0;
    for (let node: LogicalPlan | undefined = optimize(analyzed, context.config); node; node = childPlans(node)[0]) depth += 1;
    expect(depth).toBeLessThan(5);
  });

  it('takes 900 nested levels', () => {
    let plan: LogicalPlan = table;
    for (let i = 0; i < 900; i++) plan = { kind: 'filter', condition: call('>', column('a'), integer(i)), child: aliased(plan, `t${i}`) };
    expect(columnsOf(plan)).toHaveLength(3);
  });

  it('analyses 1,000 columns', () => {
    const wide: LogicalPlan = {
      ...table,
      schema: types.struct(Array.from({ length: 1000 }, (_, i) => types.field(`c${i}`, types.integer))),
    };
    const list = Array.from({ length: 1000 }, (_, i) => as(call('+', column(`c${i}`), integer(1)), `d${i}`));
    expect(columnsOf(project(project(wide, ...list), star))).toHaveLength(1000);
  });
});
