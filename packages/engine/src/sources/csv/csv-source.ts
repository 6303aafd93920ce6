import { type DataType, type StructField, type StructType, sparkError, toSQLType, types } from '@kindling/protocol';
import { type CsvTokens, csvRecords, splitCsvLine } from '../../functions/runtime/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { DataSource, LoadedSource, LoadRequest, Scan, ScanContext, SourceIo } from '../data-source.ts';
import { contentLines, dataSchemaOf, findFiles, hasPlainLines, inspectTextFile, type TextTraits, wholeContent } from '../files/index.ts';
import { isRow } from './csv-header.ts';
import { type CsvOptions, csvOptions, recordFormat } from './csv-options.ts';
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
    if (request.schema) checkVariantSchema(request.schema, options);
    const found = await findFiles(request, io);
    const files: SourceFile[] = [];
    for (const file of found.files) files.push({ ...file, traits: { ...(await traitsOf(file, options)) } });
    const dataSchema = await dataSchemaOf(request, found, 'CSV', () => schemaOf(files, options, io));
    for (const field of dataSchema.fields) checkType(field.name, field.dataType);
    return { dataSchema, partitionSchema: found.partitionSchema, options: request.options, rootPaths: found.rootPaths, files };
  },

  scan: (relation: FileRelation, context: ScanContext): Scan => scanCsv(relation, csvOptions(relation.options, context.config), context),
  dividesLines: (file, given, config) => {
    const { multiLine, charset, lineSep } = csvOptions(given, config);
    return !multiLine && hasPlainLines(file, charset, lineSep);
  },
  checkWrite: checkCsvWrite,
  write: writeCsv,
};

export interface CsvTraits extends Partial<TextTraits> {
  /** Lines up to the header, with it. */
  readonly headerLines: number;
  /** The header's names, where they must be those of the schema. */
  readonly header?: CsvTokens;
}

async function traitsOf(file: SourceFile, options: CsvOptions): Promise<CsvTraits> {
  if (options.multiLine) {
    if (!namesMatter(options)) return { headerLines: 0 };
    const [first] = csvRecords(await wholeContent(file.path, options), recordFormat(options));
    return { headerLines: 0, ...(first ? { header: first.tokens } : {}) };
  }
  const traits = await inspectTextFile(file);
  let headerLines = 0;
  if (options.header) {
    for await (const lines of contentLines(file.path, options)) {
      for (const line of lines) {
        headerLines++;
        if (!isRow(line, options)) continue;
        return { ...traits, headerLines, ...(!namesMatter(options) ? {} : { header: splitCsvLine(line, options.format) }) };
      }
    }
  }
  return { ...traits, headerLines };
}

const namesMatter = (options: CsvOptions): boolean =>
  options.header && (!options.enforceSchema || options.singleVariantColumn !== undefined);

async function schemaOf(files: readonly SourceFile[], options: CsvOptions, io: SourceIo): Promise<StructType> {
  const { singleVariantColumn } = options;
  if (singleVariantColumn === undefined) return inferCsvSchema(files, options, io);
  return types.struct([types.field(singleVariantColumn, types.variant)]);
}

/** Beside the variant only the column of corrupt records may stand. */
function checkVariantSchema(schema: StructType, { singleVariantColumn, columnNameOfCorruptRecord }: CsvOptions): void {
  if (singleVariantColumn === undefined) return;
  const { fields } = schema;
  const isVariant = (field: StructField) => field.name === singleVariantColumn && field.dataType.kind === 'variant';
  const isCorrupt = (field: StructField) => field.name === columnNameOfCorruptRecord && field.dataType.kind === 'string';
  if (fields.filter(isVariant).length === 1 && fields.length <= 2 && fields.every((field) => isVariant(field) || isCorrupt(field))) return;
  throw sparkError('INVALID_SINGLE_VARIANT_COLUMN', { schema: toSQLType(schema) });
}

function checkType(name: string, dataType: DataType): void {
  switch (dataType.kind) {
    case 'array':
    case 'map':
    case 'struct':
    case 'calendar_interval':
    case 'null':
    case 'geometry':
    case 'geography':
      throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'CSV',
        columnName: `\`${name}\``,
        columnType: toSQLType(dataType),
      });
  }
}
