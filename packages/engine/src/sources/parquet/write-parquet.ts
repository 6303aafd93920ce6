import { type DataType, type StructType, sparkError, toJson, toSQLType, types } from '@kindling/protocol';
import {
  call,
  cases,
  column,
  isNull,
  lambda,
  nullToken,
  number,
  operator,
  printExpression,
  quoteName,
  quoteText,
  type Sql,
  structFieldName,
  structOf,
  text,
  token,
} from '../../duckdb/sql/index.ts';
import type { SourceIo, WriteTask, WrittenFiles } from '../data-source.ts';
import { checkCodec, SourceOptions, writeParts } from '../files/index.ts';

/** Where Spark keeps the exact schema in a file's footer. */
export const ROW_METADATA_KEY = 'org.apache.spark.sql.parquet.row.metadata';

const codecs = {
  brotli: 'brotli',
  uncompressed: 'none',
  lzo: 'lzo',
  snappy: 'snappy',
  lz4_raw: 'lz4_raw',
  none: 'none',
  zstd: 'zstd',
  lz4: 'lz4',
  gzip: 'gzip',
} as const;
type Codec = (typeof codecs)[keyof typeof codecs];
const extensions: Readonly<Partial<Record<Codec, string>>> = {
  none: '',
  snappy: '.snappy',
  gzip: '.gz',
  zstd: '.zstd',
  lz4_raw: '.lz4raw',
};

export function checkParquetWrite(options: Readonly<Record<string, string>>, schema: StructType): void {
  const codec = new SourceOptions(options).get('compression', 'parquet.compression');
  if (codec !== undefined) extensionOf(checkCodec(codec, codecs));
  for (const field of schema.fields) checkType(field.name, field.dataType);
}

function checkType(name: string, dataType: DataType): void {
  switch (dataType.kind) {
    case 'calendar_interval':
      throw sparkError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'Parquet',
        columnName: `\`${name}\``,
        columnType: toSQLType(dataType),
      });
    case 'geometry':
    case 'geography':
    case 'null':
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `writing columns of type ${toSQLType(dataType)} to Parquet` });
    case 'array':
      checkType(name, dataType.elementType);
      break;
    case 'map':
      checkType(name, dataType.keyType);
      checkType(name, dataType.valueType);
      break;
    case 'struct':
      for (const field of dataType.fields) checkType(name, field.dataType);
  }
}

function extensionOf(codec: Codec): string {
  const extension = extensions[codec];
  if (extension !== undefined) return extension;
  throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `writing Parquet compressed with ${codec}` });
}

/** Writes with DuckDB's COPY, under the names and with the schema that Spark's readers look for. */
export async function writeParquet(task: WriteTask, io: SourceIo): Promise<WrittenFiles> {
  const codec = checkCodec(
    new SourceOptions(task.options).get('compression', 'parquet.compression') ?? io.config('spark.sql.parquet.compression.codec'),
    codecs,
  );
  return writeParts(task, io, `${extensionOf(codec)}.parquet`, async ({ path, columns, sql }) => {
    const fields = columns.map((i) => task.schema.fields[i] as StructType['fields'][number]);
    const items = fields.map(
      (field, i) => `${printExpression(writeColumn(column(`w${columns[i]}`), field.dataType))} AS ${quoteName(field.name)}`,
    );
    const metadata = `{${quoteText(ROW_METADATA_KEY)}: ${quoteText(toJson(types.struct(fields)))}, 'org.apache.spark.version': '4.2.0'}`;
    const [copied] = await io.query(
      `COPY (SELECT ${items.join(', ')} FROM (${sql})) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION ${codec === 'none' ? 'uncompressed' : codec}, KV_METADATA ${metadata})`,
    );
    return Number(copied?.[0]);
  });
}

/** The value as Spark lays it out: fields under their names, times in microseconds. */
function writeColumn(value: Sql, dataType: DataType, depth = 0): Sql {
  switch (dataType.kind) {
    case 'time':
      return operator('+', token("TIME '00:00:00'"), call('to_microseconds', operator('//', value, number(1000))));
    case 'array': {
      if (!changes(dataType.elementType)) return value;
      const item = `e${depth}`;
      return call('list_transform', value, lambda([item], writeColumn(column(item), dataType.elementType, depth + 1)));
    }
    case 'map': {
      if (!changes(dataType.keyType) && !changes(dataType.valueType)) return value;
      const entry = `e${depth}`;
      const part = (name: string, to: DataType) => writeColumn(call('struct_extract', column(entry), text(name)), to, depth + 1);
      const entries = call(
        'list_transform',
        call('map_entries', value),
        lambda(
          [entry],
          structOf([
            ['key', part('key', dataType.keyType)],
            ['value', part('value', dataType.valueType)],
          ]),
        ),
      );
      return cases([[isNull(value), nullToken]], call('map_from_entries', entries));
    }
    case 'struct': {
      const fields = dataType.fields.map(
        (field, i) => [field.name, writeColumn(call('struct_extract', value, text(structFieldName(i))), field.dataType, depth)] as const,
      );
      return cases([[isNull(value), nullToken]], structOf(fields));
    }
    default:
      return value;
  }
}

function changes(dataType: DataType): boolean {
  switch (dataType.kind) {
    case 'time':
    case 'struct':
      return true;
    case 'array':
      return changes(dataType.elementType);
    case 'map':
      return changes(dataType.keyType) || changes(dataType.valueType);
    default:
      return false;
  }
}
