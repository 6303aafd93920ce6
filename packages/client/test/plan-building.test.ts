import { col, type DataFrame, Decimal, functions as F, lit, Observation, Timestamp, types, Window, when } from '@kindling/client';
import { type Expression, type JsonValue, type Relation, RelationSchema, toJson } from '@kindling/protocol/messages';
import { describe, expect, it } from 'vitest';
import { flattenWithColumns } from '../src/plan/index.ts';
import { sessionForPlans } from './session-for-plans.ts';

const spark = sessionForPlans();

/** A relation as JSON, its plan ids counted from 0 in the order of their creation. */
function planOf(frame: { readonly relation: Relation }): JsonValue {
  const text = JSON.stringify(toJson(RelationSchema, frame.relation));
  const ids = [...new Set([...text.matchAll(/"planId":"(\d+)"/g)].map((match) => match[1]!))].sort((a, b) => Number(a) - Number(b));
  return JSON.parse(text.replace(/"planId":"(\d+)"/g, (_, id: string) => `"planId":${ids.indexOf(id)}`));
}

const expressionOf = (column: { readonly expression: Expression }) => {
  const plan = planOf(spark.range(1).select(column as never)) as { project: { expressions: JsonValue[] } };
  return plan.project.expressions[0];
};

const attribute = (unparsedIdentifier: string) => ({ unresolvedAttribute: { unparsedIdentifier } });
const call = (functionName: string, ...args: JsonValue[]) => ({ unresolvedFunction: { functionName, arguments: args } });

describe('expressions', () => {
  it.each([
    ['an operator', col('a').plus(1), call('+', attribute('a'), { literal: { integer: 1 } })],
    ['inequality', col('a').ne('x'), call('not', call('==', attribute('a'), { literal: { string: 'x' } }))],
    ['a large whole number', lit(2 ** 40), { literal: { long: String(2 ** 40) } }],
    ['a bigint', lit(5n), { literal: { long: '5' } }],
    ['a fraction', lit(0.5), { literal: { double: 0.5 } }],
    ['minus zero, which no whole number is', lit(-0), { literal: { double: 0 } }],
    ['a decimal', lit(Decimal.parse('1.50')), { literal: { decimal: { value: '1.50', precision: 3, scale: 2 } } }],
    ['a timestamp', lit(new Timestamp(7n)), { literal: { timestamp: '7' } }],
    ['NULL', lit(null), { literal: { null: { null: {} } } }],
    ['an array', lit([1, 2]), call('array', { literal: { integer: 1 } }, { literal: { integer: 2 } })],
    ['a star', col('t.*'), { unresolvedStar: { unparsedTarget: 't.*' } }],
    [
      'a sort order',
      col('a').desc(),
      { sortOrder: { child: attribute('a'), direction: 'SORT_DIRECTION_DESCENDING', nullOrdering: 'SORT_NULLS_LAST' } },
    ],
    [
      'a cast by type',
      col('a').cast(types.decimal(10, 2)),
      { cast: { expr: attribute('a'), type: { decimal: { precision: 10, scale: 2 } } } },
    ],
    ['a cast by name', col('a').try_cast('int'), { cast: { expr: attribute('a'), typeStr: 'int', evalMode: 'EVAL_MODE_TRY' } }],
    ['a function of column names', F.add_months('d', 2), call('add_months', attribute('d'), { literal: { integer: 2 } })],
    ['a function of values', F.split('s', ','), call('split', attribute('s'), { literal: { string: ',' } }, { literal: { integer: -1 } })],
    [
      'a choice',
      when(col('a').gt(1), 'x').otherwise('y'),
      call('when', call('>', attribute('a'), { literal: { integer: 1 } }), { literal: { string: 'x' } }, { literal: { string: 'y' } }),
    ],
    [
      'distinct values',
      F.count_distinct('a'),
      { unresolvedFunction: { functionName: 'count', arguments: [attribute('a')], isDistinct: true } },
    ],
    [
      'a window',
      F.sum('x').over(Window.partitionBy('a').orderBy('b').rowsBetween(Window.unboundedPreceding, -1)),
      {
        window: {
          windowFunction: call('sum', attribute('x')),
          partitionSpec: [attribute('a')],
          orderSpec: [{ child: attribute('b'), direction: 'SORT_DIRECTION_ASCENDING', nullOrdering: 'SORT_NULLS_FIRST' }],
          frameSpec: { frameType: 'FRAME_TYPE_ROW', lower: { unbounded: true }, upper: { value: { literal: { integer: -1 } } } },
        },
      },
    ],
  ])('%s', (_, column, expected) => {
    expect(expressionOf(column)).toEqual(expected);
  });

  it('keep the variables of nested lambdas apart', () => {
    const names = new Set<string>();
    F.transform('a', (x) => {
      names.add(String(x));
      return F.transform('b', (y) => {
        names.add(String(y));
        return x.plus(y);
      });
    });
    expect(names.size).toBe(2);
  });

  it('continue a choice only where one was begun', () => {
    expect(() => col('a').otherwise(1)).toThrow(expect.objectContaining({ condition: 'INVALID_WHEN_USAGE' }));
    expect(() => when(col('a').gt(1), 1).otherwise(2).otherwise(3)).toThrow(expect.objectContaining({ condition: 'INVALID_WHEN_USAGE' }));
  });
});

