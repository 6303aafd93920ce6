import type { QueryLabels } from '@kindling/engine';
import type { Relation } from '@kindling/protocol/messages';
import { operationOf, type Operation as PlanOperation } from '../decode-plan.ts';
import type { ConnectSession } from '../sessions/index.ts';
import type { Operation } from './operation.ts';

/** The tag by which the jobs of an operation are found, in Spark's form. */
export function jobTagOf(session: ConnectSession, operationId: string): string {
  const { userId, sessionId } = session.engine;
  return `SparkConnect_OperationTag_User_${userId}_Session_${sessionId}_Operation_${operationId}`;
}

/** What people read about an operation: the text of its SQL, or the names of the DataFrame's operators from its source on. */
export function labelsOf(session: ConnectSession, operation: Operation): Partial<QueryLabels> {
  const { userId, sessionId } = session.engine;
  const tags = [
    jobTagOf(session, operation.id),
    ...operation.tags.map((tag) => `SparkConnect_SessionTag_User_${userId}_Session_${sessionId}_Tag_${tag}`),
  ];
  return { tags, ...wordsOf(operationOf(operation.plan)) };
}

type Words = Pick<Partial<QueryLabels>, 'call' | 'description' | 'details'>;

function wordsOf(plan: PlanOperation): Words {
  if (plan.kind === 'relation') return wordsOfRelation(callOf(plan.relation), plan.relation);
  const { commandType } = plan.command;
  switch (commandType.case) {
    case 'sqlCommand': {
      const input = commandType.value.input?.relType;
      const text = input?.case === 'sql' ? input.value.query : commandType.value.sql;
      return text === '' ? { call: 'sql' } : { call: 'sql', description: text, details: text };
    }
    case 'writeOperation': {
      const { saveType, input, source } = commandType.value;
      const target = saveType.case === 'path' ? saveType.value : saveType.case === 'table' ? saveType.value.tableName : '';
      const call = saveType.case === 'table' ? 'saveAsTable' : 'save';
      const words = input ? wordsOfRelation(call, input) : { call };
      return { ...words, description: `${call}${source === undefined ? '' : ` ${source}`} ${target}` };
    }
    case 'writeOperationV2':
      return { call: 'writeTo', description: `writeTo ${commandType.value.tableName}` };
    case 'checkpointCommand':
      return commandType.value.relation ? wordsOfRelation('checkpoint', commandType.value.relation) : { call: 'checkpoint' };
    default:
      // What runs knows its name.
      return {};
  }
}

function wordsOfRelation(call: string, relation: Relation): Words {
  const operators: string[] = [];
  for (let at: Relation | undefined = relation; at !== undefined; at = inputOf(at)) {
    const { relType } = at;
    if (relType.case === 'sql') {
      const text = relType.value.query;
      // What only shows a query's rows is still that query.
      const isQuery = operators.every((name) => name === 'limit' || name === 'tail');
      return { call, description: isQuery ? text : `${call}: ${text}`, details: text };
    }
    if (relType.case !== 'showString' && relType.case !== 'htmlString') operators.push(nameOf(at));
  }
  return { call, description: `${call}: ${operators.reverse().join(', ')}` };
}

function nameOf({ relType }: Relation): string {
  if (relType.case !== 'read') return relType.case ?? 'relation';
  const { readType } = relType.value;
  if (readType.case === 'namedTable') return `read ${readType.value.unparsedIdentifier}`;
  return readType.case === 'dataSource' ? `read ${readType.value.format ?? ''} ${readType.value.paths[0] ?? ''}`.trim() : 'read';
}

/** The relation that one stands on, the first where there are several. */
function inputOf({ relType }: Relation): Relation | undefined {
  const value = relType.value as {
    readonly input?: Relation;
    readonly left?: Relation;
    readonly leftInput?: Relation;
    readonly root?: Relation;
  };
  return value?.input ?? value?.left ?? value?.leftInput ?? value?.root;
}

/** The method of a DataFrame that sends such a relation. */
function callOf({ relType }: Relation): string {
  switch (relType.case) {
    case 'showString':
    case 'htmlString':
      return 'show';
    case 'tail':
      return 'tail';
    case 'aggregate': {
      const { groupingExpressions, aggregateExpressions } = relType.value;
      const [only] = aggregateExpressions;
      const body = only?.exprType.case === 'alias' ? only.exprType.value.expr?.exprType : only?.exprType;
      const isCount = body?.case === 'unresolvedFunction' && body.value.functionName === 'count';
      return isCount && groupingExpressions.length === 0 && aggregateExpressions.length === 1 ? 'count' : 'collect';
    }
    default:
      return 'collect';
  }
}
