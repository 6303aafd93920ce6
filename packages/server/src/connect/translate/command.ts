import type { Command, LogicalPlan, SaveMode } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import {
  type Any,
  type Command as CommandMessage,
  WriteOperation_SaveMode as ConnectSaveMode,
  type CreateDataFrameViewCommand,
  type MergeIntoTableCommand,
  WriteOperation_SaveTable_TableSaveMethod as TableSaveMethod,
  unpackForeachPartition,
  unpackRegisterUserFunction,
  WriteOperationV2_Mode as WriteMode,
  type WriteOperation,
  type WriteOperationV2,
} from '@kindling/protocol/messages';
import { expressionOf, expressionsOf, foreignFunction } from './expression.ts';
import { invalidEnum, notSet, notSupported } from './invalid-plan.ts';
import { relationOf } from './relation.ts';
import type { TranslationContext } from './translation-context.ts';
import { definitionOf, functionTextOf } from './user-function.ts';

/** Commands that the service answers itself, because they concern the session and not the engine. */
export type ServiceCommandCase = 'sqlCommand' | 'getResourcesCommand' | 'checkpointCommand' | 'removeCachedRemoteRelationCommand';
export type ServiceCommand = Extract<CommandMessage['commandType'], { case: ServiceCommandCase }>;

export type TranslatedCommand =
  | { readonly by: 'engine'; readonly plan: Command }
  | { readonly by: 'service'; readonly command: ServiceCommand };

/** A command of Spark Connect: a plan for the engine, or one of the service's own. */
export function commandOf(message: CommandMessage, context: TranslationContext): TranslatedCommand {
  const { commandType } = message;
  switch (commandType.case) {
    case undefined:
      throw notSet('Command', 'commandType');
    case 'sqlCommand':
    case 'getResourcesCommand':
    case 'checkpointCommand':
    case 'removeCachedRemoteRelationCommand':
      return { by: 'service', command: commandType };
    case 'createDataframeView':
      return { by: 'engine', plan: createViewOf(commandType.value, context) };
    case 'writeOperation':
      return { by: 'engine', plan: writeOf(commandType.value, context) };
    case 'writeOperationV2':
      return { by: 'engine', plan: writeV2Of(commandType.value, context) };
    case 'extension':
      return { by: 'engine', plan: extensionOf(commandType.value, context) };
    case 'registerFunction':
      throw foreignFunction(commandType.value);
    case 'registerTableFunction':
      throw notSupported(`the Python table function ${commandType.value.functionName}`);
    case 'registerDataSource':
      throw notSupported(`the Python data source ${commandType.value.name}`);
    case 'writeStreamOperationStart':
    case 'streamingQueryCommand':
    case 'streamingQueryManagerCommand':
    case 'streamingQueryListenerBusCommand':
      throw notSupported('structured streaming');
    case 'createResourceProfileCommand':
      throw notSupported('resource profiles');
    case 'mergeIntoTableCommand':
      return { by: 'engine', plan: mergeIntoOf(commandType.value, context) };
    case 'mlCommand':
      throw notSupported('machine learning over Spark Connect');
    case 'executeExternalCommand':
      throw notSupported(`the external command runner ${commandType.value.runner}`);
    case 'pipelineCommand':
      throw notSupported('declarative pipelines');
  }
}

function createViewOf(message: CreateDataFrameViewCommand, context: TranslationContext): Command {
  return {
    kind: 'createTempView',
    name: message.name,
    isGlobal: message.isGlobal,
    replace: message.replace,
    child: relationOf(message.input, context),
  };
}

const saveModes: Readonly<Record<ConnectSaveMode, SaveMode>> = {
  [ConnectSaveMode.UNSPECIFIED]: 'errorIfExists',
  [ConnectSaveMode.APPEND]: 'append',
  [ConnectSaveMode.OVERWRITE]: 'overwrite',
  [ConnectSaveMode.ERROR_IF_EXISTS]: 'errorIfExists',
  [ConnectSaveMode.IGNORE]: 'ignore',
};

