import { type StructField, type StructType, simpleString, sparkError, types } from '@kindling/protocol';
import {
  and,
  call,
  cast,
  column,
  type From,
  falseToken,
  listOf,
  nullToken,
  number,
  operator,
  or,
  physicalType,
  quoteText,
  type Sql,
  text as textOf,
  trueToken,
} from '../../duckdb/sql/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { DataSource, LoadedSource, LoadRequest, Scan, ScanContext, SourceIo } from '../data-source.ts';
import { dataSchemaOf, escapeDuckDbGlob, findFiles, readsMetadata, type SourceOptions, withPartitionValues } from '../files/index.ts';
import { type FileWithFooter, readFooters } from './footer.ts';
import { mergeSchemas } from './merge-schemas.ts';
import type { ParquetNode } from './parquet-node.ts';
import { childNamed, readColumn } from './read-column.ts';
import { sparkSchemaOf } from './spark-type.ts';
import { holdsVariant, typeMismatch } from './type-mismatch.ts';
import { checkParquetWrite, writeParquet } from './write-parquet.ts';

/** The sizes of columns are taken from so many files at most: those of the others are like them. */
const MOST_FOOTERS = 100;

export const parquet: DataSource = {
  names: [
    'parquet',
    'org.apache.spark.sql.parquet',
    'org.apache.spark.sql.parquet.DefaultSource',
    'org.apache.spark.sql.execution.datasources.parquet',
    'org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat',
    'org.apache.spark.sql.execution.datasources.parquet.DefaultSource',
    'org.apache.spark.sql.execution.datasources.v2.parquet.ParquetDataSourceV2',
  ],

  hasRowIndex: true,

  async load(request: LoadRequest, io: SourceIo): Promise<LoadedSource> {
    const found = await findFiles(request, io);
    const skipsCorrupt = found.options.boolean('ignoreCorruptFiles', io.config('spark.sql.files.ignoreCorruptFiles') === 'true');
    const footers = await readFooters(found.files, io, skipsCorrupt);
    const dataSchema = await dataSchemaOf(request, found, 'Parquet', async () => inferSchema(footers, found.options, io));
    const files = footers.map(({ file, nodes }) => ({ ...file, traits: { nodes } }));
    return { dataSchema, partitionSchema: found.partitionSchema, options: request.options, rootPaths: found.rootPaths, files };
  },

  scan(relation: FileRelation, context: ScanContext): Scan {
    const nodes = relation.files.map(nodesOf);
    const hasMetadata = readsMetadata(relation);
    const columns = relation.dataSchema.fields.map((field): Sql => {
      const failure = unreadable(relation.files, field);
      if (failure) return context.runtime('fail_reading', [textOf(failure.path)], [types.string], field.dataType, failure.options);
      const node = firstFound(nodes, field);
      return node ? readColumn(column(node.name, 'data'), node, field.dataType) : cast(nullToken, physicalType(field.dataType));
    });
    if (relation.files.length === 0)
      return {
        from: { kind: 'query', query: { ctes: [], body: { kind: 'values', rows: [[nullToken]] } }, as: 'data' },
        columns: nullColumns(relation),
        where: falseToken,
      };
    const sameColumns = nodes.every((each) => each === nodes[0] || JSON.stringify(each) === JSON.stringify(nodes[0]));
    const data: From = {
      kind: 'function',
      call: call('read_parquet', listOf(...relation.files.map((file) => textOf(escapeDuckDbGlob(file.path))))),
      namedArgs: [
        ['hive_partitioning', falseToken],
        ['filename', trueToken],
        ...(hasMetadata || relation.files.some((file) => file.rows) ? ([['file_row_number', trueToken]] as const) : []),
        ...(sameColumns ? [] : ([['union_by_name', trueToken]] as const)),
      ],
      as: 'data',
    };
    const partitioned = withPartitionValues(data, column('filename', 'data'), relation, column('file_row_number', 'data'));
    const where = rowsOnly(relation.files);
    return { from: partitioned.from, columns: [...columns, ...partitioned.columns], ...(where ? { where } : {}) };
  },

  async readShare({ files, requiredColumns }: FileRelation, io: SourceIo) {
    if (!requiredColumns) return 1;
    const paths = files.slice(0, MOST_FOOTERS).map((file) => quoteText(escapeDuckDbGlob(file.path)));
    const names = requiredColumns.map((name) => quoteText(name.toLowerCase()));
    const read = `sum(total_compressed_size) FILTER (lower(split_part(path_in_schema, ', ', 1)) IN (${names.join(', ') || "''"}))`;
    const [row] = await io.query(
      `SELECT coalesce(${read}, 0)::DOUBLE / sum(total_compressed_size)::DOUBLE FROM parquet_metadata([${paths.join(', ')}])`,
    );
    return Number(row?.[0] ?? 1);
  },

  async rowGroups(file: SourceFile, io: SourceIo) {
    const groups = await io.query(
      `SELECT any_value(row_group_num_rows), sum(total_compressed_size)::BIGINT FROM parquet_metadata(${quoteText(escapeDuckDbGlob(file.path))}) GROUP BY row_group_id ORDER BY row_group_id`,
    );
    return groups.map(([rows, sizeBytes]) => ({ rows: Number(rows), sizeBytes: Number(sizeBytes) }));
  },

  checkWrite: checkParquetWrite,
  write: writeParquet,
  writesAtOnce: true,
};

