import {
  type DataType,
  type Decimal,
  doubleText,
  floatText,
  type InternalValue,
  type StructType,
  sparkError,
  toSQLType,
} from '@kindling/protocol';
import type { SourceIo, WriteTask, WrittenFiles } from '../data-source.ts';
import {
  checkCodec,
  codecExtension,
  formatValue,
  javaDecimalText,
  partRows,
  SourceOptions,
  textCodecs,
  type WriteFormats,
  writeFormats,
  writeParts,
  writeTextFile,
} from '../files/index.ts';

const codecOf = (options: SourceOptions) => checkCodec(options.get('compression', 'codec') ?? 'none', textCodecs);

export function checkJsonWrite(raw: Readonly<Record<string, string>>, schema: StructType): void {
  codecOf(new SourceOptions(raw));
  for (const field of schema.fields) checkType(field.name, field.dataType);
}

function checkType(name: string, dataType: DataType): void {
  switch (dataType.kind) {
    case 'calendar_interval':
    case 'geometry':
    case 'geography':
      throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'JSON',
        columnName: `\`${name}\``,
        columnType: toSQLType(dataType),
      });
    case 'variant':
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: 'writing VARIANT columns to JSON files' });
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

/** One object on each line; fields that are NULL are left out. */
export async function writeJson(task: WriteTask, io: SourceIo): Promise<WrittenFiles> {
  const options = new SourceOptions(task.options);
  const codec = codecOf(options);
  const lineSep = options.get('lineSep') ?? '\n';
  const ignoresNulls = options.boolean('ignoreNullFields', io.config('spark.sql.jsonGenerator.ignoreNullFields') === 'true');
  const formats = writeFormats(options, io.config);
  return writeParts(task, io, `.json${codecExtension(codec)}`, async ({ path, columns, sql }) => {
    const fields = columns.map((i) => task.schema.fields[i] as StructType['fields'][number]);
    const pieces = async function* () {
      for await (const rows of partRows(sql, io))
        yield rows.map((row) => objectText(row, fields, formats, ignoresNulls) + lineSep).join('');
    };
    await writeTextFile(path, codec, options.get('encoding', 'charset') ?? 'UTF-8', pieces());
  });
}

function objectText(values: readonly InternalValue[], fields: StructType['fields'], formats: WriteFormats, ignoresNulls: boolean): string {
  const members: string[] = [];
  fields.forEach((field, i) => {
    const value = values[i] ?? null;
    if (value !== null || !ignoresNulls)
      members.push(`${stringText(field.name)}:${valueText(value, field.dataType, formats, ignoresNulls)}`);
  });
  return `{${members.join(',')}}`;
}

function valueText(value: InternalValue, dataType: DataType, formats: WriteFormats, ignoresNulls: boolean): string {
  if (value === null) return 'null';
  const nested = (item: InternalValue, type: DataType) => valueText(item, type, formats, ignoresNulls);
  switch (dataType.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return String(value);
    case 'float':
      return Number.isFinite(value) ? floatText(value as number) : stringText(floatText(value as number));
    case 'double':
      return Number.isFinite(value) ? doubleText(value as number) : stringText(doubleText(value as number));
    case 'decimal':
      return javaDecimalText(value as Decimal);
    case 'binary':
      return stringText(Buffer.from(value as Uint8Array).toString('base64'));
    case 'array':
      return `[${(value as InternalValue[]).map((item) => nested(item, dataType.elementType)).join(',')}]`;
    case 'map':
      return `{${(value as [InternalValue, InternalValue][]).map(([key, item]) => `${stringText(formatValue(key, dataType.keyType, formats))}:${nested(item, dataType.valueType)}`).join(',')}}`;
    case 'struct':
      return objectText(value as InternalValue[], dataType.fields, formats, ignoresNulls);
    default:
      return stringText(formatValue(value, dataType, formats));
  }
}

/** Control characters are written with capital hexadecimal digits. */
const stringText = (text: string): string =>
  JSON.stringify(text).replaceAll(/\\(?:u([0-9a-f]{4})|.)/g, (escape, code: string | undefined) =>
    code === undefined ? escape : `\\u${code.toUpperCase()}`,
  );
