import { Engine, type Expression, type LogicalPlan } from '@kindling/engine';
import { CalendarInterval, Decimal } from '@kindling/protocol';
import {
  create,
  type Expression_Literal,
  Expression_LiteralSchema,
  ExpressionSchema,
  type MessageInitShape,
  type Relation,
  RelationSchema,
} from '@kindling/protocol/messages';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAttributeName } from '../../src/connect/translate/attribute-name.ts';
import { expressionOf } from '../../src/connect/translate/expression.ts';
import { relationOf, type TranslationContext } from '../../src/connect/translate/index.ts';
import { literalOf } from '../../src/connect/translate/literal.ts';

const engine = new Engine();
const session = engine.createSession({ sessionId: 's', userId: 'u' });
afterAll(() => engine.close());

const context: TranslationContext = {
  sessionId: 's',
  parse: (text) => session.parse(text),
  withVariables: (text) => session.withVariables(text),
  parseExpression: (text) => session.parseExpression(text),
  parseTableName: (text) => session.parseTableName(text),
  parseSchema: (text) => session.parseSchema(text),
  parseDataType: (text) => session.parseDataType(text),
  newAttributeId: session.newAttributeId,
  cachedBlock: () => undefined,
  remoteRelation: () => undefined,
  subqueries: new Map(),
};

type RelType = MessageInitShape<typeof RelationSchema>['relType'];
type ExprType = MessageInitShape<typeof ExpressionSchema>['exprType'];
const relation = (relType: RelType): Relation => create(RelationSchema, { relType } as MessageInitShape<typeof RelationSchema>);
const translated = (relType: RelType): LogicalPlan => relationOf(relation(relType), context);
const expression = (exprType: ExprType): Expression =>
  expressionOf(create(ExpressionSchema, { exprType } as MessageInitShape<typeof ExpressionSchema>), context);
const literal = (literalType: MessageInitShape<typeof Expression_LiteralSchema>['literalType']): Expression_Literal =>
  create(Expression_LiteralSchema, { literalType } as MessageInitShape<typeof Expression_LiteralSchema>);
const range = relation({ case: 'range', value: { end: 3n, step: 1n } });
const rangePlan = { kind: 'range', start: 0n, end: 3n, step: 1n };
const column = (name: string) =>
  create(ExpressionSchema, { exprType: { case: 'unresolvedAttribute', value: { unparsedIdentifier: name } } });
const one = create(ExpressionSchema, { exprType: { case: 'literal', value: literal({ case: 'integer', value: 1 }) } });