function writeOf(message: WriteOperation, context: TranslationContext): Command {
  const {
    source = '',
    saveType,
    sortColumnNames,
    partitioningColumns,
    bucketBy,
    options,
    clusteringColumns,
    withSchemaEvolution,
  } = message;
  if (withSchemaEvolution) throw notSupported('writing with schema evolution');
  // Files have no clustering; Spark takes it as advice there.
  if (clusteringColumns.length > 0 && partitioningColumns.length > 0)
    throw sparkError('SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED');
  if (clusteringColumns.length > 0 && bucketBy !== undefined) throw sparkError('SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED');
  if (sortColumnNames.length > 0 && bucketBy === undefined) throw sparkError('SORT_BY_WITHOUT_BUCKETING');
  const mode = saveModes[message.mode];
  const layout = {
    partitionBy: partitioningColumns,
    ...(sortColumnNames.length === 0 ? {} : { sortBy: sortColumnNames }),
    ...(bucketBy === undefined ? {} : { bucketBy: { columns: bucketBy.bucketColumnNames, numBuckets: bucketBy.numBuckets } }),
  };
  const child = relationOf(message.input, context);
  if (saveType.case !== 'table') {
    if (bucketBy !== undefined) throw sparkError('_LEGACY_ERROR_TEMP_1312', { operation: 'save' });
    const pathOption = Object.entries(options).find(([key]) => key.toLowerCase() === 'path')?.[1];
    return { kind: 'writeFiles', format: source, path: saveType.value ?? pathOption ?? '', mode, options, ...layout, child };
  }
  const { tableName, saveMethod } = saveType.value;
  const nameParts = context.parseTableName(tableName);
  switch (saveMethod) {
    case TableSaveMethod.SAVE_AS_TABLE:
      return tableCommand('saveAsTable', { nameParts, format: source, mode, options, ...layout }, child);
    case TableSaveMethod.INSERT_INTO:
      if (bucketBy !== undefined) throw sparkError('_LEGACY_ERROR_TEMP_1312', { operation: 'insertInto' });
      if (partitioningColumns.length > 0) throw sparkError('PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO', { tableName });
      return tableCommand('insertIntoTable', { nameParts, overwrite: mode === 'overwrite', options }, child);
    default:
      throw invalidEnum('WriteOperation.SaveTable.TableSaveMethod', saveMethod);
  }
}

const writeModes = {
  [WriteMode.CREATE]: 'create',
  [WriteMode.OVERWRITE]: 'overwrite',
  [WriteMode.OVERWRITE_PARTITIONS]: 'overwritePartitions',
  [WriteMode.APPEND]: 'append',
  [WriteMode.REPLACE]: 'replace',
  [WriteMode.CREATE_OR_REPLACE]: 'createOrReplace',
} as const;

/** df.writeTo(table). */
function writeV2Of(message: WriteOperationV2, context: TranslationContext): Command {
  const {
    tableName,
    provider = '',
    partitioningColumns,
    options,
    tableProperties,
    mode,
    overwriteCondition,
    clusteringColumns,
    withSchemaEvolution,
  } = message;
  if (clusteringColumns.length > 0 && partitioningColumns.length > 0)
    throw sparkError('SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED');
  if (withSchemaEvolution) throw notSupported('writing with schema evolution');
  if (mode === WriteMode.UNSPECIFIED) throw invalidEnum('WriteOperationV2.Mode', mode);
  const fields = {
    nameParts: context.parseTableName(tableName),
    format: provider,
    options,
    properties: tableProperties,
    mode: writeModes[mode],
  };
  const condition = overwriteCondition === undefined ? [] : [expressionOf(overwriteCondition, context)];
  const partitioning = expressionsOf(partitioningColumns, context);
  return {
    ...tableCommand('writeToTable', { ...fields, partitionExpressionCount: partitioning.length }, relationOf(message.input, context)),
    expressions: [...partitioning, ...condition],
  };
}

/** df.mergeInto(table, …): what it would do stands with the tables that can be changed row by row. */
function mergeIntoOf(message: MergeIntoTableCommand, context: TranslationContext): Command {
  const { targetTableName, sourceTablePlan, matchActions, notMatchedActions, notMatchedBySourceActions } = message;
  if (matchActions.length + notMatchedActions.length + notMatchedBySourceActions.length === 0)
    throw sparkError('NO_MERGE_ACTION_SPECIFIED');
  return tableCommand('mergeIntoTable', { nameParts: context.parseTableName(targetTableName) }, relationOf(sourceTablePlan, context));
}

function tableCommand(
  statement: string,
  fields: Readonly<Record<string, unknown>>,
  child: LogicalPlan,
): Extract<Command, { kind: 'catalogCommand' }> {
  if (child.kind === 'catalogCommand') throw notSupported(`writing the answer of ${child.statement}`);
  return { kind: 'catalogCommand', statement, fields, child: child as Exclude<LogicalPlan, Command> };
}

function extensionOf(extension: Any, context: TranslationContext): Command {
  const registered = unpackRegisterUserFunction(extension);
  if (registered) return { kind: 'registerUserFunction', definition: definitionOf(registered) };
  const message = unpackForeachPartition(extension);
  if (message === undefined) throw sparkError('CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION', { extensionTypeUrl: extension.typeUrl });
  return { kind: 'foreachPartition', each: message.each, ...functionTextOf(message), child: relationOf(message.input, context) };
}
