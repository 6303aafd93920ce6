import { type DataType, sparkError, toSQLType } from '@kindling/protocol';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { DataSource, LoadedSource, LoadRequest, Scan, ScanContext, SourceIo } from '../data-source.ts';
import { contentLines, dataSchemaOf, findFiles, inspectTextFile, type TextTraits } from '../files/index.ts';
import { isRow } from './csv-header.ts';
import { type CsvOptions, csvOptions } from './csv-options.ts';
import { inferCsvSchema } from './infer-csv-schema.ts';
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
    for (const file of found.files) {
      const traits = await traitsOf(file, options);
      files.push(traits ? { ...file, traits: { ...traits } } : file);
    }
    const dataSchema = await dataSchemaOf(request, found, 'CSV', () => inferCsvSchema(files, options, io));
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

async function traitsOf(file: SourceFile, options: CsvOptions): Promise<CsvTraits | undefined> {
  if (options.multiLine) return undefined;
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
