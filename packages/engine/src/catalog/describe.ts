import { type DataType, type StructField, simpleString, sparkError, sqlName, toSQLId } from '@kindling/protocol';
import { type LogicalPlan, outputOf, queryContextOf, schemaOf } from '../plan/index.ts';
import type { SqlFunctionEntry, TableEntry, ViewEntry } from './catalog-entry.ts';
import { type Detail, javaDateText, partitionDetails, tableDetails, viewDetails } from './describe-entry.ts';
import { describeAsJson } from './describe-json.ts';
import { pathSql } from './search-path.ts';
import { partitionOf } from './show.ts';
import { type CatalogAnswer, type CatalogCommandContext, type Fields, schema, text } from './statement-answer.ts';

const describeSchema = schema(['col_name', text], ['data_type', text], ['comment', text, true]);
const infoSchema = schema(['info_name', text], ['info_value', text]);
type Line = readonly [name: string, dataType: string, comment: string | null];

function columnLine(field: Pick<StructField, 'name' | 'dataType' | 'metadata'>): Line {
  const comment = field.metadata?.comment;
  return [field.name, simpleString(field.dataType), typeof comment === 'string' ? comment : null];
}

const blank: Line = ['', '', ''];

function defaultLines(fields: readonly StructField[]): readonly Line[] {
  const withDefault = fields.flatMap((field): Line[] => {
    const value = field.metadata?.CURRENT_DEFAULT;
    return typeof value === 'string' ? [[field.name, simpleString(field.dataType), value]] : [];
  });
  return withDefault.length === 0 ? [] : [blank, ['# Column Default Values', '', ''], ...withDefault];
}

const lines = (details: readonly Detail[]): readonly Line[] => details.map(([name, value]) => [name, value, '']);

export async function describeTable(fields: Fields, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const nameParts = await context.nameOf(fields.name);
  const { catalog } = context;
  const isExtended = fields.extended === true;
  const view = catalog.findView(nameParts);
  const entry = view ? undefined : catalog.findRelation(nameParts);
  if (fields.column !== undefined) return describeColumn(nameParts, await context.nameOf(fields.column), isExtended, context);
  if (entry === undefined) {
    if (fields.partition !== undefined && view)
      throw sparkError('FORBIDDEN_OPERATION', {
        statement: 'DESC PARTITION',
        objectType: 'TEMPORARY VIEW',
        objectName: toSQLId(view.name),
      });
    if (fields.asJson === true && !isExtended) throw sparkError('DESCRIBE_JSON_NOT_EXTENDED');
    const origin = context.originOf(nameParts);
    const analyzed = await context.analyze({ kind: 'unresolvedTable', nameParts, options: {}, ...(origin ? { origin } : {}) });
    return { schema: describeSchema, rows: outputOf(analyzed).map(columnLine) };
  }
  if (fields.asJson === true) {
    if (!isExtended) throw sparkError('DESCRIBE_JSON_NOT_EXTENDED');
    return { schema: schema(['json_metadata', text]), rows: [[describeAsJson(entry)]] };
  }
  if (fields.partition !== undefined) return describePartition(entry, await context.specOf(fields.partition), isExtended);
  const columns = entry.kind === 'table' ? entry.schema.fields : entry.definition.schema.fields;
  const details = isExtended
    ? [blank, ['# Detailed Table Information', '', ''] as Line, ...lines(entry.kind === 'table' ? tableDetails(entry) : viewDetails(entry))]
    : [];
  const partitioning = entry.kind === 'table' ? partitionLines(entry) : [];
  return { schema: describeSchema, rows: [...columns.map(columnLine), ...partitioning, ...details, ...defaultLines(columns)] };
}

function partitionLines(table: TableEntry): readonly Line[] {
  if (table.partitionColumns.length === 0) return [];
  const columns = table.schema.fields.slice(-table.partitionColumns.length);
  return [['# Partition Information', '', ''], ['# col_name', 'data_type', 'comment'], ...columns.map(columnLine)];
}

