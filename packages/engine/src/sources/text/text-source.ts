import { sparkError, toSQLType, types } from '@kindling/protocol';
import { column } from '../../duckdb/sql/index.ts';
import type { FileRelation } from '../../plan/index.ts';
import type { DataSource, LoadedSource, LoadRequest, Scan, ScanContext, SourceIo } from '../data-source.ts';
import { dataSchemaOf, findFiles, hasPlainLines, inspectTextFile, lineScan, SourceOptions, withPartitionValues } from '../files/index.ts';
import { checkTextWrite, writeText } from './write-text.ts';

/** Lines of files, or whole files, as the one column `value`. */
export const text: DataSource = {
  names: [
    'text',
    'org.apache.spark.sql.execution.datasources.text.TextFileFormat',
    'org.apache.spark.sql.text',
    'org.apache.spark.sql.execution.datasources.v2.text.TextDataSourceV2',
  ],

  async load(request: LoadRequest, io: SourceIo): Promise<LoadedSource> {
    const found = await findFiles(request, io);
    const dataSchema = request.schema
      ? await dataSchemaOf(request, found, 'Text', async () => types.struct([]))
      : types.struct([types.field('value', types.string)]);
    for (const field of dataSchema.fields) {
      if (field.dataType.kind === 'string' || field.dataType.kind === 'char' || field.dataType.kind === 'varchar') continue;
      throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'Text',
        columnName: `\`${field.name}\``,
        columnType: toSQLType(field.dataType),
      });
    }
    if (dataSchema.fields.length > 1) throw sparkError('_LEGACY_ERROR_TEMP_1290', { schemaSize: String(dataSchema.fields.length) });
    const files = await Promise.all(found.files.map(async (file) => ({ ...file, traits: { ...(await inspectTextFile(file)) } })));
    return { dataSchema, partitionSchema: found.partitionSchema, options: request.options, rootPaths: found.rootPaths, files };
  },

  scan(relation: FileRelation, context: ScanContext): Scan {
    const options = new SourceOptions(relation.options);
    const lines = lineScan(
      relation.files,
      {
        charset: options.get('encoding', 'charset') ?? 'utf-8',
        lineSep: options.lineSeparator(),
        skippedLines: () => 0,
        wholeText: options.boolean('wholetext', false),
      },
      context,
    );
    const { from, columns } = withPartitionValues(lines, column('path', 'lines'), relation);
    return { from, columns: [...relation.dataSchema.fields.map(() => column('line', 'lines')), ...columns] };
  },

  dividesLines: (file, given) => {
    const options = new SourceOptions(given);
    return !options.boolean('wholetext', false) && hasPlainLines(file, options.get('encoding', 'charset'), options.lineSeparator());
  },
  checkWrite: (options, schema) => checkTextWrite(new SourceOptions(options), schema),
  write: writeText,
};
