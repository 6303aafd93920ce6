import { type DataType, SparkError, type StructField, type StructType, sparkError, toSQLId, toSQLType } from '@kindling/protocol';
import type { ColumnAddition, ColumnDefinition, ExpressionWithText, StructFieldType } from '@kindling/sql';
import { canStoreAssign } from '../analysis/index.ts';
import { dataTypeOf } from '../frontend/index.ts';
import { canUpCast, type Expression, existsInExpression, outputOf } from '../plan/index.ts';
import { plainType } from './sized-text.ts';
import type { StatementContext } from './statement-context.ts';

/** Where Spark keeps a column's default: as it is now, and as it was when the column came to rows that had none. */
export const CURRENT_DEFAULT = 'CURRENT_DEFAULT';
export const EXISTS_DEFAULT = 'EXISTS_DEFAULT';

type Metadata = Readonly<Record<string, unknown>>;

export function withoutDefaultMetadata(metadata: Metadata | undefined): Metadata {
  const { [CURRENT_DEFAULT]: _, [EXISTS_DEFAULT]: __, ...others } = metadata ?? {};
  return others;
}

export function defaultTextOf(field: StructField): string | undefined {
  const text = field.metadata?.[CURRENT_DEFAULT];
  return typeof text === 'string' ? text : undefined;
}

export function withMetadata(field: StructField, metadata: Metadata): StructField {
  const { metadata: _, ...plain } = field;
  return Object.keys(metadata).length === 0 ? plain : ({ ...plain, metadata } as StructField);
}

/** The columns of CREATE TABLE, their defaults checked. */
export async function columnsOf(
  definitions: readonly ColumnDefinition[],
  statement: string,
  context: StatementContext,
): Promise<StructType> {
  const fields: StructField[] = [];
  for (const definition of definitions) fields.push(await columnOf(definition, definition.name.value, statement, context));
  refuseDuplicates(
    fields.map((field) => field.name),
    context,
  );
  return { kind: 'struct', fields };
}

export async function columnOf(
  definition: ColumnDefinition | ColumnAddition,
  name: string,
  statement: string,
  context: StatementContext,
): Promise<StructField> {
  const dataType = dataTypeOf(definition.dataType, context.frontend);
  const metadata: Record<string, unknown> = {};
  if (definition.comment !== undefined) metadata.comment = context.stringOf(definition.comment);
  if (definition.default) {
    await checkDefault(definition.default, name, dataType, statement, context);
    metadata[CURRENT_DEFAULT] = definition.default.text;
    metadata[EXISTS_DEFAULT] = definition.default.text;
  }
  if ('generatedAs' in definition && definition.generatedAs)
    throw sparkError('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: toSQLId([name]), operation: 'generated columns' });
  if ('identity' in definition && definition.identity)
    throw sparkError('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: toSQLId([name]), operation: 'identity columns' });
  return withMetadata({ name, dataType, nullable: definition.nullable }, metadata);
}

/** A partition column that is declared where the partitioning is. */
export function partitionColumnOf(definition: StructFieldType, context: StatementContext): StructField {
  const field: StructField = {
    name: definition.name.value,
    dataType: dataTypeOf(definition.dataType, context.frontend),
    nullable: definition.nullable,
  };
  return definition.comment === undefined ? field : { ...field, metadata: { comment: context.stringOf(definition.comment) } };
}

export function refuseDuplicates(names: readonly string[], context: StatementContext): void {
  const isCaseSensitive = context.state.config.isOn('spark.sql.caseSensitive');
  const seen = new Set<string>();
  for (const name of names) {
    const key = isCaseSensitive ? name : name.toLowerCase();
    if (seen.has(key)) throw sparkError('COLUMN_ALREADY_EXISTS', { columnName: toSQLId([key]) });
    seen.add(key);
  }
}

const wholeNumbers: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long']);

/** Types only widen, but a whole number may be small enough for a smaller type. */
async function fits(value: Expression, from: DataType, to: DataType, context: StatementContext): Promise<boolean> {
  if (from.kind === 'null' || canUpCast(from, to)) return canStoreAssign(from, to);
  if (!wholeNumbers.has(from.kind) || !wholeNumbers.has(to.kind)) return false;
  try {
    await context.evaluate({ kind: 'cast', child: value, dataType: to });
    return true;
  } catch (error) {
    if (error instanceof SparkError && error.condition === 'CAST_OVERFLOW') return false;
    throw error;
  }
}

/** A default is a constant that the column can hold. */
export async function checkDefault(
  value: ExpressionWithText,
  name: string,
  dataType: DataType,
  statement: string,
  context: StatementContext,
): Promise<void> {
  const expression = context.expressionOf(value.expression);
  const parameters = { statement, colName: toSQLId([name]), defaultValue: value.text };
  if (existsInExpression(expression, (item) => item.kind === 'subquery'))
    throw sparkError('INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION', parameters);
  const list: Expression[] = [{ kind: 'alias', child: expression, names: [name] }];
  const analyzed = await context.analyze({ kind: 'project', list, child: { kind: 'oneRow' } }).catch((error: unknown) => {
    if (error instanceof SparkError && error.condition === 'UNRESOLVED_ROUTINE') throw error;
    throw sparkError('INVALID_DEFAULT_VALUE.UNRESOLVED_EXPRESSION', parameters, { cause: error });
  });
  const actual = outputOf(analyzed)[0]?.dataType ?? { kind: 'null' };
  if (!(await fits(expression, actual, plainType(dataType), context))) {
    throw sparkError('INVALID_DEFAULT_VALUE.DATA_TYPE', {
      ...parameters,
      expectedType: toSQLType(dataType),
      actualType: toSQLType(actual),
    });
  }
}
