import { type DataType, quoteIfNeeded, quoteStringLiteral, type StructField, sparkError, sqlName, toSQLId } from '@kindling/protocol';
import type { TableEntry, ViewEntry } from './catalog-entry.ts';
import { isTempView, relationNamed } from './relation-named.ts';
import { type CatalogAnswer, type CatalogCommandContext, type Fields, schema, text } from './statement-answer.ts';

/** SHOW CREATE TABLE: a statement that makes the table or view again. */
export async function showCreateTable(fields: Fields, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const nameParts = await context.nameOf(fields.table);
  const entry = relationNamed(nameParts, context);
  if (isTempView(entry))
    throw sparkError('EXPECT_PERMANENT_VIEW_NOT_TEMP', { viewName: toSQLId(entry.name), operation: 'SHOW CREATE TABLE' });
  if (fields.asSerde === true && entry.kind === 'table')
    throw sparkError('UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE', { tableName: toSQLId(entry.name) });
  const statement = entry.kind === 'table' ? tableStatement(entry) : viewStatement(entry);
  return { schema: schema(['createtab_stmt', text]), rows: [[statement]] };
}

function tableStatement(table: TableEntry): string {
  const { bucketSpec } = table;
  const columns = table.schema.fields.map((field) => `  ${columnText(field)}`);
  const list = (names: readonly string[]) => names.map(quoteIfNeeded).join(', ');
  return [
    `CREATE TABLE ${table.name.map(quoteIfNeeded).join('.')} (\n${columns.join(',\n')})\n`,
    `USING ${table.provider}\n`,
    propertiesText('OPTIONS', table.options),
    table.partitionColumns.length === 0 ? '' : `PARTITIONED BY (${list(table.partitionColumns)})\n`,
    bucketSpec ? `CLUSTERED BY (${list(bucketSpec.columns)})\n` : '',
    bucketSpec && bucketSpec.sortColumns.length > 0 ? `SORTED BY (${list(bucketSpec.sortColumns)})\n` : '',
    bucketSpec ? `INTO ${bucketSpec.numBuckets} BUCKETS\n` : '',
    commentText(table.comment),
    table.collation === undefined ? '' : `DEFAULT COLLATION ${table.collation}\n`,
    table.type === 'EXTERNAL' ? `LOCATION 'file:${table.location}'\n` : '',
    propertiesText('TBLPROPERTIES', table.properties),
  ].join('');
}

function viewStatement(view: ViewEntry): string {
  const columns = view.definition.schema.fields.map((field) => `  ${quoteIfNeeded(field.name)}${commentOf(field)}`);
  return [
    `CREATE VIEW ${view.name.slice(1).map(quoteIfNeeded).join('.')} (\n${columns.join(',\n')})\n`,
    view.collation === undefined ? '' : `DEFAULT COLLATION ${view.collation}\n`,
    commentText(view.comment),
    propertiesText('TBLPROPERTIES', view.properties),
    `WITH SCHEMA ${view.definition.schemaMode}\n`,
    `AS ${view.definition.text}\n`,
  ].join('');
}

function columnText(field: StructField): string {
  const defaultText = field.metadata?.CURRENT_DEFAULT;
  return `${quoteIfNeeded(field.name)} ${collatedName(field.dataType)}${typeof defaultText === 'string' ? ` DEFAULT ${defaultText}` : ''}${commentOf(field)}`;
}

function commentOf(field: StructField): string {
  const comment = field.metadata?.comment;
  return typeof comment === 'string' ? ` COMMENT ${quoteStringLiteral(comment)}` : '';
}

/** The type with every collation named, also the usual one. */
function collatedName(type: DataType): string {
  switch (type.kind) {
    case 'string':
      return `STRING COLLATE ${'collation' in type && typeof type.collation === 'string' ? type.collation : 'UTF8_BINARY'}`;
    case 'char':
    case 'varchar':
      return `${sqlName(type)} COLLATE UTF8_BINARY`;
    case 'array':
      return `ARRAY<${collatedName(type.elementType)}>`;
    case 'map':
      return `MAP<${collatedName(type.keyType)}, ${collatedName(type.valueType)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => `${quoteIfNeeded(field.name)}: ${collatedName(field.dataType)}${commentOf(field)}`).join(', ')}>`;
    default:
      return sqlName(type);
  }
}

function commentText(comment: string | undefined): string {
  return comment === undefined || comment === '' ? '' : `COMMENT ${quoteStringLiteral(comment)}\n`;
}

function propertiesText(word: string, properties: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(properties)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `  ${quoteStringLiteral(key)} = ${quoteStringLiteral(value)}`);
  return pairs.length === 0 ? '' : `${word} (\n${pairs.join(',\n')})\n`;
}