describe('relations', () => {
  it('name the frame that a column comes from', () => {
    const left = spark.range(1);
    const right = spark.range(2);
    expect(planOf(left.join(right, left.col('id').eq(right.col('id'))))).toMatchObject({
      common: { planId: 2 },
      join: {
        left: { common: { planId: 0 } },
        right: { common: { planId: 1 } },
        joinType: 'JOIN_TYPE_INNER',
        joinCondition: call(
          '==',
          { unresolvedAttribute: { unparsedIdentifier: 'id', planId: 0 } },
          { unresolvedAttribute: { unparsedIdentifier: 'id', planId: 1 } },
        ),
      },
    });
  });

  it('carry the relations that their subqueries read', () => {
    const inner = spark.range(5).agg(F.max('id'));
    expect(planOf(spark.range(1).select(inner.scalar().alias('most')))).toMatchObject({
      withRelations: {
        root: { project: { expressions: [{ alias: { expr: { subqueryExpression: { subqueryType: 'SUBQUERY_TYPE_SCALAR' } } } }] } },
        references: [{ aggregate: { groupType: 'GROUP_TYPE_GROUPBY' } }],
      },
    });
  });

  it.each<[string, (frame: DataFrame) => DataFrame, object]>([
    ['repartition', (df) => df.repartition(5), { repartition: { numPartitions: 5, shuffle: true } }],
    [
      'repartition by columns',
      (df) => df.repartition(5, 'a'),
      { repartitionByExpression: { numPartitions: 5, partitionExprs: [attribute('a')] } },
    ],
    ['coalesce', (df) => df.coalesce(2), { repartition: { numPartitions: 2, shuffle: false } }],
    ['na.drop', (df) => df.na.drop('all', ['a']), { dropNa: { cols: ['a'], minNonNulls: 1 } }],
    ['na.fill', (df) => df.na.fill({ a: 0, b: 'x' }), { fillNa: { cols: ['a', 'b'], values: [{ long: '0' }, { string: 'x' }] } }],
    ['dropDuplicates', (df) => df.dropDuplicates('a'), { deduplicate: { columnNames: ['a'] } }],
    [
      'unionByName',
      (df) => df.unionByName(df, true),
      { setOp: { setOpType: 'SET_OP_TYPE_UNION', isAll: true, byName: true, allowMissingColumns: true } },
    ],
    ['subtract', (df) => df.subtract(df), { setOp: { setOpType: 'SET_OP_TYPE_EXCEPT', isAll: false } }],
    [
      'pivot',
      (df) => df.groupBy('y').pivot('c', ['x']).sum('e') as DataFrame,
      { aggregate: { groupType: 'GROUP_TYPE_PIVOT', pivot: { col: attribute('c'), values: [{ string: 'x' }] } } },
    ],
    ['drop', (df) => df.drop('a', col('b')) as DataFrame, { drop: { columnNames: ['a'], columns: [attribute('b')] } }],
    ['hint', (df) => F.broadcast(df), { hint: { name: 'broadcast' } }],
    ['observe', (df) => df.observe(new Observation('o'), F.count(lit(1))), { collectMetrics: { name: 'o' } }],
  ])('%s', (_, step, expected) => {
    expect(planOf(step(spark.table('t')))).toMatchObject(expected);
  });

  it('refuse what makes no sense before anything is sent', () => {
    const frame = spark.table('t');
    const refused = (condition: string) => expect.objectContaining({ condition });
    expect(() => frame.repartition(0)).toThrow(refused('VALUE_NOT_POSITIVE'));
    expect(() => frame.repartitionByRange(2)).toThrow(refused('CANNOT_BE_EMPTY'));
    expect(() => frame.join(frame, 'a', 'sideways' as never)).toThrow(refused('UNSUPPORTED_JOIN_TYPE'));
    expect(() => frame.write.mode('sometimes' as never)).toThrow(refused('UNSUPPORTED_SAVE_MODE'));
    expect(() => frame.union(sessionForPlans().table('t'))).toThrow(refused('SESSION_NOT_SAME'));
    expect(() => spark.createDataFrame([])).toThrow(refused('CANNOT_INFER_EMPTY_SCHEMA'));
    expect(() => spark.createDataFrame([{ a: 1 }, { a: 'x' }])).toThrow(refused('CANNOT_MERGE_TYPE'));
    expect(() => spark.createDataFrame([{ a: null }])).toThrow(refused('CANNOT_INFER_TYPE_FOR_FIELD'));
  });
});

