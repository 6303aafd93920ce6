import { type DataType, type StructField, type StructType, sparkError, toSQLId, toSQLType, types } from '@kindling/protocol';
import { call, cast, column, type From, iff, nullToken, type Sql, structFieldName, text } from '../../duckdb/sql/index.ts';
import { finishJsonType, inferJsonType, type JsonNode, JsonSyntaxError, mergeJsonTypes, parseJson } from '../../functions/runtime/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { DataSource, LoadedSource, LoadRequest, Scan, ScanContext, SourceIo } from '../data-source.ts';
import {
  checkCorruptRecordQuery,
  contentLines,
  dataSchemaOf,
  findFiles,
  hasPlainLines,
  inspectTextFile,
  lineScan,
  wholeContent,
  withPartitionValues,
} from '../files/index.ts';
import { type JsonOptions, jsonOptions } from './json-options.ts';
import { checkJsonWrite, writeJson } from './write-json.ts';

export const json: DataSource = {
  names: [
    'json',
    'org.apache.spark.sql.json',
    'org.apache.spark.sql.json.DefaultSource',
    'org.apache.spark.sql.execution.datasources.json',
    'org.apache.spark.sql.execution.datasources.json.JsonFileFormat',
    'org.apache.spark.sql.execution.datasources.v2.json.JsonDataSourceV2',
  ],

  async load(request: LoadRequest, io: SourceIo): Promise<LoadedSource> {
    const options = jsonOptions(request.options, io.config);
    const found = await findFiles(request, io);
    const files: SourceFile[] = [];
    for (const file of found.files) files.push(options.multiLine ? file : { ...file, traits: { ...(await inspectTextFile(file)) } });
    const dataSchema = await dataSchemaOf(request, found, 'JSON', () => inferSchema(files, options, io));
    for (const field of dataSchema.fields) checkType(field.name, field.dataType);
    return { dataSchema, partitionSchema: found.partitionSchema, options: request.options, rootPaths: found.rootPaths, files };
  },

  scan: scanJson,
  dividesLines: (file, given, config) => {
    const { multiLine, charset, lineSep } = jsonOptions(given, config);
    return !multiLine && hasPlainLines(file, charset, lineSep);
  },
  checkWrite: checkJsonWrite,
  write: writeJson,
};

function checkType(name: string, dataType: DataType): void {
  switch (dataType.kind) {
    case 'calendar_interval':
    case 'geometry':
    case 'geography':
      throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'JSON',
        columnName: toSQLId(name),
        columnType: toSQLType(dataType),
      });
    case 'variant':
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: 'reading VARIANT columns from JSON files' });
    case 'array':
      checkType(name, dataType.elementType);
      break;
    case 'map':
      checkType(name, dataType.valueType);
      break;
    case 'struct':
      for (const field of dataType.fields) checkType(name, field.dataType);
  }
}

async function inferSchema(files: readonly SourceFile[], options: JsonOptions, io: SourceIo): Promise<StructType> {
  let soFar: DataType = types.struct([]);
  const add = (record: string) => {
    for (const type of recordTypes(record, options)) soFar = mergeJsonTypes(soFar, type);
  };
  for (const file of files) {
    io.signal.throwIfAborted();
    if (options.multiLine) add(await wholeContent(file.path, options));
    else for await (const lines of contentLines(file.path, options)) lines.forEach(add);
  }
  const schema = finishJsonType(soFar, options.infer);
  if (schema?.kind !== 'struct') return types.struct([]);
  checkNames(schema, io);
  return schema;
}

function recordTypes(record: string, options: JsonOptions): DataType[] {
  const root = parsed(record, options);
  if (root === undefined) return [];
  const nodes = root === 'malformed' ? [] : root.kind === 'array' ? root.items : [root];
  if (root !== 'malformed' && nodes.every((node) => node.kind === 'object' || node.kind === 'null')) {
    return nodes.filter((node) => node.kind === 'object').map((node) => inferJsonType(node, options.infer));
  }
  switch (options.mode) {
    case 'PERMISSIVE':
      return [types.struct([types.field(options.columnNameOfCorruptRecord, types.string)])];
    case 'DROPMALFORMED':
      return [];
    case 'FAILFAST':
      throw sparkError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', {
        badRecord: options.columnNameOfCorruptRecord,
        failFastMode: 'FAILFAST',
      });
  }
}

function parsed(record: string, options: JsonOptions): JsonNode | 'malformed' | undefined {
  try {
    return parseJson(record, options.syntax);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return 'malformed';
    throw error;
  }
}

function checkNames(schema: StructType, io: SourceIo): void {
  const caseSensitive = io.config('spark.sql.caseSensitive') === 'true';
  const seen = new Set<string>();
  for (const { name } of schema.fields) {
    const key = caseSensitive ? name : name.toLowerCase();
    if (seen.has(key)) throw sparkError('COLUMN_ALREADY_EXISTS', { columnName: toSQLId(key) });
    seen.add(key);
  }
}

function scanJson(relation: FileRelation, context: ScanContext): Scan {
  const options = jsonOptions(relation.options, context.config);
  const { fields } = relation.dataSchema;
  checkCorruptRecordQuery(relation, options.columnNameOfCorruptRecord);
  const corrupt = fields.findIndex((field) => field.name === options.columnNameOfCorruptRecord);
  if (corrupt >= 0 && fields[corrupt]?.dataType.kind !== 'string') {
    throw sparkError('INVALID_CORRUPT_RECORD_TYPE', {
      columnName: toSQLId(options.columnNameOfCorruptRecord),
      actualType: toSQLType((fields[corrupt] as StructField).dataType),
    });
  }
  const lines = lineScan(
    relation.files,
    { charset: options.charset, lineSep: options.lineSep, skippedLines: () => 0, wholeText: options.multiLine },
    context,
  );
  const parsedFields = fields.filter((_, i) => i !== corrupt);
  const rowType = types.array(types.struct([...parsedFields, types.field('isMalformed', types.boolean)]));
  const { primitivesAsString: _p, prefersDecimal: _d, inferTimestamp: _t, dropFieldIfAllNull: _f, ...formats } = options.infer;
  const rows = context.runtime('json_rows', [column('line', 'lines'), column('path', 'lines')], [types.string, types.string], rowType, {
    ...formats,
    syntax: options.syntax,
    mode: options.mode,
  });
  const from: From = {
    kind: 'query',
    query: {
      ctes: [],
      body: {
        kind: 'select',
        items: [
          { value: call('unnest', rows), as: 'row' },
          { value: column('line', 'lines'), as: 'line' },
          { value: column('path', 'lines'), as: 'path' },
        ],
        from: lines,
      },
    },
    as: 'json',
  };
  const field = (ordinal: number): Sql => call('struct_extract', column('row', 'json'), text(structFieldName(ordinal)));
  let position = 0;
  const columns = fields.map((_, i) =>
    i === corrupt ? iff(field(parsedFields.length), column('line', 'json'), cast(nullToken, 'VARCHAR')) : field(position++),
  );
  const partitioned = withPartitionValues(from, column('path', 'json'), relation);
  return { from: partitioned.from, columns: [...columns, ...partitioned.columns] };
}
