import type { DescMessage } from '@bufbuild/protobuf';
import type { Relation } from '@kindling/protocol/messages';
import {
  AnalyzePlanRequestSchema,
  AnySchema,
  anyPack,
  anyUnpack,
  CatalogSchema,
  CommandSchema,
  create,
  ErrorInfoSchema,
  ExpressionSchema,
  fromBinary,
  fromJson,
  Join_JoinType,
  RelationSchema,
  rpcMethods,
  StatusSchema,
  toBinary,
  toJson,
} from '@kindling/protocol/messages';
import { expect, test } from 'vitest';

function casesOf(schema: DescMessage, oneof: string): string[] {
  return schema.oneofs.find((candidate) => candidate.name === oneof)!.fields.map((field) => field.name);
}

test('everything of Spark Connect 4.2 is there', () => {
  expect({
    relations: casesOf(RelationSchema, 'rel_type').length,
    expressions: casesOf(ExpressionSchema, 'expr_type').length,
    commands: casesOf(CommandSchema, 'command_type').length,
    catalog: casesOf(CatalogSchema, 'cat_type').length,
    analyses: casesOf(AnalyzePlanRequestSchema, 'analyze').length,
    methods: rpcMethods.length,
  }).toMatchInlineSnapshot(`
    {
      "analyses": 14,
      "catalog": 36,
      "commands": 20,
      "expressions": 22,
      "methods": 12,
      "relations": 61,
    }
  `);
});

test('a method says its path and what it streams', () => {
  expect(rpcMethods.filter((method) => method.requestStream || method.responseStream).map((method) => method.path)).toEqual([
    '/spark.connect.SparkConnectService/ExecutePlan',
    '/spark.connect.SparkConnectService/AddArtifacts',
    '/spark.connect.SparkConnectService/ReattachExecute',
  ]);
  expect(rpcMethods[0]).toMatchObject({ name: 'executePlan', requestStream: false, responseStream: true });
});

function chain(limits: number): Relation {
  let relation = create(RelationSchema, { relType: { case: 'range', value: { end: 9_007_199_254_740_993n } } });
  for (let i = 0; i < limits; i++) relation = create(RelationSchema, { relType: { case: 'limit', value: { input: relation, limit: i } } });
  return relation;
}

test('a plan nested as deep as Spark allows comes back from its bytes', () => {
  const plan = chain(511);
  expect(fromBinary(RelationSchema, toBinary(RelationSchema, plan))).toEqual(plan);
});

test('a plan nested deeper than Spark allows is refused, not a stack overflow', () => {
  expect(() => fromBinary(RelationSchema, toBinary(RelationSchema, chain(513)))).toThrow(/recursion/i);
});

test('an enum is a constant object', () => {
  expect(Join_JoinType.LEFT_ANTI).toBe(5);
});

test('an Any holds the error details of a gRPC status', () => {
  const info = create(ErrorInfoSchema, { reason: 'org.apache.spark.sql.AnalysisException', metadata: { sqlState: '42703' } });
  const status = fromBinary(
    StatusSchema,
    toBinary(StatusSchema, create(StatusSchema, { code: 13, details: [anyPack(ErrorInfoSchema, info)] })),
  );
  expect(anyUnpack(status.details[0]!, ErrorInfoSchema)).toEqual(info);
  expect(anyUnpack(status.details[0]!, StatusSchema)).toBeUndefined();
  expect(anyUnpack(create(AnySchema), StatusSchema)).toBeUndefined();
});

test('JSON and back, with an Any inside', () => {
  const extension = anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason: 'x' }));
  const relation = create(RelationSchema, { relType: { case: 'extension', value: extension } });
  const json = toJson(RelationSchema, relation);
  expect(json).toEqual({ extension: { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'x' } });
  expect(fromJson(RelationSchema, json)).toEqual(relation);
});
