import {
  type Collation,
  collationNamed,
  type DataType,
  equalTypes,
  INDETERMINATE,
  type StringType,
  sqlName,
  types,
} from '@kindling/protocol';
import { type FunctionRecord, hasCollation, type ResolveContext } from '../../functions/index.ts';
import { type Expression, typeOf } from '../../plan/index.ts';
import { fail, type HasOrigin } from '../analysis-error.ts';
import { failUnexpectedType } from './coerce-arguments.ts';

/** Who decides by which collation texts compare: a COLLATE that was written, then columns, then literals. */
type Strength = 'explicit' | 'implicit' | 'default';

interface Collated {
  readonly type: DataType;
  readonly strength: Strength;
}

/** Gives the texts among the arguments that meet in a function one collation, and refuses functions that a collation cannot have. */
export function collateArguments(record: FunctionRecord, args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  if (!args.some((arg) => hasCollation(typeIfAny(arg)) || isExplicit(arg))) return args;
  let result = args;
  for (const group of groupsOf(record.name, args.length)) {
    const members = group.filter((index) => args[index] !== undefined && args[index]?.kind !== 'lambda');
    const given = members.map((index) => args[index] as Expression);
    const merged = merge(given.map((arg) => ({ type: typeOf(arg), strength: strengthOf(arg) })));
    result = result.map((arg, index) => {
      const type = merged[members.indexOf(index)];
      return type === undefined ? arg : withType(arg, type, context);
    });
  }
  return result;
}

/** What a function says to the collations that its arguments have in the end. */
export function checkCollations(record: FunctionRecord, args: readonly Expression[], context: ResolveContext, at: HasOrigin): void {
  for (const [index, arg] of args.entries()) {
    const type = typeIfAny(arg);
    if (!hasCollation(type)) continue;
    if (refusesIndeterminate.has(record.name) && hasIndeterminate(type)) {
      const texts = args.map((item) => context.sqlText(item));
      const expr = record.sql ? record.sql(texts, { fn: record.name, args }) : `${context.functionName}(${texts.join(', ')})`;
      fail('INDETERMINATE_COLLATION_IN_EXPRESSION', { expr: `"${expr}"` }, at);
    }
    if (type.kind !== 'string' || type.collation === undefined) continue;
    if (!isSupported(record.name, collationNamed(type.collation))) failUnexpectedType(record, args, arg, index, 'string', context, at);
  }
}

function isSupported(name: string, collation: Collation): boolean {
  if (collation.kind === 'indeterminate') return true;
  const isCaseSensitiveOnly = collation.kind === 'icu' && collation.ignoresAccents && !collation.ignoresCase;
  if (searches.has(name)) return !isCaseSensitiveOnly;
  if (name === 'str_to_map') return !isCaseSensitiveOnly && !collation.trimsRight;
  return !patterns.has(name) || (collation.kind === 'lowercase' && !collation.trimsRight);
}

/** Functions that look for a text in another: ICU's search cannot heed case and not accents. */
const searches: ReadonlySet<string> = new Set([
  'btrim',
  'contains',
  'endswith',
  'instr',
  'locate',
  'ltrim',
  'position',
  'replace',
  'rtrim',
  'split_part',
  'startswith',
  'substring_index',
  'translate',
  'trim',
]);

/** Patterns know how to ignore case, and no other collation. */
const patterns: ReadonlySet<string> = new Set([
  'ilike',
  'ilike_all',
  'ilike_any',
  'like',
  'like_all',
  'like_any',
  'not_ilike_all',
  'not_ilike_any',
  'not_like_all',
  'not_like_any',
  'regexp_count',
  'regexp_extract',
  'regexp_extract_all',
  'regexp_instr',
  'regexp_replace',
  'regexp_substr',
  'rlike',
  'split',
]);

const comparisons = ['!=', '<', '<=', '<=>', '=', '>', '>=', 'in'];

const refusesIndeterminate: ReadonlySet<string> = new Set(
  [...comparisons, ...searches, 'find_in_set', 'initcap', 'lower', 'upper'].filter((name) => name !== 'split_part'),
);