describe('relations', () => {
  it('keeps the plan id and the place of the call', () => {
    const message = create(RelationSchema, {
      common: { planId: 7n, origin: { function: { case: 'pythonOrigin', value: { fragment: 'range', callSite: 'app.py:3' } } } },
      relType: { case: 'range', value: { start: 1n, end: 9n, step: 2n, numPartitions: 4 } },
    });
    expect(relationOf(message, context)).toEqual({
      kind: 'range',
      start: 1n,
      end: 9n,
      step: 2n,
      numPartitions: 4,
      planId: 7,
      origin: { kind: 'dataframe', fragment: 'range', callSite: 'app.py:3' },
    });
  });

  it('groups with the grouping columns before the aggregates', () => {
    const sum = create(ExpressionSchema, {
      exprType: { case: 'unresolvedFunction', value: { functionName: 'sum', arguments: [column('id')] } },
    });
    expect(
      translated({
        case: 'aggregate',
        value: { input: range, groupType: 1, groupingExpressions: [column('k')], aggregateExpressions: [sum] },
      }),
    ).toMatchObject({
      kind: 'aggregate',
      groupingKind: { kind: 'groupBy' },
      includeGrouping: true,
      grouping: [{ kind: 'unresolvedAttribute', nameParts: ['k'] }],
      list: [{ kind: 'unresolvedFunction', nameParts: ['sum'] }],
      child: rangePlan,
    });
  });

  it('joins by condition or by columns, not by both', () => {
    expect(translated({ case: 'join', value: { left: range, right: range, joinType: 5, usingColumns: ['id'] } })).toMatchObject({
      kind: 'join',
      joinType: 'leftAnti',
      usingColumns: ['id'],
    });
    expect(() =>
      translated({ case: 'join', value: { left: range, right: range, joinType: 1, usingColumns: ['id'], joinCondition: one } }),
    ).toThrow(expect.objectContaining({ condition: 'CONNECT_INVALID_PLAN.USING_COLUMNS_OR_JOIN_CONDITION_SET_IN_JOIN' }));
  });

  it('partitions by range when an order is given', () => {
    const order = create(ExpressionSchema, { exprType: { case: 'sortOrder', value: { child: column('id'), direction: 1 } } });
    expect(
      translated({ case: 'repartitionByExpression', value: { input: range, partitionExprs: [order], numPartitions: 3 } }),
    ).toMatchObject({ byRange: true, numPartitions: 3 });
    expect(translated({ case: 'repartitionByExpression', value: { input: range, partitionExprs: [column('id')] } })).toMatchObject({
      byRange: false,
    });
  });

  it('reads files with a schema as DDL or JSON', () => {
    const json = '{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}}]}';
    for (const schema of ['a INT', json]) {
      expect(
        translated({
          case: 'read',
          value: { readType: { case: 'dataSource', value: { format: 'csv', schema, paths: ['/x'], options: { header: 'true' } } } },
        }),
      ).toMatchObject({
        kind: 'unresolvedDataSource',
        format: 'csv',
        paths: ['/x'],
        options: { header: 'true' },
        schema: { kind: 'struct', fields: [{ name: 'a', dataType: { kind: 'integer' } }] },
      });
    }
  });

  it('puts DataFrames that SQL names beside it', () => {
    const reference = relation({ case: 'subqueryAlias', value: { input: range, alias: 'numbers' } });
    expect(
      translated({
        case: 'withRelations',
        value: { root: relation({ case: 'sql', value: { query: 'SELECT * FROM numbers' } }), references: [reference] },
      }),
    ).toMatchObject({
      kind: 'withCte',
      ctes: [{ name: 'numbers', plan: rangePlan }],
    });
  });

  it('finds the plan of a subquery by its id', () => {
    const subquery = create(ExpressionSchema, { exprType: { case: 'subqueryExpression', value: { planId: 5n, subqueryType: 1 } } });
    const reference = create(RelationSchema, { common: { planId: 5n }, relType: range.relType });
    const root = relation({ case: 'project', value: { input: range, expressions: [subquery] } });
    expect(translated({ case: 'withRelations', value: { root, references: [reference] } })).toMatchObject({
      kind: 'project',
      list: [{ kind: 'subquery', variant: 'scalar', plan: { ...rangePlan, planId: 5 } }],
    });
    expect(() => relationOf(root, context)).toThrow(
      expect.objectContaining({ condition: 'CONNECT_INVALID_PLAN.INVALID_WITH_RELATION_REFERENCE' }),
    );
  });

  it('refuses what it does not know by name', () => {
    expect(() => translated({ case: undefined })).toThrow(
      expect.objectContaining({ condition: 'CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET' }),
    );
    expect(() =>
      translated({
        case: 'mapPartitions',
        value: { input: range, func: { functionName: 'f', function: { case: 'pythonUdf', value: {} } } },
      }),
    ).toThrow(expect.objectContaining({ condition: 'KINDLING_NOT_SUPPORTED', messageParameters: { feature: 'the Python function f' } }));
    expect(() => translated({ case: 'extension', value: { typeUrl: 'type.googleapis.com/other.Message' } })).toThrow(
      expect.objectContaining({ condition: 'CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION' }),
    );
  });

  it('translates plans as deep as they can be decoded', () => {
    let deep = range;
    for (let level = 0; level < 900; level++) deep = relation({ case: 'limit', value: { input: deep, limit: 1 } });
    let plan = relationOf(deep, context);
    let depth = 0;
    for (; plan.kind === 'limit'; plan = plan.child) depth += 1;
    expect(depth).toBe(900);
  });
});

