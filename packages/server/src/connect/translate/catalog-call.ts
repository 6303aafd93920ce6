import type { LogicalPlan } from '@kindling/engine';
import { type Catalog, type DataType as DataTypeMessage, dataTypeFromProto } from '@kindling/protocol/messages';
import { notSet } from './invalid-plan.ts';
import type { TranslationContext } from './translation-context.ts';

/**
 * A call of spark.catalog: the command `catalog.<call>`, whose fields are those of Connect's message. What names a table, a
 * function or a database is given in its parts as well, so that the catalog need not parse.
 */
export function catalogCallOf(message: Catalog, context: TranslationContext): LogicalPlan {
  const { catType } = message;
  if (catType.case === undefined) throw notSet('Catalog', 'catType');
  const { $typeName: _, $unknown: __, ...sent } = catType.value as { $typeName: string; $unknown?: unknown } & Record<string, unknown>;
  const { tableName, functionName, dbName, schema, ...others } = sent;
  const parts = (name: unknown) => (typeof name === 'string' ? context.parseTableName(name) : undefined);
  const named = { tableName, functionName, dbName };
  const fields = {
    ...others,
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...(tableName === undefined ? {} : { tableNameParts: parts(tableName) }),
    ...(functionName === undefined ? {} : { functionNameParts: parts(functionName) }),
    ...(dbName === undefined ? {} : { dbNameParts: parts(dbName) }),
  };
  return {
    kind: 'catalogCommand',
    statement: `catalog.${catType.case}`,
    fields,
    ...(schema === undefined ? {} : { schema: structOrEmpty(schema as DataTypeMessage) }),
  };
}

function structOrEmpty(message: DataTypeMessage) {
  const type = dataTypeFromProto(message);
  return type.kind === 'struct' ? type : ({ kind: 'struct', fields: [] } as const);
}
