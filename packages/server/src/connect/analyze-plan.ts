import { canonicalPlan, type LogicalPlan, samePlan, walkPlan } from '@kindling/engine';
import { columnToValues, type DataType, fromJson, SparkError, sparkError, toDdl, treeString } from '@kindling/protocol';
import {
  type AnalyzePlanRequest,
  type AnalyzePlanResponseSchema,
  dataTypeToProto,
  AnalyzePlanRequest_Explain_ExplainMode as ExplainMode,
  type MessageInitShape,
  type Plan,
  type Relation,
} from '@kindling/protocol/messages';
import { operationOf, relationIn } from './decode-plan.ts';
import type { ConnectSession } from './sessions/index.ts';
import { storageLevelOf } from './storage-level.ts';
import { commandOf, notSet, notSupported, relationOf } from './translate/index.ts';

type Result = NonNullable<MessageInitShape<typeof AnalyzePlanResponseSchema>['result']>;

/** The version of Apache Spark whose answers ours are. */
export const SPARK_VERSION = '4.2.0';

const explainModes = {
  [ExplainMode.UNSPECIFIED]: 'simple',
  [ExplainMode.SIMPLE]: 'simple',
  [ExplainMode.EXTENDED]: 'extended',
  [ExplainMode.CODEGEN]: 'codegen',
  [ExplainMode.COST]: 'cost',
  [ExplainMode.FORMATTED]: 'formatted',
} as const;

/** What can be said about a plan without running it. */
export async function analyzePlan(request: AnalyzePlanRequest, session: ConnectSession, signal: AbortSignal): Promise<Result> {
  const { engine } = session;
  const { analyze } = request;
  const translate = (relation: Relation | undefined) => relationOf(relation, session.translationContext());
  const analyzed = (plan: Plan | undefined) => engine.analyze(translate(relationIn(plan)), signal);
  switch (analyze.case) {
    case undefined:
      throw notSet('AnalyzePlanRequest', 'analyze');
    case 'schema':
      return { case: 'schema', value: { schema: dataTypeToProto(await engine.schema(translate(relationIn(analyze.value.plan)), signal)) } };
    case 'explain': {
      const child = explained(analyze.value.plan, session);
      const result = await engine.execute({ kind: 'explain', mode: explainModes[analyze.value.explainMode], child }, { signal });
      const lines: unknown[] = [];
      for await (const batch of result.batches) lines.push(...columnToValues(batch, 0));
      return { case: 'explain', value: { explainString: lines.join('\n') } };
    }
    case 'treeString': {
      const schema = await engine.schema(translate(relationIn(analyze.value.plan)), signal);
      return { case: 'treeString', value: { treeString: treeString(schema, analyze.value.level) } };
    }
    case 'isLocal': {
      const { kind } = await analyzed(analyze.value.plan);
      return { case: 'isLocal', value: { isLocal: kind === 'localRelation' || kind === 'catalogCommand' } };
    }
    case 'isStreaming':
      return { case: 'isStreaming', value: { isStreaming: isStreaming(await analyzed(analyze.value.plan)) } };
    case 'inputFiles':
      return { case: 'inputFiles', value: { files: inputFiles(await analyzed(analyze.value.plan)) } };
    case 'sparkVersion':
      return { case: 'sparkVersion', value: { version: SPARK_VERSION } };
    case 'ddlParse':
      return { case: 'ddlParse', value: { parsed: dataTypeToProto(parseDdlType(analyze.value.ddlString, session)) } };
    case 'sameSemantics': {
      const result = samePlan(await analyzed(analyze.value.targetPlan), await analyzed(analyze.value.otherPlan));
      return { case: 'sameSemantics', value: { result } };
    }
    case 'semanticHash':
      return { case: 'semanticHash', value: { result: semanticHash(await analyzed(analyze.value.plan)) } };
    case 'persist': {
      const { relation, storageLevel } = analyze.value;
      await engine.persist(translate(relation), storageLevel && storageLevelOf(storageLevel), signal);
      return { case: 'persist', value: {} };
    }
    case 'unpersist':
      await engine.unpersist(translate(analyze.value.relation), signal);
      return { case: 'unpersist', value: {} };
    case 'getStorageLevel':
      return { case: 'getStorageLevel', value: { storageLevel: await engine.storageLevel(translate(analyze.value.relation), signal) } };
    case 'jsonToDdl': {
      const type = fromJson(analyze.value.jsonString);
      if (type.kind !== 'struct')
        throw sparkError('CONNECT_INVALID_PLAN.INVALID_SCHEMA_NON_STRUCT_TYPE', {
          inputSchema: analyze.value.jsonString,
          dataType: type.kind,
        });
      return { case: 'jsonToDdl', value: { ddlString: toDdl(type) } };
    }
  }
}

function explained(plan: Plan | undefined, session: ConnectSession): LogicalPlan {
  const operation = operationOf(plan);
  const context = session.translationContext();
  if (operation.kind === 'relation') return relationOf(operation.relation, context);
  const command = commandOf(operation.command, context);
  if (command.by === 'engine') return command.plan;
  throw notSupported(`EXPLAIN of ${command.command.case}`);
}

/** A type, a list of columns, or fields with colons: the first that the text is. */
function parseDdlType(text: string, session: ConnectSession): DataType {
  try {
    return session.engine.parseSchema(text);
  } catch (asColumns) {
    for (const attempt of [text, `struct<${text}>`]) {
      try {
        return session.engine.parseDataType(attempt);
      } catch (error) {
        if (!(error instanceof SparkError)) throw error;
      }
    }
    throw asColumns;
  }
}

function isStreaming(plan: LogicalPlan): boolean {
  let found = false;
  walkPlan(plan, (node) => {
    found ||= 'isStreaming' in node && node.isStreaming === true;
  });
  return found;
}

function inputFiles(plan: LogicalPlan): string[] {
  const files = new Set<string>();
  walkPlan(plan, (node) => {
    if (node.kind === 'fileRelation') for (const { path } of node.files) files.add(path.includes(':') ? path : `file://${path}`);
  });
  return [...files];
}

const withoutMeaning: ReadonlySet<string> = new Set(['origin', 'planId', 'displayName', 'displaySql', 'qualifier', 'timeZone']);

/** The same number for plans of the same meaning, but that operands which may change places must stand in the same order. */
function semanticHash(plan: LogicalPlan): number {
  let hash = 17;
  const add = (text: string) => {
    for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  };
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) add(`${typeof value}:${String(value)};`);
    else if (ArrayBuffer.isView(value)) add(`bytes:${value.byteLength};`);
    else if (Array.isArray(value)) value.forEach(visit);
    else {
      for (const [key, field] of Object.entries(value)) {
        if (withoutMeaning.has(key) || field === undefined) continue;
        add(key);
        visit(field);
      }
    }
  };
  visit(canonicalPlan(plan));
  return hash;
}
