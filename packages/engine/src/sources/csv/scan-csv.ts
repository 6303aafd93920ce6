import { type DataType, type StructField, sparkError, toSQLId, toSQLType, types } from '@kindling/protocol';
import {
  and,
  call,
  cases,
  cast,
  column,
  type From,
  iff,
  isNotNull,
  isNull,
  lambda,
  not,
  nullToken,
  number,
  operator,
  or,
  physicalType,
  type Select,
  type SelectItem,
  type Sql,
  text,
  token,
  tryCast,
} from '../../duckdb/sql/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { Scan, ScanContext } from '../data-source.ts';
import { checkCorruptRecordQuery, lineScan, withPartitionValues } from '../files/index.ts';
import { checkHeaders } from './csv-header.ts';
import { type CsvOptions, DEFAULT_MAX_COLUMNS } from './csv-options.ts';
import { recordScan } from './record-scan.ts';

const TOKENS: DataType = types.array(types.string);

/**
 * Lines come from DuckDB's reader where it splits files as Spark does; lines without a quote are split by DuckDB, the others in
 * JavaScript; texts of the usual shapes are converted by DuckDB, the others in JavaScript.
 */
export function scanCsv(relation: FileRelation, options: CsvOptions, context: ScanContext): Scan {
  const { fields } = relation.dataSchema;
  const corrupt = fields.findIndex((field) => field.name === options.columnNameOfCorruptRecord);
  if (corrupt >= 0 && !(fields[corrupt]?.dataType.kind === 'string'))
    throw sparkError('INVALID_CORRUPT_RECORD_TYPE', {
      columnName: toSQLId(options.columnNameOfCorruptRecord),
      actualType: toSQLType((fields[corrupt] as StructField).dataType),
    });
  checkCorruptRecordQuery(relation, options.columnNameOfCorruptRecord);
  if (options.header && !options.enforceSchema) checkHeaders(relation, options, context);
  const tokens = options.multiLine ? recordScan(relation.files, options, context) : splitLines(relation.files, options, context);
  const parsed = fields.map((_, i) => i).filter((i) => i !== corrupt);
  const isVariant = options.singleVariantColumn !== undefined;
  const items: SelectItem[] = parsed.map((ordinal, position) => ({
    value: isVariant ? variantOf(relation.files, options, context) : tokenAt(position, options),
    as: `t${ordinal}`,
  }));
  const checksRows = options.mode !== 'PERMISSIVE' || corrupt >= 0;
  if (checksRows)
    items.push({ value: call('len', column('tokens', 'split')), as: 'count' }, { value: column('line', 'split'), as: 'line' });
  items.push({ value: column('path', 'split'), as: 'path' });
  const rows: From = { kind: 'query', query: { ctes: [], body: { kind: 'select', items, from: tokens } }, as: 'csv' };

  const value = (ordinal: number) =>
    isVariant
      ? column(`t${ordinal}`, 'csv')
      : valueOf(column(`t${ordinal}`, 'csv'), (fields[ordinal] as StructField).dataType, options, context);
  const partitioned = withPartitionValues(rows, column('path', 'csv'), relation);
  const columns = fields.map((_, i) => (i === corrupt ? nullToken : value(i)));
  if (!checksRows) return { from: partitioned.from, columns: [...columns, ...partitioned.columns] };

  const broken = (ordinal: number) =>
    isVariant ? isNull(value(ordinal)) : and(isNotNull(column(`t${ordinal}`, 'csv')), isNull(value(ordinal)));
  const fallible = parsed.filter((i) => fields[i]?.dataType.kind !== 'string');
  const isBad = or(
    isVariant ? misfits(relation.files) : operator('<>', column('count', 'csv'), number(parsed.length)),
    ...(fallible.length > 0 ? fallible.map(broken) : [token('FALSE')]),
  );
  if (corrupt >= 0) columns[corrupt] = iff(isBad, column('line', 'csv'), cast(nullToken, 'VARCHAR'));
  const all = [...columns, ...partitioned.columns];
  switch (options.mode) {
    case 'PERMISSIVE':
      return { from: partitioned.from, columns: all };
    case 'DROPMALFORMED':
      return { from: partitioned.from, columns: all, where: not(isBad) };
    case 'FAILFAST': {
      const raised = context.runtime(
        'malformed_record',
        [column('line', 'csv'), column('path', 'csv')],
        [types.string, types.string],
        types.boolean,
      );
      return { from: partitioned.from, columns: all, where: iff(isBad, raised, token('TRUE')) };
    }
  }
}

/** Rows as `tokens`, `line` and `path`, each from one line. */
function splitLines(files: readonly SourceFile[], options: CsvOptions, context: ScanContext): From {
  const lines = lineScan(
    files,
    { charset: options.charset, lineSep: options.lineSep, skippedLines: (file: SourceFile) => Number(file.traits?.headerLines ?? 0) },
    context,
  );
  const body: Select = {
    kind: 'select',
    items: [
      { value: splitOf(column('line', 'lines'), column('path', 'lines'), options, context), as: 'tokens' },
      { value: column('line', 'lines'), as: 'line' },
      { value: column('path', 'lines'), as: 'path' },
    ],
    from: lines,
    where: isRowSql(column('line', 'lines'), options),
  };
  return { kind: 'query', query: { ctes: [], body }, as: 'split' };
}

