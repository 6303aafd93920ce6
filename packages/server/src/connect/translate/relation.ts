import type { LogicalPlan, Relation } from '@kindling/engine';
import { restoreError, schemaFromJson, sparkError } from '@kindling/protocol';
import {
  type Any,
  Parse_ParseFormat as ParseFormat,
  type Parse as ParseMessage,
  type Relation as RelationMessage,
  type SetOperation as SetOperationMessage,
  SetOperation_SetOpType as SetOpType,
  unpackMapPartitions,
} from '@kindling/protocol/messages';
import { aggregateOf } from './aggregate.ts';
import { catalogCallOf } from './catalog-call.ts';
import { structTypeOf } from './data-type.ts';
import { aliasOf, expressionOf, expressionsOf, foreignFunction, sortOrderOf } from './expression.ts';
import { invalidEnum, notSet, notSupported, required } from './invalid-plan.ts';
import { asOfJoinOf, joinOf, lateralJoinOf, nearestByJoinOf } from './join.ts';
import { literalOf } from './literal.ts';
import { cachedLocalRelationOf, chunkedCachedLocalRelationOf, localRelationOf } from './local-relation.ts';
import { originOf } from './origin.ts';
import { readOf } from './read.ts';
import { sqlOf, withRelationsOf } from './sql.ts';
import { statisticsOf } from './statistics.ts';
import type { TranslationContext } from './translation-context.ts';
import { functionTextOf } from './user-function.ts';

/** Translates the relations below an operator. */
export type RelationTranslator = (message: RelationMessage | undefined, context: TranslationContext) => LogicalPlan;

type Alternative<Case extends RelationMessage['relType']['case']> = Extract<RelationMessage['relType'], { case: Case }>;

/** A relation of Spark Connect as an unresolved plan of the engine. Every kind has a record there, or is refused by name. */
export function relationOf(message: RelationMessage | undefined, context: TranslationContext): LogicalPlan {
  if (message === undefined) throw notSet('Relation', 'relType');
  const plan = unplaced(message, context);
  const planId = message.common?.planId;
  return { ...plan, ...(planId === undefined ? {} : { planId: Number(planId) }), ...originOf(message.common?.origin) };
}

