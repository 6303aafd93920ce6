import { type StructField, sparkError } from '@kindling/protocol';
import type { TableReference } from '../analysis/index.ts';
import type { TableEntry } from '../catalog/index.ts';
import type { SessionConfig } from '../config/index.ts';
import { pathExists } from '../executor/index.ts';
import {
  type Alias,
  type Attribute,
  type Expression,
  type FileRelation,
  queryContextOf,
  type Relation,
  type SourceFile,
  type UnresolvedDataSource,
} from '../plan/index.ts';
import { type DataSource, dataSource, fileMetadataType, type LoadRequest, type SourceIo } from '../sources/index.ts';
import { refuseDuplicateFields } from './duplicate-names.ts';
import { parsePartitionValue, partitionKey, partitionValueTexts } from './partition-spec.ts';
import type { QueryState } from './query-state.ts';
import { isSizedText, plainType } from './sized-text.ts';

export async function loadDataSource(reference: UnresolvedDataSource, state: QueryState, io: SourceIo): Promise<FileRelation> {
  const format = reference.format === '' ? state.config.get('spark.sql.sources.default') : reference.format;
  const { paths, schema } = reference;
  if (schema) refuseDuplicateFields(schema, state.config);
  return loadFiles(
    { format, paths, options: withoutSecondPath(reference.options, paths, state.config), ...(schema ? { schema } : {}) },
    state,
    io,
  );
}

/** A path stands either in the options or in the call: both would be read. Once one path of the call took the option's place. */
function withoutSecondPath(
  options: Readonly<Record<string, string>>,
  paths: readonly string[],
  config: SessionConfig,
): Readonly<Record<string, string>> {
  const legacy = 'spark.sql.legacy.pathOptionBehavior.enabled';
  const isPath = (key: string) => key.toLowerCase() === 'path';
  const isNamed = Object.keys(options).some((key) => isPath(key) || key.toLowerCase() === 'paths');
  if (paths.length === 0 || !isNamed) return options;
  if (!config.isOn(legacy)) throw sparkError('_LEGACY_ERROR_TEMP_1306', { config: legacy });
  return paths.length > 1 ? options : Object.fromEntries(Object.entries(options).filter(([key]) => !isPath(key)));
}

/** `parquet.\`/data/t\``: the format and the path stand where database and table do. */
export async function loadPathTable(
  { nameParts, origin }: TableReference,
  state: QueryState,
  io: SourceIo,
): Promise<FileRelation | undefined> {
  const [format, path] = nameParts;
  if (nameParts.length !== 2 || format === undefined || path === undefined || !dataSource(format)) return undefined;
  if (path === '') throw sparkError('INVALID_EMPTY_LOCATION', { location: '' }, origin ? { context: [queryContextOf(origin)] } : {});
  return loadFiles({ format, paths: [path], options: {} }, state, io);
}

async function loadFiles(request: LoadRequest, state: QueryState, io: SourceIo): Promise<FileRelation> {
  const source = dataSource(request.format);
  if (!source) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider: request.format });
  const loaded = await source.load(request, io);
  const output = [...loaded.dataSchema.fields, ...loaded.partitionSchema.fields].map((field) => attributeOf(field, state));
  const metadataOutput = [metadataColumn(source, state)];
  return { kind: 'fileRelation', format: source.names[0] as string, ...loaded, output, metadataOutput };
}

/** What every file source tells of a row besides its data. */
function metadataColumn(source: DataSource, state: QueryState): Attribute {
  const attribute = attributeOf({ name: '_metadata', dataType: fileMetadataType(source), nullable: false }, state);
  return { ...attribute, nullable: false, metadata: { __metadata_col: '_metadata', __file_source_metadata_col: true } };
}

function attributeOf(field: StructField, state: QueryState): Attribute {
  return {
    kind: 'attribute',
    name: field.name,
    dataType: field.dataType,
    nullable: true,
    id: state.newAttributeId(),
    qualifier: [],
    ...(field.metadata ? { metadata: field.metadata } : {}),
  };
}