const wholes: ReadonlySet<string> = new Set([
  ...comparisons,
  ...[...searches].filter((name) => !['locate', 'position', 'split_part', 'substring_index'].includes(name)),
  'array',
  'array_append',
  'array_contains',
  'array_except',
  'array_intersect',
  'array_join',
  'array_position',
  'array_prepend',
  'array_remove',
  'array_union',
  'arrays_overlap',
  'coalesce',
  'concat',
  'concat_ws',
  'find_in_set',
  'greatest',
  'ifnull',
  'least',
  'levenshtein',
  'mask',
  'nvl',
  'regexp_replace',
  'str_to_map',
]);

const some: ReadonlyMap<string, readonly number[]> = new Map([
  ['if', [1, 2]],
  ['lag', [0, 2]],
  ['lead', [0, 2]],
  ['locate', [0, 1]],
  ['lpad', [0, 2]],
  ['nvl2', [1, 2]],
  ['overlay', [0, 1]],
  ['position', [0, 1]],
  ['rpad', [0, 2]],
  ['split_part', [0, 1]],
  ['substring_index', [0, 1]],
]);

/** Positions of the arguments that meet. */
function groupsOf(name: string, count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (wholes.has(name)) return [all];
  const fixed = some.get(name);
  if (fixed) return [fixed];
  if (name === 'elt') return [all.slice(1)];
  if (name === 'map') return [all.filter((i) => i % 2 === 0), all.filter((i) => i % 2 === 1)];
  if (name === 'when') return [all.filter((i) => i % 2 === 1 || (i === count - 1 && count % 2 === 1))];
  return [];
}

function merge(items: readonly Collated[]): readonly DataType[] {
  const [first] = items;
  if (first === undefined) return [];
  const kinds = new Set(items.map((item) => item.type.kind).filter((kind) => kind !== 'null'));
  if (kinds.has('array')) {
    const inner = merge(items.map(({ type, strength }) => ({ type: type.kind === 'array' ? type.elementType : type, strength })));
    return items.map(({ type }, i) => (type.kind === 'array' ? { ...type, elementType: inner[i] as DataType } : (inner[i] as DataType)));
  }
  if (kinds.size === 1 && kinds.has('map')) return mergeMaps(items);
  if (kinds.size === 1 && kinds.has('struct')) return mergeStructs(items);
  const texts = items.filter((item) => item.type.kind === 'string');
  if (texts.length === 0) return items.map((item) => item.type);
  const winner = texts.reduce((left, right) => stronger(left, right)).type;
  return items.map(({ type }) => (type.kind === 'string' ? winner : type));
}

function mergeMaps(items: readonly Collated[]): readonly DataType[] {
  const side = (key: 'keyType' | 'valueType'): readonly DataType[] =>
    merge(items.map(({ type, strength }) => ({ type: type.kind === 'map' ? type[key] : types.null, strength })));
  const keys = side('keyType');
  const values = side('valueType');
  return items.map(({ type }, i) =>
    type.kind === 'map' ? { ...type, keyType: keys[i] as DataType, valueType: values[i] as DataType } : type,
  );
}

function mergeStructs(items: readonly Collated[]): readonly DataType[] {
  const widths = new Set(items.map(({ type }) => (type.kind === 'struct' ? type.fields.length : -1)));
  widths.delete(-1);
  if (widths.size !== 1) return items.map((item) => item.type);
  const columns = Array.from({ length: [...widths][0] as number }, (_, field) =>
    merge(
      items.map(({ type, strength }) => ({
        type: (type.kind === 'struct' ? type.fields[field]?.dataType : undefined) ?? types.null,
        strength,
      })),
    ),
  );
  return items.map(({ type }, i) =>
    type.kind === 'struct'
      ? { ...type, fields: type.fields.map((field, at) => ({ ...field, dataType: columns[at]?.[i] ?? field.dataType })) }
      : type,
  );
}

function stronger(left: Collated, right: Collated): Collated {
  const a = (left.type as StringType).collation;
  const b = (right.type as StringType).collation;
  if (left.strength === 'explicit' && right.strength === 'explicit') {
    if (a !== b) fail('COLLATION_MISMATCH.EXPLICIT', { explicitTypes: `"${sqlName(left.type)}", "${sqlName(right.type)}"` });
    return left;
  }
  if (left.strength === 'explicit') return left;
  if (right.strength === 'explicit') return right;
  if (a === INDETERMINATE) return left;
  if (b === INDETERMINATE) return right;
  if (left.strength === 'implicit' && right.strength === 'implicit') {
    return a === b ? left : { type: types.collatedString(INDETERMINATE), strength: 'implicit' };
  }
  return right.strength === 'implicit' ? right : left;
}

