import type { DataType, StructField } from './data-type.ts';

export interface TypeComparison {
  /** Compare nullability of elements, values and fields too (default: ignored). */
  readonly nullability?: boolean;
  /** Compare field metadata too (default: ignored). */
  readonly metadata?: boolean;
  /** Compare field names: exactly (default), without case, or not at all. */
  readonly names?: 'exact' | 'ignoreCase' | 'ignore';
}

function sameName(a: string, b: string, names: TypeComparison['names']): boolean {
  switch (names) {
    case 'ignore':
      return true;
    case 'ignoreCase':
      return a.toLowerCase() === b.toLowerCase();
    default:
      return a === b;
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)));
}

function sameField(a: StructField, b: StructField, how: TypeComparison): boolean {
  return (
    sameName(a.name, b.name, how.names) &&
    (!how.nullability || a.nullable === b.nullable) &&
    (!how.metadata || sameJson(a.metadata ?? {}, b.metadata ?? {})) &&
    sameType(a.dataType, b.dataType, how)
  );
}

/**
 * Whether two types are the same. By default nullability and metadata are ignored, as Spark does when it asks whether operands fit.
 *
 * @example
 * ```ts
 * sameType(types.array(types.long, true), types.array(types.long, false)); // true
 * sameType(types.array(types.long, true), types.array(types.long, false), { nullability: true }); // false
 * ```
 */
export function sameType(a: DataType, b: DataType, how: TypeComparison = {}): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'decimal':
      return b.kind === 'decimal' && a.precision === b.precision && a.scale === b.scale;
    case 'string':
      return b.kind === 'string' && (a.collation ?? 'UTF8_BINARY') === (b.collation ?? 'UTF8_BINARY');
    case 'char':
    case 'varchar':
      return b.kind === a.kind && a.length === b.length;
    case 'time':
      return b.kind === 'time' && a.precision === b.precision;
    case 'year_month_interval':
    case 'day_time_interval':
      return b.kind === a.kind && a.start === b.start && a.end === b.end;
    case 'array':
      return b.kind === 'array' && (!how.nullability || a.containsNull === b.containsNull) && sameType(a.elementType, b.elementType, how);
    case 'map':
      return (
        b.kind === 'map' &&
        (!how.nullability || a.valueContainsNull === b.valueContainsNull) &&
        sameType(a.keyType, b.keyType, how) &&
        sameType(a.valueType, b.valueType, how)
      );
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every((field, index) => sameField(field, b.fields[index] as StructField, how))
      );
    case 'geometry':
    case 'geography':
      return b.kind === a.kind && a.srid === b.srid;
    case 'udt':
      return b.kind === 'udt' && a.jvmClass === b.jvmClass && a.pythonClass === b.pythonClass && sameType(a.sqlType, b.sqlType, how);
    default:
      return a.kind === b.kind;
  }
}

/** Whether two types are equal in every respect: names, nullability and metadata. */
export function equalTypes(a: DataType, b: DataType): boolean {
  return sameType(a, b, { nullability: true, metadata: true });
}

/** The same type with everything inside it nullable. */
export function asNullable(type: DataType): DataType {
  switch (type.kind) {
    case 'array':
      return { kind: 'array', elementType: asNullable(type.elementType), containsNull: true };
    case 'map':
      return { kind: 'map', keyType: asNullable(type.keyType), valueType: asNullable(type.valueType), valueContainsNull: true };
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({ ...field, dataType: asNullable(field.dataType), nullable: true })),
      };
    default:
      return type;
  }
}
