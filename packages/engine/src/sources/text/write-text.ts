import { type StructType, sparkError, toSQLType } from '@kindling/protocol';
import type { SourceIo, WriteTask, WrittenFiles } from '../data-source.ts';
import { checkCodec, codecExtension, partRows, SourceOptions, textCodecs, writeParts, writeTextFile } from '../files/index.ts';

export function checkTextWrite(options: SourceOptions, schema: StructType): void {
  for (const field of schema.fields) {
    if (field.dataType.kind === 'string' || field.dataType.kind === 'char' || field.dataType.kind === 'varchar') continue;
    throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
      format: 'Text',
      columnName: `\`${field.name}\``,
      columnType: toSQLType(field.dataType),
    });
  }
  codecOf(options);
}

const codecOf = (options: SourceOptions) => checkCodec(options.get('compression', 'codec') ?? 'none', textCodecs);

/** Each value and the line separator; NULL is an empty line. */
export async function writeText(task: WriteTask, io: SourceIo): Promise<WrittenFiles> {
  const options = new SourceOptions(task.options);
  if (task.schema.fields.length - task.partitionBy.length > 1)
    throw sparkError('_LEGACY_ERROR_TEMP_1290', { schemaSize: String(task.schema.fields.length - task.partitionBy.length) });
  const lineSep = options.get('lineSep') ?? '\n';
  const codec = codecOf(options);
  return writeParts(task, io, `.txt${codecExtension(codec)}`, async ({ path, sql }) => {
    const pieces = async function* () {
      for await (const rows of partRows(sql, io)) yield rows.map(([value]) => ((value ?? '') as string) + lineSep).join('');
    };
    await writeTextFile(path, codec, options.get('encoding', 'charset') ?? 'utf-8', pieces());
  });
}
