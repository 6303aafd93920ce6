import { collationNamed, type DataType } from '@kindling/protocol';
import { call as duckCall, type Sql, text } from '../../duckdb/sql/index.ts';
import type { Call, Expression } from '../../plan/index.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, LowerContext } from '../function-record.ts';
import { COLLATED_PREFIX, isCollated } from '../runtime/index.ts';

/** Functions with a JavaScript body that heeds the collation of their arguments. */
const bodies: ReadonlySet<string> = new Set([
  'array_max',
  'array_min',
  'btrim',
  'contains',
  'endswith',
  'find_in_set',
  'get_map_value',
  'greatest',
  'initcap',
  'instr',
  'least',
  'locate',
  'ltrim',
  'lower',
  'map_contains_key',
  'replace',
  'rtrim',
  'sort_array',
  'split_part',
  'startswith',
  'substring_index',
  'translate',
  'trim',
  'upper',
]);

/** Bodies that compare by the element's type anyway. */
const comparing: ReadonlySet<string> = new Set(['array_contains', 'array_position']);

/** Matching that ignores case: the function that does so, or the pattern that says so. */
const caseless: Readonly<Record<string, string>> = {
  like: 'ilike',
  like_all: 'ilike_all',
  like_any: 'ilike_any',
  not_like_all: 'not_ilike_all',
  not_like_any: 'not_ilike_any',
};

const patterns: ReadonlySet<string> = new Set([
  'regexp_count',
  'regexp_extract',
  'regexp_extract_all',
  'regexp_instr',
  'regexp_replace',
  'regexp_substr',
  'rlike',
  'split',
]);

const IGNORES_CASE = '(?i)';

/** A call over texts of a collation, where DuckDB's own function or ours would see the bytes; `undefined` where that makes no difference. */
export function lowerCollated(
  call: Call,
  args: readonly Sql[],
  context: LowerContext,
  recordOf: (name: string) => FunctionRecord | undefined,
): Sql | undefined {
  const argTypes = call.args.map((arg): DataType => (arg.kind === 'lambda' ? { kind: 'null' } : dataTypeOf(arg)));
  if (!argTypes.some(isCollated)) return undefined;
  if (bodies.has(call.fn)) return context.runtime(`${COLLATED_PREFIX}${call.fn}`, args, argTypes, call.dataType);
  if (call.fn === 'array_sort' && call.args.length === 1)
    return context.runtime(`${COLLATED_PREFIX}array_sort`, args, argTypes, call.dataType);
  if (comparing.has(call.fn)) return context.runtime(call.fn, args, argTypes, call.dataType);
  if (!ignoresCase(argTypes[0])) return undefined;
  const name = caseless[call.fn];
  if (name !== undefined) return recordOf(name)?.lower?.(args, { ...call, fn: name }, context);
  if (!patterns.has(call.fn)) return undefined;
  const changed = args.map((arg, i) => (i === 1 ? duckCall('concat', text(IGNORES_CASE), arg) : arg));
  return recordOf(call.fn)?.lower?.(changed, { ...call, args: call.args.map((arg, i) => (i === 1 ? caselessPattern(arg) : arg)) }, context);
}

function ignoresCase(type: DataType | undefined): boolean {
  return type?.kind === 'string' && type.collation !== undefined && collationNamed(type.collation).kind === 'lowercase';
}

function caselessPattern(pattern: Expression): Expression {
  return pattern.kind === 'literal' && typeof pattern.value === 'string' ? { ...pattern, value: IGNORES_CASE + pattern.value } : pattern;
}
