import { type DataType, Decimal, type StructType, types } from '@kindling/protocol';
import type { DateTimeFormats } from '../csv/index.ts';
import { csvValueReader } from '../csv/index.ts';
import type { JsonNode } from './json-node.ts';

export interface JsonInferOptions extends DateTimeFormats {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly inferTimestamp: boolean;
  readonly dropFieldIfAllNull: boolean;
}

/** The type of a value, before all rows are seen: fields sorted by name, NULL where nothing is known. */
export function inferJsonType(node: JsonNode, options: JsonInferOptions): DataType {
  switch (node.kind) {
    case 'null':
      return types.null;
    case 'boolean':
      return options.primitivesAsString ? types.string : types.boolean;
    case 'special':
      return options.primitivesAsString ? types.string : types.double;
    case 'number':
      return options.primitivesAsString ? types.string : numberType(node.text, options);
    case 'string':
      return textType(node.value, options);
    case 'array':
      return types.array(node.items.reduce<DataType>((soFar, item) => mergeJsonTypes(soFar, inferJsonType(item, options)), types.null));
    case 'object':
      return types.struct(
        node.entries
          .map(([name, value]) => types.field(name, inferJsonType(value, options)))
          .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
      );
  }
}

function numberType(text: string, options: JsonInferOptions): DataType {
  if (/^-?\d+$/.test(text)) {
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) return types.long;
    const precision = text.replace('-', '').length;
    return precision <= 38 ? types.decimal(precision, 0) : types.double;
  }
  if (!options.prefersDecimal) return types.double;
  const { precision, scale } = Decimal.parse(text);
  return Math.max(precision, scale) <= 38 ? types.decimal(Math.max(precision, scale), scale) : types.double;
}

function textType(text: string, options: JsonInferOptions): DataType {
  if (text === '') return types.null;
  if (options.primitivesAsString) return types.string;
  if (options.prefersDecimal && /^[+-]?\d*\.?\d+$/.test(text)) {
    const { precision, scale } = Decimal.parse(text);
    if (Math.max(precision, scale) <= 38) return types.decimal(Math.max(precision, scale), scale);
  }
  if (
    options.inferTimestamp &&
    csvValueReader(types.timestamp, { ...options, nanValue: '', positiveInf: '', negativeInf: '' })(text) !== undefined
  )
    return types.timestamp;
  return types.string;
}

/** One type for two values of the same place. */
export function mergeJsonTypes(left: DataType, right: DataType): DataType {
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === 'struct' && right.kind === 'struct') return mergeStructs(left, right);
  if (left.kind === 'array' && right.kind === 'array') return types.array(mergeJsonTypes(left.elementType, right.elementType));
  if (left.kind === 'decimal' || right.kind === 'decimal') {
    if (left.kind === 'double' || right.kind === 'double') return types.double;
    const [a, b] = [asDecimal(left), asDecimal(right)];
    if (!a || !b) return types.string;
    const scale = Math.max(a.scale, b.scale);
    const range = Math.max(a.precision - a.scale, b.precision - b.scale);
    return range + scale > 38 ? types.double : types.decimal(range + scale, scale);
  }
  if (left.kind === right.kind) return left;
  if ((left.kind === 'long' && right.kind === 'double') || (left.kind === 'double' && right.kind === 'long')) return types.double;
  return types.string;
}

function asDecimal(type: DataType): { readonly precision: number; readonly scale: number } | undefined {
  if (type.kind === 'decimal') return type;
  return type.kind === 'long' ? { precision: 20, scale: 0 } : undefined;
}

function mergeStructs(left: StructType, right: StructType): StructType {
  const merged = [];
  let [i, j] = [0, 0];
  while (i < left.fields.length || j < right.fields.length) {
    const [a, b] = [left.fields[i], right.fields[j]];
    if (a && b && a.name === b.name) {
      merged.push(types.field(a.name, mergeJsonTypes(a.dataType, b.dataType)));
      i++;
      j++;
    } else if (a && (!b || a.name < b.name)) {
      merged.push(a);
      i++;
    } else if (b) {
      merged.push(b);
      j++;
    }
  }
  return types.struct(merged);
}

/** The type when all rows are seen: what never had a value is a text, and objects without fields are left out. */
export function finishJsonType(type: DataType, options: JsonInferOptions): DataType | undefined {
  switch (type.kind) {
    case 'null':
      return options.dropFieldIfAllNull ? undefined : types.string;
    case 'array': {
      const element = finishJsonType(type.elementType, options);
      return element && types.array(element);
    }
    case 'struct': {
      const fields = type.fields.flatMap((field) => {
        const dataType = finishJsonType(field.dataType, options);
        return field.name !== '' && dataType ? [types.field(field.name, dataType)] : [];
      });
      return fields.length > 0 ? types.struct(fields) : undefined;
    }
    default:
      return type;
  }
}