function strengthOf(expression: Expression): Strength {
  switch (expression.kind) {
    case 'literal':
      return 'default';
    case 'cast':
      // A cast that analysis added says nothing of its own.
      if (expression.implicit) return strengthOf(expression.child);
      return hasText(typeOf(expression.child)) ? 'implicit' : 'default';
    case 'getStructField':
      return strengthOf(expression.child);
    case 'call':
    case 'aggregateCall':
      if (expression.fn === 'collate') return 'explicit';
      return expression.args
        .filter((arg) => arg.kind !== 'lambda' && hasText(typeOf(arg)))
        .map(strengthOf)
        .reduce((left, right) => (rank[left] >= rank[right] ? left : right), 'default' as Strength);
    default:
      return 'implicit';
  }
}

const rank: Readonly<Record<Strength, number>> = { explicit: 2, implicit: 1, default: 0 };

const isExplicit = (arg: Expression): boolean => arg.kind === 'call' && arg.fn === 'collate';

function hasText(type: DataType): boolean {
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return true;
    case 'array':
      return hasText(type.elementType);
    case 'map':
      return hasText(type.keyType) || hasText(type.valueType);
    case 'struct':
      return type.fields.some((field) => hasText(field.dataType));
    default:
      return false;
  }
}

function hasIndeterminate(type: DataType): boolean {
  switch (type.kind) {
    case 'string':
      return type.collation === INDETERMINATE;
    case 'array':
      return hasIndeterminate(type.elementType);
    case 'map':
      return hasIndeterminate(type.keyType) || hasIndeterminate(type.valueType);
    case 'struct':
      return type.fields.some((field) => hasIndeterminate(field.dataType));
    default:
      return false;
  }
}

function typeIfAny(expression: Expression): DataType {
  return expression.kind === 'lambda' || expression.kind === 'unresolvedStar' ? types.null : typeOf(expression);
}

function withType(expression: Expression, type: DataType, context: ResolveContext): Expression {
  if (expression.kind === 'literal' && expression.dataType.kind === 'string' && type.kind === 'string') {
    return expression.dataType.collation === type.collation ? expression : { ...expression, dataType: type };
  }
  // A cast that was written gives way to one that was not.
  if (expression.kind === 'cast' && !equalTypes(expression.dataType, type)) return { ...expression, dataType: type, implicit: true };
  return context.cast(expression, type);
}

/** Functions whose result has the collation of their first text. */
const inheriting: ReadonlySet<string> = new Set([
  'array_join',
  'btrim',
  'concat_ws',
  'conv',
  'format_string',
  'hex',
  'json_tuple',
  'lpad',
  'ltrim',
  'make_valid_utf8',
  'regexp_extract',
  'regexp_extract_all',
  'regexp_replace',
  'regexp_substr',
  'rpad',
  'rtrim',
  'sentences',
  'split',
  'split_part',
  'str_to_map',
  'trim',
  'try_validate_utf8',
  'validate_utf8',
]);

/** The type of a result whose texts compare as those of the arguments do. */
export function collatedResult(record: FunctionRecord, dataType: DataType, args: readonly Expression[]): DataType {
  if (!inheriting.has(record.name)) return dataType;
  const first = args
    .map(typeIfAny)
    .map(textIn)
    .find((type) => type !== undefined);
  return first?.collation === undefined ? dataType : withCollation(dataType, first.collation);
}

const textIn = (type: DataType): StringType | undefined =>
  type.kind === 'string' ? type : type.kind === 'array' ? textIn(type.elementType) : undefined;

function withCollation(type: DataType, collation: string): DataType {
  switch (type.kind) {
    case 'string':
      return types.collatedString(collation);
    case 'array':
      return { ...type, elementType: withCollation(type.elementType, collation) };
    case 'map':
      return { ...type, keyType: withCollation(type.keyType, collation), valueType: withCollation(type.valueType, collation) };
    default:
      return type;
  }
}