describe('rows of the program', () => {
  const schemaOf = (rows: object[]) => {
    const { relType } = spark.createDataFrame(rows).relation;
    return relType.case === 'localRelation'
      ? JSON.parse(relType.value.schema!).fields.map((field: { type: unknown }) => field.type)
      : undefined;
  };

  it('tell the types of their columns', () => {
    expect(schemaOf([{ a: 1, b: 1.5, c: 1n, d: 'x', e: true, f: new Date(0), g: [1], h: null }, { h: 0.5 }])).toEqual([
      'long',
      'double',
      'long',
      'string',
      'boolean',
      'timestamp',
      { type: 'array', elementType: 'long', containsNull: true },
      'double',
    ]);
  });

  it('are DOUBLE where whole and fractional numbers meet', () => {
    expect(schemaOf([{ a: 1 }, { a: 1.5 }])).toEqual(['double']);
  });
});

describe('long chains of withColumn', () => {
  const chain = (length: number, column: (index: number) => ReturnType<typeof col>) => {
    let frame = spark.range(1) as DataFrame;
    for (let index = 0; index < length; index++) frame = frame.withColumn(`c${index}`, column(index)) as DataFrame;
    return frame;
  };
  const depthOf = (relation: Relation): number => {
    const { value } = relation.relType;
    return typeof value === 'object' && 'input' in value && value.input !== undefined ? 1 + depthOf(value.input as Relation) : 1;
  };

  it('become one step where no column depends on another', () => {
    const flat = flattenWithColumns(chain(500, () => col('id').plus(1)).relation);
    expect(depthOf(flat)).toBe(2);
    expect(flat.relType.case === 'withColumns' && flat.relType.value.aliases.map((alias) => alias.name[0])).toEqual(
      Array.from({ length: 500 }, (_, index) => `c${index}`),
    );
  });

  it('stay apart where each column depends on the one before, in any case', () => {
    const { relation } = chain(500, (index) => (index === 0 ? lit(0) : col(`C${index - 1}`).plus(1)));
    expect(depthOf(flattenWithColumns(relation))).toBe(501);
  });

  it('stay apart where SQL text may read anything', () => {
    expect(depthOf(flattenWithColumns(chain(200, () => F.expr('1')).relation))).toBe(201);
  });

  it('keep the frame that a column names', () => {
    const middle = chain(150, () => col('id').plus(1));
    const frame = middle.withColumn('last', lit(1)).select(middle.col('c3'));
    expect(depthOf(flattenWithColumns(frame.relation))).toBe(4);
  });
});