function unplaced(message: RelationMessage, context: TranslationContext): LogicalPlan {
  const { relType } = message;
  const below = (input: RelationMessage | undefined) => relationOf(input, context);
  switch (relType.case) {
    case undefined:
      throw notSet('Relation', 'relType');
    case 'unknown':
      throw notSet('Relation', 'relType');
    case 'read':
      return readOf(relType.value, context);
    case 'project': {
      const { input, expressions } = relType.value;
      return { kind: 'project', list: expressionsOf(expressions, context), child: input === undefined ? { kind: 'oneRow' } : below(input) };
    }
    case 'filter':
      return { kind: 'filter', condition: expressionOf(relType.value.condition, context), child: below(relType.value.input) };
    case 'join':
      return joinOf(relType.value, context, relationOf);
    case 'asOfJoin':
      return asOfJoinOf(relType.value, context, relationOf);
    case 'lateralJoin':
      return lateralJoinOf(relType.value, context, relationOf);
    case 'nearestByJoin':
      return nearestByJoinOf(relType.value, context, relationOf);
    case 'setOp':
      return setOperationOf(relType.value, context);
    case 'sort':
      return {
        kind: 'sort',
        order: relType.value.order.map((order) => sortOrderOf(order, context)),
        isGlobal: relType.value.isGlobal ?? false,
        child: below(relType.value.input),
      };
    case 'limit':
    case 'tail':
      return { kind: relType.case, limit: integer(relType.value.limit), child: below(relType.value.input) };
    case 'offset':
      return { kind: 'offset', offset: integer(relType.value.offset), child: below(relType.value.input) };
    case 'aggregate':
      return aggregateOf(relType.value, context, relationOf);
    case 'sql':
      return sqlOf(relType.value, context);
    case 'withRelations':
      return withRelationsOf(relType.value, context, relationOf);
    case 'localRelation':
      return localRelationOf(relType.value, context);
    case 'cachedLocalRelation':
      return cachedLocalRelationOf(relType.value, context);
    case 'chunkedCachedLocalRelation':
      return chunkedCachedLocalRelationOf(relType.value, context);
    case 'cachedRemoteRelation': {
      const { relationId } = relType.value;
      const plan = context.remoteRelation(relationId);
      if (plan === undefined)
        throw sparkError('CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND', { dfId: relationId, sessionId: context.sessionId });
      return plan;
    }
    case 'sample': {
      const { input, lowerBound, upperBound, withReplacement, seed, deterministicOrder } = relType.value;
      return {
        kind: 'sample',
        lowerBound,
        upperBound,
        withReplacement: withReplacement ?? false,
        deterministicOrder,
        ...(seed === undefined ? {} : { seed }),
        child: below(input),
      };
    }
    case 'deduplicate':
      return deduplicateOf(relType, context);
    case 'range': {
      const { start, end, step, numPartitions } = relType.value;
      if (step === 0n)
        throw restoreError({ message: 'requirement failed: step (0) cannot be 0', jvmClasses: ['java.lang.IllegalArgumentException'] });
      return { kind: 'range', start: start ?? 0n, end, step, ...(numPartitions === undefined ? {} : { numPartitions }) };
    }
    case 'subqueryAlias':
      return { kind: 'subqueryAlias', qualifier: [...relType.value.qualifier, relType.value.alias], child: below(relType.value.input) };
    case 'repartition': {
      const { input, numPartitions, shuffle } = relType.value;
      return { kind: 'repartition', numPartitions, shuffle: shuffle ?? false, expressions: [], byRange: false, child: below(input) };
    }
    case 'repartitionByExpression': {
      const { input, partitionExprs, numPartitions } = relType.value;
      const expressions = expressionsOf(partitionExprs, context);
      return {
        kind: 'repartition',
        shuffle: true,
        expressions,
        byRange: expressions.some((expression) => expression.kind === 'sortOrder'),
        ...(numPartitions === undefined ? {} : { numPartitions }),
        child: below(input),
      };
    }
    case 'toDf':
      return { kind: 'renameAll', names: relType.value.columnNames, child: below(relType.value.input) };
    case 'withColumnsRenamed': {
      const { input, renames, renameColumnsMap } = relType.value;
      const pairs =
        renames.length > 0 ? renames.map(({ colName, newColName }) => [colName, newColName] as const) : Object.entries(renameColumnsMap);
      return { kind: 'withColumnsRenamed', renames: pairs, child: below(input) };
    }
    case 'withColumns':
      return {
        kind: 'withColumns',
        aliases: relType.value.aliases.map((alias) => aliasOf(alias, context)),
        child: below(relType.value.input),
      };
    case 'drop':
      return {
        kind: 'drop',
        columns: expressionsOf(relType.value.columns, context),
        names: relType.value.columnNames,
        child: below(relType.value.input),
      };
    case 'toSchema':
      return {
        kind: 'toSchema',
        schema: structTypeOf(required(relType.value.schema, 'ToSchema.schema')),
        child: below(relType.value.input),
      };
    case 'hint': {
      const parameters = expressionsOf(relType.value.parameters, context).map((parameter) =>
        parameter.kind === 'literal' && typeof parameter.value === 'string' ? parameter.value : parameter,
      );
      return { kind: 'hint', name: relType.value.name, parameters, child: below(relType.value.input) };
    }
    case 'unpivot': {
      const { input, ids, values, variableColumnName, valueColumnName } = relType.value;
      return {
        kind: 'unpivot',
        ids: expressionsOf(ids, context),
        ...(values === undefined ? {} : { values: expressionsOf(values.values, context).map((column) => ({ columns: [column] })) }),
        variableColumnName,
        valueColumnNames: [valueColumnName],
        includeNulls: true,
        child: below(input),
      };
    }
    case 'transpose': {
      const [index] = relType.value.indexColumns;
      return {
        kind: 'transpose',
        ...(index === undefined ? {} : { indexColumn: expressionOf(index, context) }),
        child: below(relType.value.input),
      };
    }
    case 'unresolvedTableValuedFunction':
      return {
        kind: 'unresolvedTableFunction',
        nameParts: [relType.value.functionName],
        args: expressionsOf(relType.value.arguments, context),
      };
    case 'collectMetrics':
      return {
        kind: 'collectMetrics',
        name: relType.value.name,
        metrics: expressionsOf(relType.value.metrics, context),
        child: below(relType.value.input),
      };
    case 'withWatermark':
      return {
        kind: 'withWatermark',
        eventTime: relType.value.eventTime,
        delay: relType.value.delayThreshold,
        child: below(relType.value.input),
      };
    case 'showString': {
      const { input, numRows, truncate, vertical } = relType.value;
      return { kind: 'showString', numRows, truncate, vertical, format: 'text', child: below(input) };
    }
    case 'htmlString':
      return {
        kind: 'showString',
        numRows: relType.value.numRows,
        truncate: relType.value.truncate,
        vertical: false,
        format: 'html',
        child: below(relType.value.input),
      };
    case 'fillNa': {
      const { input, cols, values } = relType.value;
      if (values.length === 0) throw sparkError('CONNECT_INVALID_PLAN.NA_FILL_VALUES_EMPTY');
      if (values.length > 1 && values.length !== cols.length) throw sparkError('CONNECT_INVALID_PLAN.NA_FILL_VALUES_LENGTH_MISMATCH');
      return { kind: 'naFill', columns: cols, values: values.map(literalOf), child: below(input) };
    }
    case 'dropNa': {
      const { input, cols, minNonNulls } = relType.value;
      return { kind: 'naDrop', columns: cols, ...(minNonNulls === undefined ? {} : { minNonNulls }), child: below(input) };
    }
    case 'replace': {
      const { input, cols, replacements } = relType.value;
      return {
        kind: 'naReplace',
        columns: cols,
        replacements: replacements.map(({ oldValue, newValue }) => ({
          oldValue: literalOf(required(oldValue, 'NAReplace.Replacement.old_value')),
          newValue: literalOf(required(newValue, 'NAReplace.Replacement.new_value')),
        })),
        child: below(input),
      };
    }
    case 'summary':
    case 'describe':
    case 'crosstab':
    case 'cov':
    case 'corr':
    case 'approxQuantile':
    case 'freqItems':
    case 'sampleBy':
      return statisticsOf(relType, context, relationOf);
    case 'catalog':
      return catalogCallOf(relType.value, context);
    case 'extension':
      return extensionOf(relType.value, context);
    case 'mapPartitions':
    case 'groupMap':
    case 'coGroupMap':
      throw foreignFunction(required(relType.value.func, 'the function'));
    case 'applyInPandasWithState':
      throw notSupported('applyInPandasWithState');
    case 'commonInlineUserDefinedTableFunction':
      throw notSupported(`the Python table function ${relType.value.functionName}`);
    case 'commonInlineUserDefinedDataSource':
      throw notSupported(`the Python data source ${relType.value.name}`);
    case 'parse':
      return parseOf(relType.value, context);
    case 'relationChanges':
      throw notSupported('changes of a table');
    case 'mlRelation':
      throw notSupported('machine learning over Spark Connect');
  }
}