/** Keeps to the rows that are the task's; DuckDB does not read the row groups of the others. */
function rowsOnly(files: readonly SourceFile[]): Sql | undefined {
  if (!files.some((file) => file.rows)) return undefined;
  const row = column('file_row_number', 'data');
  const tests = files.map(({ path, rows }): Sql => {
    const range = rows ? [operator('>=', row, number(rows.from)), operator('<', row, number(rows.to))] : [];
    return files.length === 1 ? and(...range) : and(operator('=', column('filename', 'data'), textOf(path)), ...range);
  });
  return or(...tests);
}

/** Why a column cannot be read from one of the files: an error only when a query asks for the column. */
function unreadable(
  files: readonly SourceFile[],
  field: StructField,
): { readonly path: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
  for (const file of files) {
    const node = childNamed(nodesOf(file), field.name);
    if (!node) continue;
    if (holdsVariant(field.dataType)) {
      return {
        path: file.path,
        options: { condition: 'KINDLING_NOT_SUPPORTED', parameters: { feature: 'reading VARIANT columns of Parquet files' } },
      };
    }
    const mismatch = typeMismatch(node, field.dataType, [field.name]);
    if (mismatch) {
      const { column: names, expected, actual } = mismatch;
      const parameters = { column: `[${names.join(', ')}]`, expectedType: simpleString(expected), actualType: actual };
      return { path: file.path, options: { condition: 'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH', parameters } };
    }
  }
  return undefined;
}

const nodesOf = (file: SourceFile): readonly ParquetNode[] => (file.traits?.nodes ?? []) as readonly ParquetNode[];
const nullColumns = (relation: FileRelation): Sql[] => relation.output.map(({ dataType }) => cast(nullToken, physicalType(dataType)));

function firstFound(files: readonly (readonly ParquetNode[])[], field: StructField): ParquetNode | undefined {
  for (const nodes of files) {
    const node = childNamed(nodes, field.name);
    if (node) return node;
  }
  return undefined;
}

function inferSchema(footers: readonly FileWithFooter[], options: SourceOptions, io: SourceIo): StructType {
  const settings = {
    binaryAsString: io.config('spark.sql.parquet.binaryAsString') === 'true',
    infersTimestampNtz: io.config('spark.sql.parquet.inferTimestampNTZ.enabled') === 'true',
  };
  const schemas = footers
    .toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1))
    .map(({ nodes, sparkSchema }) => sparkSchema ?? sparkSchemaOf(nodes, settings));
  const [first] = schemas;
  if (!first) throw sparkError('UNABLE_TO_INFER_SCHEMA', { format: 'Parquet' });
  const merges = options.boolean('mergeSchema', io.config('spark.sql.parquet.mergeSchema') === 'true');
  const schema = merges ? schemas.reduce(mergeSchemas) : first;
  return types.struct(schema.fields);
}
