import {
  type DataType,
  type DecimalType,
  MAX_DECIMAL_PRECISION,
  quoteIfNeeded,
  type StructField,
  sameType,
  sqlName,
  types,
  type VariantNode,
} from '@kindling/protocol';
import { scalarOfNode } from '../cast/index.ts';

/** The type of a variant; objects become structs with their fields by name. */
export function variantSchema(node: VariantNode): DataType {
  switch (node.kind) {
    case 'object':
      return types.struct(node.members.map(([name, value]) => types.field(name, variantSchema(value))));
    case 'array':
      return types.array(node.items.map(variantSchema).reduce(mergeVariantSchemas, types.null));
    case 'decimal': {
      let { unscaled, scale } = node.value;
      while (scale > 0 && unscaled % 10n === 0n) {
        unscaled /= 10n;
        scale -= 1;
      }
      const digits = String(unscaled < 0n ? -unscaled : unscaled).length;
      return types.decimal(Math.max(digits, scale), scale);
    }
    default:
      return scalarOfNode(node)?.dataType ?? types.variant;
  }
}

const WHOLE: DecimalType = types.decimal(20, 0);

/** The narrowest type of both; VARIANT when they have nothing in common. */
export function mergeVariantSchemas(a: DataType, b: DataType): DataType {
  if (sameType(a, b)) return a;
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'struct' && b.kind === 'struct') return mergeFields(a.fields, b.fields);
  if (a.kind === 'array' && b.kind === 'array') return types.array(mergeVariantSchemas(a.elementType, b.elementType));
  const kinds = new Set<string>([a.kind, b.kind]);
  const only = (...allowed: string[]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  if (only('long', 'float')) return types.float;
  if (only('long', 'float', 'double') || (kinds.has('double') && only('decimal', 'double'))) return types.double;
  if (only('long', 'decimal')) return widen(a.kind === 'decimal' ? a : WHOLE, b.kind === 'decimal' ? b : WHOLE);
  if (only('date', 'timestamp') || only('timestamp', 'timestamp_ntz')) return types.timestamp;
  if (only('date', 'timestamp_ntz')) return types.timestampNtz;
  return types.variant;
}

function widen(a: DecimalType, b: DecimalType): DataType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return whole + scale > MAX_DECIMAL_PRECISION ? types.double : types.decimal(whole + scale, scale);
}

function mergeFields(a: readonly StructField[], b: readonly StructField[]): DataType {
  const merged = new Map(a.map((field) => [field.name, field.dataType]));
  for (const field of b) {
    const known = merged.get(field.name);
    merged.set(field.name, known === undefined ? field.dataType : mergeVariantSchemas(known, field.dataType));
  }
  const fields = [...merged].sort(([x], [y]) => (x < y ? -1 : 1));
  return types.struct(fields.map(([name, dataType]) => types.field(name, dataType)));
}

/** As Spark writes it: objects where types have structs. */
export function variantSchemaText(type: DataType): string {
  if (type.kind === 'array') return `ARRAY<${variantSchemaText(type.elementType)}>`;
  if (type.kind !== 'struct') return sqlName(type);
  return `OBJECT<${type.fields.map((field) => `${quoteIfNeeded(field.name)}: ${variantSchemaText(field.dataType)}`).join(', ')}>`;
}
