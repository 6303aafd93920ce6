import { type DataType, type InternalValue, SparkError, sparkError, types, type VariantNode, VariantValue } from '@kindling/protocol';
import { caster, castOptions, variantCaster, variantNodeOf } from '../cast/index.ts';
import { plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf, runtimeBodyOf } from '../runtime-body.ts';
import { JsonSyntaxError, parseJsonVariant } from './parse-json.ts';
import { followVariantPath, parseVariantPath, type VariantPathStep } from './variant-path.ts';
import { mergeVariantSchemas, variantSchema, variantSchemaText } from './variant-schema.ts';

const toVariant = (text: string, isTry: boolean): VariantValue | null => {
  try {
    return VariantValue.of(parseJsonVariant(text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (isTry) return null;
    throw sparkError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: text, failFastMode: 'FAILFAST' }, { cause: error });
  }
};

function variantGet(name: string, evalMode: 'ansi' | 'try'): RuntimeBody {
  return runtimeBodyOf(name, ({ resultType, options }) => {
    const convert = variantCaster(resultType, { ...castOptions(options), evalMode }, caster);
    let lastPath: string | undefined;
    let steps: readonly VariantPathStep[] = [];
    return (variant: VariantValue, path: string): InternalValue => {
      if (path !== lastPath) {
        steps = parseVariantPath(path) ?? wrongPath(name, path);
        lastPath = path;
      }
      const part = followVariantPath(variant.toNode(), steps);
      return part === undefined ? null : convert(part);
    };
  });
}

function wrongPath(name: string, path: string): never {
  throw sparkError('INVALID_VARIANT_GET_PATH', { functionName: `\`${name}\``, path });
}

function explode(node: VariantNode): readonly InternalValue[] {
  if (node.kind === 'object') return node.members.map(([name, value], i) => [i, name, VariantValue.of(value)]);
  return node.kind === 'array' ? node.items.map((item, i) => [i, null, VariantValue.of(item)]) : [];
}

export const variantBodies: readonly RuntimeBody[] = [
  plain('parse_json', (text: string) => toVariant(text, false)),
  plain('try_parse_json', (text: string) => toVariant(text, true)),
  plain('is_variant_null', (variant: VariantValue | null) => variant !== null && variant.toNode().kind === 'null', { acceptsNull: true }),
  plain('is_valid_variant', (variant: VariantValue) => isValid(variant)),
  variantGet('variant_get', 'ansi'),
  variantGet('try_variant_get', 'try'),
  plain('schema_of_variant', (variant: VariantValue) => variantSchemaText(variantSchema(variant.toNode()))),
  plain('variant_explode', (variant: VariantValue) => explode(variant.toNode())),
  runtimeBodyOf(
    'to_variant_object',
    ({ argTypes: [from] }) =>
      (value: InternalValue) =>
        VariantValue.of(variantNodeOf(value, from ?? types.null)),
  ),
];

function isValid(variant: VariantValue): boolean {
  try {
    variant.toNode();
    return true;
  } catch (error) {
    if (error instanceof SparkError) return false;
    throw error;
  }
}

export const variantAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf<DataType>('schema_of_variant_agg', () => ({
    init: () => types.null,
    update: (state, variant: VariantValue) => mergeVariantSchemas(state, variantSchema(variant.toNode())),
    combine: mergeVariantSchemas,
    finalize: variantSchemaText,
  })),
];
