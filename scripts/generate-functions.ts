/**
 * Generates the client's functions that are plain calls, from packages/client/functions/functions.json; see export-functions.py
 * beside it for where that comes from.
 *
 *     npx tsx scripts/generate-functions.ts [--check]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGenerated } from './generated-files.ts';

interface Parameter {
  readonly name: string;
  /** Whether a text names a column or is a value. */
  readonly kind: 'column' | 'value';
  readonly variadic?: boolean;
  readonly optional?: boolean;
  readonly default?: string | number | boolean;
}

interface FunctionEntry {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** The name that the server knows, where it is another one. */
  readonly function?: string;
}

const client = join(import.meta.dirname, '../packages/client');
const entries: readonly FunctionEntry[] = JSON.parse(readFileSync(join(client, 'functions/functions.json'), 'utf8'));

/** The values of functions whose type does not depend on their arguments, by the type that TypeScript has for them. */
const resultNames: Readonly<Record<string, string>> = {
  bigint: 'count approx_count_distinct count_if monotonically_increasing_id unix_timestamp unix_date unix_micros xxhash64 regr_count',
  number:
    'row_number rank dense_rank percent_rank cume_dist ntile length char_length character_length octet_length bit_length year month day ' +
    'dayofmonth dayofweek dayofyear hour minute second quarter weekofyear datediff date_diff months_between size cardinality ' +
    'array_size locate instr levenshtein ascii hash crc32 spark_partition_id sqrt exp log10 log2 ln sin cos tan pow power stddev ' +
    'stddev_samp stddev_pop variance var_samp var_pop corr covar_samp covar_pop skewness kurtosis',
  string:
    'upper lower ucase lcase initcap concat_ws substring_index repeat lpad rpad reverse translate regexp_replace regexp_extract ' +
    'format_number format_string printf base64 hex md5 sha1 sha date_format from_unixtime soundex dayname monthname current_user ' +
    'current_database current_catalog current_schema version typeof input_file_name uuid get_json_object',
  boolean:
    'isnull isnotnull isnan contains startswith endswith like ilike rlike regexp regexp_like array_contains arrays_overlap ' +
    'map_contains_key bool_and bool_or every some any equal_null is_valid_utf8 is_variant_null',
  LocalDate:
    'to_date try_to_date add_months date_add dateadd date_sub last_day next_day trunc make_date curdate current_date date_from_unix_date',
  Timestamp:
    'to_timestamp_ltz current_timestamp now timestamp_seconds timestamp_millis timestamp_micros from_utc_timestamp to_utc_timestamp',
};
const neverNull = new Set(
  'count approx_count_distinct count_if row_number rank dense_rank percent_rank cume_dist ntile isnull isnotnull isnan hash xxhash64 spark_partition_id monotonically_increasing_id current_timestamp now current_date curdate equal_null concat_ws'.split(
    ' ',
  ),
);
const resultType = new Map(Object.entries(resultNames).flatMap(([type, names]) => names.split(' ').map((name) => [name, type] as const)));

const reserved = new Set(['typeof', 'default', 'function', 'var', 'in', 'case', 'with', 'new', 'delete', 'void']);
const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const local = (name: string) => (reserved.has(name) ? `${name}_` : name);
const parameterName = (parameter: Parameter) => local(camelCase(parameter.name));

function declaration(entry: FunctionEntry): string {
  const type = resultType.get(entry.name);
  const result = type === undefined ? 'Column' : `Column<${type}${neverNull.has(entry.name) ? '' : ' | null'}>`;
  const calledName = entry.function ?? entry.name;
  const parameters = entry.parameters.map(parameterText).join(', ');
  const args = entry.parameters.map(argumentText);
  const exported = local(entry.name) === entry.name ? 'export ' : '';
  const shown = entry.parameters.filter((parameter) => parameter.optional !== true).map((parameter) => camelCase(parameter.name));
  const example = entry.parameters
    .filter((parameter) => parameter.optional !== true)
    .map((parameter) => (parameter.kind === 'column' ? `'${camelCase(parameter.name)}'` : `lit(${camelCase(parameter.name)})`));
  return [
    `/** Spark's function \`${calledName}(${shown.join(', ')})\`. @example \`df.select(functions.${entry.name}(${example.join(', ')}))\` */`,
    `${exported}function ${local(entry.name)}(${parameters}): ${result} {`,
    `  return call('${calledName}'${args.length === 0 ? '' : `, ${args.join(', ')}`});`,
    '}',
    ...(exported === '' ? [`export { ${local(entry.name)} as ${entry.name} };`] : []),
    '',
  ].join('\n');
}

function parameterText(parameter: Parameter): string {
  const type = parameter.kind === 'column' ? 'ColumnArgument' : 'ColumnOrValue';
  if (parameter.variadic === true) return `...${parameterName(parameter)}: readonly ${type}[]`;
  return `${parameterName(parameter)}${parameter.optional === true ? '?' : ''}: ${type}`;
}

function argumentText(parameter: Parameter): string {
  const name = parameterName(parameter);
  if (parameter.variadic === true) return `...${name}.map(${parameter.kind})`;
  if (parameter.default !== undefined)
    return `${name} === undefined ? value(${JSON.stringify(parameter.default)}) : ${parameter.kind}(${name})`;
  return parameter.optional === true ? `${name} === undefined ? undefined : ${parameter.kind}(${name})` : `${parameter.kind}(${name})`;
}

const source = [
  '// Generated by scripts/generate-functions.ts.',
  "import type { LocalDate, Timestamp } from '@kindling/protocol';",
  "import type { Column, ColumnOrValue } from '../../column/index.ts';",
  "import { call, type ColumnArgument, column, value } from '../call.ts';",
  '',
  ...entries.map(declaration),
].join('\n');

writeGenerated(join(client, 'src/functions/generated'), new Map([['plain-functions.ts', source]]));
