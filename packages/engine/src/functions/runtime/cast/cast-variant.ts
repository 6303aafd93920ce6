import {
  type DataType,
  type Decimal,
  type InternalValue,
  sparkError,
  toSQLType,
  types,
  type VariantNode,
  VariantValue,
  variantCastText,
  variantNull,
} from '@kindling/protocol';
import type { CastOptions, Convert } from './cast-value.ts';

type MakeCaster = (from: DataType, to: DataType, options: CastOptions) => Convert;

/** A value as the part of a variant that it becomes. */
export function variantNodeOf(value: InternalValue, dataType: DataType): VariantNode {
  if (value === null) return variantNull;
  switch (dataType.kind) {
    case 'boolean':
      return { kind: 'boolean', value: value as boolean };
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return { kind: 'long', value: BigInt(value as number | bigint) };
    case 'float':
    case 'double':
      return { kind: dataType.kind, value: value as number };
    case 'decimal':
      return { kind: 'decimal', value: value as Decimal };
    case 'string':
    case 'char':
    case 'varchar':
      return { kind: 'string', value: value as string };
    case 'binary':
      return { kind: 'binary', value: value as Uint8Array };
    case 'date':
      return { kind: 'date', value: value as number };
    case 'timestamp':
    case 'timestamp_ntz':
      return { kind: dataType.kind, value: value as bigint };
    case 'variant':
      return (value as VariantValue).toNode();
    case 'array':
      return { kind: 'array', items: (value as readonly InternalValue[]).map((item) => variantNodeOf(item, dataType.elementType)) };
    case 'map':
      return {
        kind: 'object',
        members: (value as readonly [string, InternalValue][]).map(
          ([key, item]) => [key, variantNodeOf(item, dataType.valueType)] as const,
        ),
      };
    case 'struct': {
      const items = value as readonly InternalValue[];
      return {
        kind: 'object',
        members: dataType.fields.map((field, i) => [field.name, variantNodeOf(items[i] ?? null, field.dataType)] as const),
      };
    }
    default:
      throw sparkError('INTERNAL_ERROR', { message: `A ${dataType.kind} cannot stand in a variant.` });
  }
}

/** The Spark type of a part that is neither object nor array, and its value of that type. */
export function scalarOfNode(node: VariantNode): { readonly dataType: DataType; readonly value: InternalValue } | undefined {
  switch (node.kind) {
    case 'object':
    case 'array':
      return undefined;
    case 'null':
      return { dataType: types.null, value: null };
    case 'decimal': {
      const digits = Math.max(node.value.precision, node.value.scale);
      return { dataType: types.decimal(digits, node.value.scale), value: node.value };
    }
    case 'uuid':
      return { dataType: types.string, value: node.value };
    case 'timestamp_ntz':
      return { dataType: types.timestampNtz, value: node.value };
    default:
      return { dataType: types[node.kind], value: node.value };
  }
}

/** The cast of a part of a variant: what does not fit is refused, or NULL when tried. */
export function variantCaster(to: DataType, options: CastOptions, makeCaster: MakeCaster): (node: VariantNode) => InternalValue {
  const refuse = (node: VariantNode): null => {
    if (options.evalMode === 'try') return null;
    throw sparkError('INVALID_VARIANT_CAST', { value: VariantValue.of(node).toJsonText(options.timeZone), dataType: toSQLType(to) });
  };
  switch (to.kind) {
    case 'variant':
      return (node) => VariantValue.of(node);
    case 'array': {
      const item = variantCaster(to.elementType, options, makeCaster);
      return (node) => (node.kind === 'null' ? null : node.kind === 'array' ? node.items.map(item) : refuse(node));
    }
    case 'map': {
      const item = variantCaster(to.valueType, options, makeCaster);
      return (node) =>
        node.kind === 'null' ? null : node.kind === 'object' ? node.members.map(([name, value]) => [name, item(value)]) : refuse(node);
    }
    case 'struct': {
      const fields = to.fields.map((field) => ({ name: field.name, convert: variantCaster(field.dataType, options, makeCaster) }));
      return (node) => {
        if (node.kind !== 'object') return node.kind === 'null' ? null : refuse(node);
        const members = new Map(node.members);
        return fields.map(({ name, convert }) => {
          const member = members.get(name);
          return member === undefined ? null : convert(member);
        });
      };
    }
    case 'string':
      return (node) => variantCastText(node, options.timeZone);
    default:
      return (node) => {
        if (node.kind === 'null') return null;
        const scalar = scalarOfNode(node);
        if (scalar === undefined || !isCastable(scalar.dataType, to)) return refuse(node);
        return makeCaster(scalar.dataType, to, { ...options, evalMode: 'try' })(scalar.value) ?? refuse(node);
      };
  }
}

const numbers: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long', 'float', 'double', 'decimal']);
const times: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz']);

/** Spark's ANSI rules, as far as the types of variants go. */
function isCastable(from: DataType, to: DataType): boolean {
  if (from.kind === to.kind || from.kind === 'string') return true;
  if (numbers.has(from.kind)) return numbers.has(to.kind) || to.kind === 'boolean' || to.kind === 'timestamp';
  if (from.kind === 'boolean') return numbers.has(to.kind);
  if (times.has(from.kind)) return times.has(to.kind) || (from.kind === 'timestamp' && numbers.has(to.kind));
  return false;
}
