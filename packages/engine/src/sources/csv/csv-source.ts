import { type DataType, type StructType, sparkError, toSQLType, types } from '@kindling/protocol';
import { CsvSplitError, pathUrl, splitCsvLine } from '../../functions/runtime/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { DataSource, LoadedSource, LoadRequest, Scan, ScanContext, SourceIo } from '../data-source.ts';
import { contentLines, dataSchemaOf, findFiles, inspectTextFile, type TextTraits } from '../files/index.ts';
import { columnNames, isRow } from './csv-header.ts';
import { type CsvOptions, csvOptions } from './csv-options.ts';
import { CsvTypeInference } from './infer-csv-schema.ts';
import { scanCsv } from './scan-csv.ts';
import { checkCsvWrite, writeCsv } from './write-csv.ts';

export const csv: DataSource = {
  names: [
    'csv',
    'org.apache.spark.sql.csv',
    'com.databricks.spark.csv',
    'org.apache.spark.sql.execution.datasources.csv.CSVFileFormat',
    'org.apache.spark.sql.execution.datasources.v2.csv.CSVDataSourceV2',
  ],

  async load(request: LoadRequest, io: SourceIo): Promise<LoadedSource> {
    const options = csvOptions(request.options, io.config);
    const found = await findFiles(request, io);
    const files: SourceFile[] = [];
    for (const file of found.files) files.push({ ...file, traits: { ...(await traitsOf(file, options)) } });
    const dataSchema = await dataSchemaOf(request, found, 'CSV', () => inferSchema(files, options, io));
    for (const field of dataSchema.fields) checkType(field.name, field.dataType);
    return { dataSchema, partitionSchema: found.partitionSchema, options: request.options, rootPaths: found.rootPaths, files };
  },

  scan: (relation: FileRelation, context: ScanContext): Scan => scanCsv(relation, csvOptions(relation.options, context.config), context),
  checkWrite: checkCsvWrite,
  write: writeCsv,
};

export interface CsvTraits extends TextTraits {
  /** Lines up to the header, with it. */
  readonly headerLines: number;
}

async function traitsOf(file: SourceFile, options: CsvOptions): Promise<CsvTraits> {
  const traits = await inspectTextFile(file);
  let headerLines = 0;
  if (options.header) {
    search: for await (const lines of contentLines(file.path, options)) {
      for (const line of lines) {
        headerLines++;
        if (isRow(line, options)) break search;
      }
    }
  }
  return { ...traits, headerLines };
}

async function inferSchema(files: readonly SourceFile[], options: CsvOptions, io: SourceIo): Promise<StructType> {
  let firstLine: string | undefined;
  let names: readonly string[] = [];
  let inference: CsvTypeInference | undefined;
  const tokensOf = (line: string, file: SourceFile) => {
    try {
      return splitCsvLine(line, options.format);
    } catch (error) {
      if (!(error instanceof CsvSplitError)) throw error;
      throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(file.path) }, { cause: error });
    }
  };
  for (const file of files) {
    for await (const lines of contentLines(file.path, options)) {
      io.signal.throwIfAborted();
      for (const line of lines) {
        if (!isRow(line, options)) continue;
        if (firstLine === undefined) {
          firstLine = line;
          names = columnNames(tokensOf(line, file), options, io.config('spark.sql.caseSensitive') === 'true');
          if (!options.inferSchema) return types.struct(names.map((name) => types.field(name, types.string)));
          inference = new CsvTypeInference(names.length, options);
          if (options.header) continue;
        }
        if (options.header && line === firstLine) continue;
        inference?.add(tokensOf(line, file));
      }
    }
  }
  return inference?.schema(names) ?? types.struct([]);
}

function checkType(name: string, dataType: DataType): void {
  switch (dataType.kind) {
    case 'array':
    case 'map':
    case 'struct':
    case 'calendar_interval':
    case 'null':
    case 'variant':
    case 'geometry':
    case 'geography':
      throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'CSV',
        columnName: `\`${name}\``,
        columnType: toSQLType(dataType),
      });
  }
}
