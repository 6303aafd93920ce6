import type { DataType } from '@kindling/protocol';
import { create, type Expression, JoinSchema, Join_JoinType as JoinType, PlanSchema, type Relation } from '@kindling/protocol/messages';
import type { ConnectClient } from '../connect/index.ts';
import { makeRelation, schemaFromMessage } from '../plan/index.ts';
import type { CallEnvironment } from '../udf/index.ts';
import { isKindling } from './require-kindling.ts';
import type { SparkSession } from './spark-session.ts';

/** What a session can say about calls of JavaScript functions in its plans. */
export function callEnvironment(session: SparkSession, client: ConnectClient): CallEnvironment {
  return {
    isKindling: () => isKindling(session),
    isAnsi: async () => (await session.conf.get('spark.sql.ansi.enabled')) === 'true',
    typesOf: (expressions, inputs) => typesOf(expressions, inputs, client),
  };
}

/** The types of expressions over the rows of these relations. */
async function typesOf(
  expressions: readonly Expression[],
  inputs: readonly Relation[],
  client: ConnectClient,
): Promise<readonly { readonly dataType: DataType; readonly nullable: boolean }[]> {
  const input = inputs.length === 0 ? undefined : inputs.reduce(pairs);
  const value = { expressions: [...expressions], ...(input === undefined ? {} : { input }) };
  const root = makeRelation({ case: 'project', value });
  const plan = create(PlanSchema, { opType: { case: 'root', value: root } });
  const { schema } = await client.analyze({ case: 'schema', value: { plan } });
  return schema === undefined ? [] : schemaFromMessage(schema).fields;
}

function pairs(left: Relation, right: Relation): Relation {
  return makeRelation({ case: 'join', value: create(JoinSchema, { left, right, joinType: JoinType.CROSS }) });
}