function integer(value: number) {
  return { kind: 'literal', value, dataType: { kind: 'integer' } } as const;
}

function setOperationOf(message: SetOperationMessage, context: TranslationContext): Relation {
  const { leftInput, rightInput, isAll, byName = false, allowMissingColumns = false } = message;
  if (leftInput === undefined || rightInput === undefined) throw sparkError('CONNECT_INVALID_PLAN.SET_OPERATION_MUST_HAVE_TWO_INPUTS');
  const operations = { [SetOpType.UNION]: 'union', [SetOpType.INTERSECT]: 'intersect', [SetOpType.EXCEPT]: 'except' } as const;
  const type = message.setOpType;
  if (type === SetOpType.UNSPECIFIED) throw invalidEnum('SetOperation.SetOpType', type);
  if (byName && type === SetOpType.INTERSECT) throw sparkError('CONNECT_INVALID_PLAN.INTERSECT_DOES_NOT_SUPPORT_UNION_BY_NAME');
  if (byName && type === SetOpType.EXCEPT) throw sparkError('CONNECT_INVALID_PLAN.EXCEPT_DOES_NOT_SUPPORT_UNION_BY_NAME');
  if (allowMissingColumns && !byName) throw sparkError('CONNECT_INVALID_PLAN.UNION_BY_NAME_ALLOW_MISSING_COL_REQUIRES_BY_NAME');
  return {
    kind: 'setOperation',
    operation: operations[type],
    isAll: isAll ?? false,
    byName,
    allowMissingColumns,
    left: relationOf(leftInput, context),
    right: relationOf(rightInput, context),
  };
}

function deduplicateOf({ value }: Alternative<'deduplicate'>, context: TranslationContext): Relation {
  const { input, columnNames, allColumnsAsKeys = false, withinWatermark = false } = value;
  if (input === undefined) throw sparkError('CONNECT_INVALID_PLAN.DEDUPLICATE_NEEDS_INPUT');
  if (allColumnsAsKeys && columnNames.length > 0) throw sparkError('CONNECT_INVALID_PLAN.DEDUPLICATE_ALL_COLUMNS_AND_SUBSET');
  if (!allColumnsAsKeys && columnNames.length === 0) throw sparkError('CONNECT_INVALID_PLAN.DEDUPLICATE_REQUIRES_COLUMNS_OR_ALL');
  return {
    kind: 'deduplicate',
    ...(allColumnsAsKeys ? {} : { columns: columnNames.map((name) => ({ kind: 'unresolvedAttribute', nameParts: [name] }) as const) }),
    ...(withinWatermark ? { withinWatermark } : {}),
    child: relationOf(input, context),
  };
}

function parseOf({ input, format, schema, options }: ParseMessage, context: TranslationContext): Relation {
  const formats = { [ParseFormat.CSV]: 'csv', [ParseFormat.JSON]: 'json' } as const;
  if (format === ParseFormat.XML) throw notSupported('reading a DataFrame of texts as XML');
  if (format === ParseFormat.UNSPECIFIED) throw invalidEnum('Parse.ParseFormat', format);
  return {
    kind: 'parseTexts',
    format: formats[format],
    options,
    ...(schema === undefined ? {} : { schema: structTypeOf(schema) }),
    child: relationOf(input, context),
  };
}

function extensionOf(extension: Any, context: TranslationContext): Relation {
  const mapping = unpackMapPartitions(extension);
  if (mapping === undefined) throw sparkError('CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION', { extensionTypeUrl: extension.typeUrl });
  const { input, schemaJson, each, grouping } = mapping;
  return {
    kind: 'mapPartitions',
    each,
    grouping: expressionsOf(grouping, context),
    ...functionTextOf(mapping),
    schema: schemaFromJson(schemaJson),
    child: relationOf(input, context),
  };
}