function describePartition(entry: TableEntry | ViewEntry, spec: ReadonlyMap<string, string | null>, isExtended: boolean): CatalogAnswer {
  if (entry.kind === 'view')
    throw sparkError('FORBIDDEN_OPERATION', { statement: 'DESC PARTITION', objectType: 'VIEW', objectName: toSQLId(entry.name) });
  if (entry.partitionColumns.length === 0)
    throw sparkError('FORBIDDEN_OPERATION', { statement: 'DESC PARTITION', objectType: 'TABLE', objectName: toSQLId(entry.name) });
  if (spec.size !== entry.partitionColumns.length) {
    throw sparkError('_LEGACY_ERROR_TEMP_1232', {
      specKeys: [...spec.keys()].join(', '),
      partitionColumnNames: entry.partitionColumns.join(', '),
      tableName: toSQLId(entry.name),
    });
  }
  const partition = partitionOf(entry, spec);
  const details: readonly Line[] = isExtended
    ? [
        blank,
        ['# Detailed Partition Information', '', ''],
        ['Database', entry.name[1], ''],
        ['Table', entry.name[2], ''],
        ...lines(partitionDetails(entry, partition)),
        blank,
        ['# Storage Information', '', ''],
        ...lines(storageDetails(entry)),
      ]
    : [];
  return { schema: describeSchema, rows: [...entry.schema.fields.map(columnLine), ...partitionLines(entry), ...details] };
}

function storageDetails(table: TableEntry): readonly Detail[] {
  const names = new Set(['Num Buckets', 'Bucket Columns', 'Sort Columns', 'Location', 'Storage Properties']);
  return tableDetails(table).filter(([name]) => names.has(name));
}

async function describeColumn(
  nameParts: readonly string[],
  column: readonly string[],
  isExtended: boolean,
  context: CatalogCommandContext,
): Promise<CatalogAnswer> {
  const origin = context.originOf(nameParts);
  const analyzed = await context.analyze({ kind: 'unresolvedTable', nameParts, options: {}, ...(origin ? { origin } : {}) });
  const entry = context.catalog.findView(nameParts) ? undefined : context.catalog.findRelation(nameParts);
  const declared = entry?.kind === 'table' ? entry.schema : entry?.kind === 'view' ? entry.definition.schema : schemaOf(analyzed);
  const isCaseSensitive = context.config.isOn('spark.sql.caseSensitive');
  const sameName = (left: string, right: string) => (isCaseSensitive ? left === right : left.toLowerCase() === right.toLowerCase());
  const field = declared.fields.find((candidate) => sameName(candidate.name, column[0] as string));
  if (field === undefined)
    throw sparkError('COLUMN_NOT_FOUND', { colName: toSQLId(column), caseSensitiveConfig: '"spark.sql.caseSensitive"' });
  if (column.length > 1) {
    const inner = field.dataType.kind === 'array' ? field.dataType.elementType : field.dataType;
    if (inner.kind === 'struct' && !inner.fields.some((candidate) => sameName(candidate.name, column[1] as string)))
      throw sparkError('FIELD_NOT_FOUND', {
        fieldName: toSQLId(column.slice(1, 2)),
        fields: inner.fields.map((candidate) => toSQLId([candidate.name])).join(', '),
      });
    throw sparkError('_LEGACY_ERROR_TEMP_1060', { command: 'DESC TABLE COLUMN', column: toSQLId(column) });
  }
  const comment = field.metadata?.comment;
  const rows: string[][] = [
    ['col_name', field.name],
    ['data_type', simpleString(field.dataType)],
    ['comment', typeof comment === 'string' ? comment : 'NULL'],
  ];
  const statistics = ['min', 'max', 'num_nulls', 'distinct_count', 'avg_col_len', 'max_col_len', 'histogram'];
  if (isExtended) rows.push(...statistics.map((name) => [name, 'NULL']));
  return { schema: infoSchema, rows };
}

export async function describeQuery(child: LogicalPlan, context: CatalogCommandContext): Promise<CatalogAnswer> {
  return { schema: describeSchema, rows: outputOf(await context.analyze(child)).map(columnLine) };
}

export async function describeNamespace(fields: Fields, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const { catalog } = context;
  const entry = catalog.store.namespace(catalog.namespaceNamed(await context.nameOf(fields.name)));
  if (entry === undefined) throw sparkError('SCHEMA_NOT_FOUND', { schemaName: toSQLId([catalog.currentCatalog, 'global_temp']) });
  const properties = Object.entries(entry.properties).sort(([left], [right]) => (left < right ? -1 : 1));
  const rows = [
    ['Catalog Name', catalog.currentCatalog],
    ['Namespace Name', entry.name],
    ['Comment', entry.comment ?? ''],
    ['Location', `file:${entry.location}`],
    ['Owner', context.user],
    ...(fields.extended === true
      ? [['Properties', properties.length === 0 ? '' : `(${properties.map(([key, value]) => `(${key},${value})`).join(', ')})`]]
      : []),
  ];
  return { schema: infoSchema, rows };
}

