import { type DataType, parseDataType, sparkError, toSQLType, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { callText } from '../data-type-mismatch.ts';
import { aggregate, aggregateBody, body, type FunctionSpec, foldable, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { isNumeric, isString } from '../numeric-types.ts';

type VariantSpec = Omit<FunctionSpec, 'family' | 'lower'> & Pick<Partial<FunctionSpec>, 'lower'>;
const variantFunction = (spec: VariantSpec): FunctionRecord => scalar({ family: 'variant_funcs', lower: body(spec.name), ...spec });

function targetType(args: readonly Expression[], context: ResolveContext): DataType {
  const [, , type] = args;
  const text = type === undefined ? 'variant' : context.constant(type)?.value;
  return typeof text === 'string' ? parseDataType(text) : types.variant;
}

function variantGet(name: string, summary: string): FunctionRecord {
  return variantFunction({
    name,
    since: '4.0.0',
    summary,
    examples: [`${name}(parse_json('{"a": 1}'), '$.a', 'int')`],
    parameters: [param('v', 'variant'), param('path', 'string'), foldable(optional('type', 'string'))],
    returns: targetType,
    nullable: true,
    options: (_, context) => ({ timeZone: context.timeZone }),
    sql: ([variant, path]) => `${name}(${variant}, ${path})`,
    lower: ([variant, path], call, context) =>
      context.runtime(
        name,
        [variant, path].filter((arg) => arg !== undefined),
        call.args.slice(0, 2).map(dataTypeOf),
        call.dataType,
        call.options,
      ),
  });
}

/** Types of values that have a place in a variant. */
function fitsVariant(type: DataType): boolean {
  if (type.kind === 'array') return fitsVariant(type.elementType);
  if (type.kind === 'map') return isString(type.keyType) && fitsVariant(type.valueType);
  if (type.kind === 'struct') return type.fields.every((field) => fitsVariant(field.dataType));
  return isNumeric(type) || isString(type) || ['boolean', 'binary', 'date', 'timestamp', 'timestamp_ntz', 'variant'].includes(type.kind);
}

function checkNested(args: readonly Expression[], context: ResolveContext): void {
  const type = dataTypeOf(args[0] as Expression);
  if (['array', 'map', 'struct'].includes(type.kind) && fitsVariant(type)) return;
  throw sparkError('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', {
    srcType: toSQLType(type),
    targetType: '"VARIANT"',
    sqlExpr: `"${callText(args, context)}"`,
  });
}

const exploded = [types.field('pos', types.integer, false), types.field('key', types.string), types.field('value', types.variant, false)];

function variantExplode(name: string, isOuter: boolean): FunctionRecord {
  const rowsType = types.array(types.struct(exploded), false);
  return {
    name,
    kind: 'generator',
    family: 'generator_funcs',
    since: '4.0.0',
    summary: 'A row for each member or item of a variant.',
    takesNamedArguments: true,
    parameters: [param('input', 'variant')],
    result: () => ({
      dataType: types.struct(exploded),
      nullable: false,
      elementSchema: exploded.map((field) => (isOuter ? { ...field, nullable: true } : field)),
    }),
    lowerGenerator: (args, call, context) => context.runtime('variant_explode', args, call.args.map(dataTypeOf), rowsType),
  };
}

export const variants: readonly FunctionRecord[] = [
  variantFunction({
    name: 'parse_json',
    since: '4.0.0',
    summary: 'JSON text as a variant.',
    examples: [`parse_json('{"a": 1, "b": 0.8}')`],
    parameters: [param('jsonStr', 'string')],
    returns: types.variant,
  }),
  variantFunction({
    name: 'try_parse_json',
    since: '4.0.0',
    summary: 'JSON text as a variant, or NULL when it is no JSON.',
    examples: [`try_parse_json('{"a": 1')`],
    parameters: [param('jsonStr', 'string')],
    returns: types.variant,
    nullable: true,
  }),
  variantFunction({
    name: 'is_variant_null',
    since: '4.0.0',
    summary: 'Whether a variant holds the null of JSON.',
    examples: ["is_variant_null(parse_json('null'))"],
    parameters: [param('expr', 'variant')],
    returns: types.boolean,
    nullable: false,
  }),
  variantFunction({
    name: 'is_valid_variant',
    since: '4.1.0',
    summary: 'Whether the bytes of a variant can be read.',
    examples: ["is_valid_variant(parse_json('null'))"],
    parameters: [param('expr', 'variant')],
    returns: types.boolean,
  }),
  variantGet('variant_get', 'The part of a variant at a path, as a type.'),
  variantGet('try_variant_get', 'The part of a variant at a path as a type, or NULL when it is of another one.'),
  variantFunction({
    name: 'schema_of_variant',
    since: '4.0.0',
    summary: 'The type of a variant, as text.',
    examples: ["schema_of_variant(parse_json('[1, 2]'))"],
    parameters: [param('v', 'variant')],
    returns: types.string,
  }),
  variantFunction({
    name: 'to_variant_object',
    since: '4.0.0',
    summary: 'An array, map or struct as a variant.',
    examples: ["to_variant_object(named_struct('a', 1, 'b', 2))"],
    parameters: [param('expr')],
    check: checkNested,
    returns: types.variant,
  }),
  aggregate({
    name: 'schema_of_variant_agg',
    family: 'variant_funcs',
    since: '4.0.0',
    summary: 'The type that the variants of a group have in common, as text.',
    examples: ["schema_of_variant_agg(parse_json(j)) FROM VALUES ('1'), ('2') AS tab(j)"],
    parameters: [param('v', 'variant')],
    returns: types.string,
    nullable: false,
    lower: aggregateBody('schema_of_variant_agg'),
  }),
  variantExplode('variant_explode', false),
  variantExplode('variant_explode_outer', true),
];