describe('expressions', () => {
  it('counts all rows as ones', () => {
    const star = create(ExpressionSchema, { exprType: { case: 'unresolvedStar', value: {} } });
    expect(expression({ case: 'unresolvedFunction', value: { functionName: 'count', arguments: [star] } })).toMatchObject({
      args: [{ kind: 'literal', value: 1 }],
    });
    expect(expression({ case: 'unresolvedFunction', value: { functionName: 'first', arguments: [star] } })).toMatchObject({
      args: [{ kind: 'unresolvedStar' }],
    });
  });

  it('gives operators their names', () => {
    const called = (functionName: string) => expression({ case: 'unresolvedFunction', value: { functionName, arguments: [one, one] } });
    expect(called('==')).toMatchObject({ nameParts: ['='] });
    expect(called('isNull')).toMatchObject({ nameParts: ['isnull'] });
    expect(called('and')).toMatchObject({ nameParts: ['and'] });
  });

  it('reads the side of a frame from the sign', () => {
    const value = (number: bigint) => ({
      boundary: {
        case: 'value' as const,
        value: { exprType: { case: 'literal' as const, value: { literalType: { case: 'long' as const, value: number } } } },
      },
    });
    const frame = (lower: bigint, upper: bigint) =>
      expression({ case: 'window', value: { windowFunction: one, frameSpec: { frameType: 2, lower: value(lower), upper: value(upper) } } });
    expect(frame(-3n, 0n)).toMatchObject({
      frame: { unit: 'range', lower: { kind: 'preceding', value: { value: 3n } }, upper: { kind: 'currentRow' } },
    });
    expect(frame(1n, 4n)).toMatchObject({
      frame: { lower: { kind: 'following', value: { value: 1n } }, upper: { kind: 'following', value: { value: 4n } } },
    });
  });

  it('orders nulls first when ascending, last when descending', () => {
    expect(expression({ case: 'sortOrder', value: { child: one, direction: 1 } })).toMatchObject({
      direction: 'ascending',
      nulls: 'first',
    });
    expect(expression({ case: 'sortOrder', value: { child: one, direction: 2 } })).toMatchObject({
      direction: 'descending',
      nulls: 'last',
    });
    expect(expression({ case: 'sortOrder', value: { child: one, direction: 2, nullOrdering: 1 } })).toMatchObject({ nulls: 'first' });
  });

  it('splits names as the DataFrame API does', () => {
    expect(parseAttributeName('a.b')).toEqual(['a', 'b']);
    expect(parseAttributeName('`a.b`.c')).toEqual(['a.b', 'c']);
    expect(parseAttributeName('`a``b`')).toEqual(['a`b']);
    expect(parseAttributeName('a b')).toEqual(['a b']);
    for (const name of ['a.', '.a', 'a..b', '`a', 'a`b`', '`a`b']) {
      expect(() => parseAttributeName(name), name).toThrow(expect.objectContaining({ condition: 'INVALID_ATTRIBUTE_NAME_SYNTAX' }));
    }
  });
});

describe('literals', () => {
  it('keeps value and type', () => {
    expect(literalOf(literal({ case: 'long', value: 9007199254740993n }))).toEqual({
      kind: 'literal',
      value: 9007199254740993n,
      dataType: { kind: 'long' },
    });
    const decimal = literalOf(literal({ case: 'decimal', value: { value: '1.5', precision: 10, scale: 3 } }));
    expect(decimal.dataType).toEqual({ kind: 'decimal', precision: 10, scale: 3 });
    expect(String(decimal.value)).toBe('1.500');
    expect(decimal.value).toBeInstanceOf(Decimal);
    const interval = literalOf(literal({ case: 'calendarInterval', value: { months: 1, days: 2, microseconds: 3n } }));
    expect(interval.value).toBeInstanceOf(CalendarInterval);
  });

  it('types nested values by what is said, or by what is there', () => {
    const elements = [literal({ case: 'string', value: 'a' }), literal({ case: 'null', value: {} })];
    expect(literalOf(literal({ case: 'array', value: { elements } }))).toMatchObject({
      value: ['a', null],
      dataType: { kind: 'array', elementType: { kind: 'string' }, containsNull: true },
    });
    const map = literal({
      case: 'map',
      value: { keys: [literal({ case: 'string', value: 'k' })], values: [literal({ case: 'integer', value: 1 })] },
    });
    expect(literalOf(map)).toMatchObject({
      value: [['k', 1]],
      dataType: { kind: 'map', keyType: { kind: 'string' }, valueType: { kind: 'integer' } },
    });
    expect(
      literalOf(literal({ case: 'specializedArray', value: { valueType: { case: 'longs', value: { values: [1n, 2n] } } } })),
    ).toMatchObject({
      value: [1n, 2n],
      dataType: { kind: 'array', elementType: { kind: 'long' } },
    });
    expect(() => literalOf(literal({ case: 'array', value: {} }))).toThrow(
      expect.objectContaining({ condition: 'CONNECT_INVALID_PLAN.ARRAY_LITERAL_MISSING_DATA_TYPE' }),
    );
  });
});