export async function describeFunction(fields: Fields, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const nameParts = await context.nameOf(fields.name);
  const { catalog, functions = [] } = context;
  const answer = schema(['function_desc', text]);
  const wanted = nameParts.join('.').toLowerCase();
  const builtin =
    nameParts.length === 1
      ? functions.find(({ name, aliases = [] }) => [name, ...aliases].some((one) => one.toLowerCase() === wanted))
      : undefined;
  if (builtin) return { schema: answer, rows: [[`Function: ${wanted}`], [`Usage: ${builtin.summary}`]] };
  const entry = catalog.findFunction(nameParts);
  if (entry) return { schema: answer, rows: functionLines(entry, fields.extended === true).map((line) => [line]) };
  const java = catalog.findJavaFunction(nameParts);
  if (java) {
    const extended = fields.extended === true ? [`Extended Usage:\n    No example/argument for ${java.name.at(-1)}.\n`] : [];
    const lines = [`Function: ${java.name.join('.')}`, `Class: ${java.className}`, 'Usage: N/A.', ...extended];
    return { schema: answer, rows: lines.map((line) => [line]) };
  }
  const origin = context.originOf(nameParts);
  throw sparkError(
    'UNRESOLVED_ROUTINE',
    { routineName: toSQLId(nameParts), searchPath: pathSql(catalog.searchPath) },
    origin ? { context: [queryContextOf(origin)] } : {},
  );
}

/** Settings that were set, and those that always decide what a text means. */
function configTexts({ config }: SqlFunctionEntry): readonly string[] {
  const all = new Map(['spark.sql.ansi.enabled', 'spark.sql.session.timeZone'].map((key) => [key, config.get(key)]));
  for (const [key, value] of config.getAll('spark.sql.')) if (config.isModifiable(key)) all.set(key, value);
  return [...all].sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, value]) => `${key}=${value}`);
}

interface Parameter {
  readonly name: string;
  readonly dataType: DataType;
  readonly defaultText?: string;
  readonly comment?: string;
}

function functionLines(entry: SqlFunctionEntry, isExtended: boolean): readonly string[] {
  const width = isExtended ? 15 : 10;
  const labelled = (label: string, values: readonly string[]) =>
    values.map((value, i) => `${(i === 0 ? `${label}:` : '').padEnd(width)}${value}`);
  const returned = entry.returns.kind === 'table' ? entry.returns.schema.fields.map((field): Parameter => parameterOf(field)) : [];
  const returns = entry.returns.kind === 'scalar' ? [sqlName(entry.returns.dataType)] : parameterTexts(returned, isExtended);
  const all = [
    ...labelled('Function', [entry.name.join('.')]),
    ...labelled('Type', [entry.returns.kind.toUpperCase()]),
    ...labelled('Input', entry.parameters.length === 0 ? ['()'] : parameterTexts(entry.parameters, isExtended)),
    ...labelled('Returns', returns),
  ];
  if (!isExtended) return all;
  return [
    ...all,
    ...(entry.comment === undefined ? [] : labelled('Comment', [entry.comment])),
    ...labelled('Deterministic', [String(entry.deterministic)]),
    ...labelled('Data Access', [entry.containsSql ? 'CONTAINS SQL' : 'READS SQL DATA']),
    ...labelled('Configs', configTexts(entry)),
    ...labelled('Create Time', [javaDateText(entry.createdMs)]),
    ...labelled('Body', [entry.body.text]),
  ];
}

function parameterOf(field: StructField): Parameter {
  const comment = field.metadata?.comment;
  return { name: field.name, dataType: field.dataType, ...(typeof comment === 'string' ? { comment } : {}) };
}

/** Names and types in columns; defaults and comments only in the long form. */
function parameterTexts(parameters: readonly Parameter[], isExtended: boolean): readonly string[] {
  const nameWidth = Math.max(...parameters.map((parameter) => parameter.name.length));
  const typeWidth = Math.max(...parameters.map((parameter) => sqlName(parameter.dataType).length));
  return parameters.map(({ name, dataType, defaultText, comment }) => {
    const base = `${name.padEnd(nameWidth)} ${sqlName(dataType).padEnd(typeWidth)}`;
    if (!isExtended) return base;
    const withDefault = defaultText === undefined ? base : `${base} DEFAULT ${defaultText}`;
    return comment === undefined ? withDefault : `${withDefault} '${comment}'`;
  });
}