/** A table of the catalog: its files now, with the schema that the catalog keeps. */
export async function loadTable(table: TableEntry, state: QueryState, io: SourceIo): Promise<Relation> {
  const source = dataSource(table.provider);
  if (!source) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider: table.provider });
  const fields = table.schema.fields.map((field): StructField => ({ ...field, dataType: plainType(field.dataType) }));
  const isPartition = (field: StructField) => table.partitionColumns.some((name) => name.toLowerCase() === field.name.toLowerCase());
  const dataSchema = { kind: 'struct', fields: fields.filter((field) => !isPartition(field)) } as const;
  const partitionSchema = { kind: 'struct', fields: fields.filter(isPartition) } as const;
  const files: SourceFile[] = [];
  const request = { format: table.provider, options: table.options, schema: { kind: 'struct', fields } } as const;
  if (table.partitionColumns.length === 0) {
    if (await pathExists(table.location)) files.push(...(await source.load({ ...request, paths: [table.location] }, io)).files);
  } else {
    files.push(...(await partitionFiles(table, source.load, request, state, io)));
  }
  const output = [...dataSchema.fields, ...partitionSchema.fields].map((field) => attributeOf(withoutDefaults(field), state));
  const relation: FileRelation = {
    kind: 'fileRelation',
    format: source.names[0] as string,
    dataSchema,
    partitionSchema,
    options: table.options,
    rootPaths: [table.location],
    files,
    output,
    metadataOutput: [metadataColumn(source, state)],
    tableName: table.name,
  };
  return state.config.isOn('spark.sql.readSideCharPadding') ? padded(relation, table) : relation;
}

/** Files of the partitions that the catalog knows, each with the values of its partition. */
async function partitionFiles(
  table: TableEntry,
  load: NonNullable<ReturnType<typeof dataSource>>['load'],
  request: Omit<LoadRequest, 'paths'>,
  state: QueryState,
  io: SourceIo,
): Promise<readonly SourceFile[]> {
  const known = new Map(table.partitions.map((partition) => [partitionKey(partition.values), partition]));
  const files: SourceFile[] = [];
  const inPlace = await pathExists(table.location);
  const found = inPlace ? (await load({ ...request, paths: [table.location] }, io)).files : [];
  const timeZone = state.config.get('spark.sql.session.timeZone');
  for (const file of found) {
    if (file.partitionValues.length !== table.partitionColumns.length) continue;
    const partition = known.get(partitionKey(partitionValueTexts(table, file.partitionValues, timeZone)));
    if (partition && file.path.startsWith(`${partition.location}/`)) files.push(file);
  }
  for (const partition of table.partitions) {
    if (partition.location.startsWith(`${table.location}/`) || !(await pathExists(partition.location))) continue;
    const outside = await load(
      { ...request, paths: [partition.location], options: { ...request.options, basePath: partition.location } },
      io,
    );
    const values = parsedValues(table, partition.values, timeZone);
    for (const file of outside.files) files.push({ ...file, partitionValues: values });
  }
  return files;
}

function parsedValues(table: TableEntry, values: readonly (string | null)[], timeZone: string): readonly unknown[] {
  return values.map((value, i) => {
    const name = table.partitionColumns[i] as string;
    const field = table.schema.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    return value === null || field === undefined ? null : parsePartitionValue(value, plainType(field.dataType), timeZone);
  });
}

/** CHAR columns come padded to their length, whatever wrote the files. */
function padded(relation: FileRelation, table: TableEntry): Relation {
  if (!table.schema.fields.some((field) => isSizedText(field.dataType))) return relation;
  const list = relation.output.map((column): Expression => {
    const field = table.schema.fields.find((candidate) => candidate.name === column.name);
    if (field?.dataType.kind !== 'char') return column;
    const length: Expression = { kind: 'literal', value: field.dataType.length, dataType: { kind: 'integer' } };
    const blank: Expression = { kind: 'literal', value: ' ', dataType: { kind: 'string' } };
    const child: Expression = { kind: 'unresolvedFunction', nameParts: ['rpad'], args: [column, length, blank] };
    return { kind: 'alias', child, names: [column.name], ...(column.metadata ? { metadata: column.metadata } : {}) } satisfies Alias;
  });
  return { kind: 'project', list, child: relation };
}

function withoutDefaults(field: StructField): StructField {
  if (field.metadata === undefined) return field;
  const { CURRENT_DEFAULT: _, EXISTS_DEFAULT: __, ...metadata } = field.metadata as Record<string, never>;
  const { metadata: ___, ...plain } = field;
  return Object.keys(metadata).length === 0 ? plain : { ...plain, metadata };
}
