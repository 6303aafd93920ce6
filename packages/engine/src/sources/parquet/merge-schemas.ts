import { type DataType, type StructType, simpleString, sparkError, toSQLType, types } from '@kindling/protocol';

/** One schema that holds the fields of both: what `mergeSchema` asks for. */
export function mergeSchemas(left: StructType, right: StructType): StructType {
  try {
    return mergeStructs(left, right);
  } catch (error) {
    if (!(error instanceof IncompatibleTypes)) throw error;
    throw sparkError(
      'CANNOT_MERGE_SCHEMAS',
      {
        left: `"${left.fields.length === 0 ? 'STRUCT<>' : toSQLType(left).replaceAll('"', '')}"`,
        right: `"${toSQLType(right).replaceAll('"', '')}"`,
      },
      { cause: error },
    );
  }
}

class IncompatibleTypes extends Error {
  override readonly name = 'IncompatibleTypes';
}

function mergeStructs(left: StructType, right: StructType): StructType {
  const rightByName = new Map(right.fields.map((field) => [field.name.toLowerCase(), field]));
  const merged = left.fields.map((field) => {
    const other = rightByName.get(field.name.toLowerCase());
    return other ? types.field(field.name, merge(field.dataType, other.dataType), field.nullable || other.nullable, field.metadata) : field;
  });
  const known = new Set(left.fields.map((field) => field.name.toLowerCase()));
  return types.struct([...merged, ...right.fields.filter((field) => !known.has(field.name.toLowerCase()))]);
}

function merge(left: DataType, right: DataType): DataType {
  if (left.kind === 'struct' && right.kind === 'struct') return mergeStructs(left, right);
  if (left.kind === 'array' && right.kind === 'array')
    return types.array(merge(left.elementType, right.elementType), left.containsNull || right.containsNull);
  if (left.kind === 'map' && right.kind === 'map') {
    return types.map(
      merge(left.keyType, right.keyType),
      merge(left.valueType, right.valueType),
      left.valueContainsNull || right.valueContainsNull,
    );
  }
  if (left.kind === 'decimal' && right.kind === 'decimal' && left.scale === right.scale)
    return types.decimal(Math.max(left.precision, right.precision), left.scale);
  if (simpleString(left) === simpleString(right)) return left;
  throw new IncompatibleTypes(`${simpleString(left)} and ${simpleString(right)}`);
}