function isRowSql(line: Sql, options: CsvOptions): Sql {
  const hasText = call('regexp_matches', line, text('[^\\x00-\\x20]'));
  return options.comment === '' ? hasText : and(hasText, not(call('starts_with', line, text(options.comment))));
}

function splitOf(line: Sql, path: Sql, options: CsvOptions, context: ScanContext): Sql {
  const { format } = options;
  const exact = context.runtime('csv_tokens', [line, path], [types.string, types.string], TOKENS, { ...format });
  if (
    format.ignoreLeadingWhiteSpace ||
    format.ignoreTrailingWhiteSpace ||
    format.maxCharsPerColumn >= 0 ||
    format.maxColumns < DEFAULT_MAX_COLUMNS
  )
    return exact;
  const parts = call('string_split', line, text(format.sep));
  const native = options.nullValue === '' ? parts : call('list_transform', parts, lambda(['e'], call('nullif', column('e'), text(''))));
  return format.quote === '' ? native : iff(call('contains', line, text(format.quote)), exact, native);
}

function tokenAt(position: number, options: CsvOptions): Sql {
  return call('nullif', call('list_extract', column('tokens', 'split'), number(position + 1)), text(options.nullValue));
}

function variantOf(files: readonly SourceFile[], options: CsvOptions, context: ScanContext): Sql {
  const { values, nullValue, preferDate } = options;
  const timestampKind = context.config('spark.sql.timestampType') === 'TIMESTAMP_NTZ' ? 'timestamp_ntz' : 'timestamp';
  const headers = Object.fromEntries(files.flatMap((file) => (file.traits?.header ? [[file.path, file.traits.header]] : [])));
  return context.runtime('csv_variant', [column('tokens', 'split'), column('path', 'split')], [TOKENS, types.string], types.variant, {
    values,
    nullValue,
    preferDate,
    timestampKind,
    ...(options.header ? { headers } : {}),
  });
}

/** Whether a row has more or fewer values than the header of its file. */
function misfits(files: readonly SourceFile[]): Sql {
  const branches = files.flatMap((file): [Sql, Sql][] => {
    const header = file.traits?.header as readonly unknown[] | undefined;
    return header
      ? [[operator('=', column('path', 'csv'), text(file.path)), operator('<>', column('count', 'csv'), number(header.length))]]
      : [];
  });
  return branches.length === 0 ? token('FALSE') : cases(branches, token('FALSE'));
}

const integerShapes: Readonly<Record<string, string>> = {
  byte: '-?[0-9]{1,2}',
  short: '-?[0-9]{1,4}',
  integer: '-?[0-9]{1,9}',
  long: '-?[0-9]{1,18}',
};
const DATE_SHAPE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const TIMESTAMP_SHAPE = `${DATE_SHAPE}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?`;

/** A text as a value; NULL where it is none. */
function valueOf(token: Sql, dataType: DataType, options: CsvOptions, context: ScanContext): Sql {
  const type = physicalType(dataType);
  const exact = (): Sql => context.runtime('csv_value', [token], [types.string], dataType, { ...options.values });
  const byShape = (shape: string, native: Sql): Sql => cases([[call('regexp_full_match', token, text(shape)), native]], exact());
  switch (dataType.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return token;
    case 'binary':
      return call('encode', token);
    case 'boolean':
      return cases([
        [operator('=', call('lower', token), text('true')), { kind: 'token', text: 'TRUE' }],
        [operator('=', call('lower', token), text('false')), { kind: 'token', text: 'FALSE' }],
      ]);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return byShape(integerShapes[dataType.kind] as string, tryCast(token, type));
    case 'double':
      return byShape('-?[0-9]{1,300}(\\.[0-9]+)?', tryCast(token, type));
    case 'decimal': {
      const whole = dataType.precision - dataType.scale;
      if (whole < 1 || options.values.locale !== undefined) return exact();
      const fraction = dataType.scale === 0 ? '' : `(\\.[0-9]{1,${dataType.scale}})?`;
      return byShape(`-?[0-9]{1,${whole}}${fraction}`, tryCast(token, type));
    }
    case 'date':
      return options.values.dateFormat === undefined ? byShape(DATE_SHAPE, tryCast(token, type)) : exact();
    case 'timestamp_ntz':
      return options.values.timestampNtzFormat === undefined ? byShape(TIMESTAMP_SHAPE, tryCast(token, type)) : exact();
    case 'timestamp': {
      const { timestampFormat, timeZone } = options.values;
      if (timestampFormat !== undefined || timeZone !== context.timeZone) return exact();
      return byShape(TIMESTAMP_SHAPE, context.castValue(tryCast(token, 'TIMESTAMP'), types.timestampNtz, types.timestamp, 'try'));
    }
    default:
      return exact();
  }
}
