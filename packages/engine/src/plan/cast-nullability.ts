import type { DataType, DataTypeKind, DecimalType } from '@kindling/protocol';
import type { EvalMode } from './expression.ts';

/** Spark's rule for the nullability of a cast: some pairs are nullable even where a failure raises. */
export function castIsNullable(childNullable: boolean, from: DataType, to: DataType, evalMode: EvalMode | undefined): boolean {
  return childNullable || (evalMode === 'try' ? !canUpCast(from, to) : forcesNull(from, to));
}

const integrals: readonly DataTypeKind[] = ['byte', 'short', 'integer', 'long'];
const texts: readonly DataTypeKind[] = ['string', 'char', 'varchar'];

function forcesNull(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || (from.kind === to.kind && from.kind !== 'decimal')) return false;
  if (texts.includes(from.kind)) return to.kind !== 'binary' && !texts.includes(to.kind);
  if (texts.includes(to.kind)) return false;
  if (from.kind === 'timestamp' && (to.kind === 'byte' || to.kind === 'short' || to.kind === 'integer')) return true;
  if ((from.kind === 'float' || from.kind === 'double') && to.kind === 'timestamp') return true;
  if (to.kind === 'date') return from.kind !== 'timestamp';
  if (from.kind === 'date') return to.kind !== 'timestamp';
  if (to.kind === 'calendar_interval') return true;
  if (to.kind === 'decimal') return !nullSafeToDecimal(from, to);
  return (from.kind === 'float' || from.kind === 'double' || from.kind === 'decimal') && integrals.includes(to.kind);
}

function nullSafeToDecimal(from: DataType, to: DecimalType): boolean {
  if (isWide(from, to)) return true;
  return from.kind === 'decimal' && to.precision - to.scale > from.precision - from.scale;
}

const digits: Readonly<Partial<Record<DataTypeKind, readonly [precision: number, scale: number]>>> = {
  boolean: [1, 0],
  byte: [3, 0],
  short: [5, 0],
  integer: [10, 0],
  long: [20, 0],
  float: [14, 7],
  double: [30, 15],
};

function isWide(from: DataType, to: DecimalType): boolean {
  const held = from.kind === 'decimal' ? ([from.precision, from.scale] as const) : digits[from.kind];
  return held !== undefined && to.precision - to.scale >= held[0] - held[1] && to.scale >= held[1];
}

const upCastNumeric: readonly DataTypeKind[] = ['byte', 'short', 'integer', 'long', 'float', 'double'];

/** Casts that lose nothing and cannot fail. */
export function canUpCast(from: DataType, to: DataType): boolean {
  if (from.kind === 'null') return true;
  if (from.kind === to.kind) {
    switch (from.kind) {
      case 'decimal':
        return isWide(from, to as DecimalType);
      case 'array':
        return canUpCast(from.elementType, (to as typeof from).elementType);
      case 'map':
        return canUpCast(from.keyType, (to as typeof from).keyType) && canUpCast(from.valueType, (to as typeof from).valueType);
      case 'struct': {
        const target = to as typeof from;
        return (
          from.fields.length === target.fields.length &&
          from.fields.every((field, i) => canUpCast(field.dataType, target.fields[i]?.dataType ?? field.dataType))
        );
      }
      default:
        return true;
    }
  }
  if (to.kind === 'decimal') return from.kind !== 'float' && from.kind !== 'double' && from.kind !== 'boolean' && isWide(from, to);
  const source = upCastNumeric.indexOf(from.kind);
  const target = upCastNumeric.indexOf(to.kind);
  if (source >= 0 && target >= 0) return source <= target;
  if (from.kind === 'date') return to.kind === 'timestamp' || to.kind === 'timestamp_ntz' || to.kind === 'string';
  if (from.kind === 'timestamp_ntz' || from.kind === 'timestamp')
    return to.kind === 'timestamp' || to.kind === 'timestamp_ntz' || to.kind === 'string';
  return (
    to.kind === 'string' &&
    from.kind !== 'array' &&
    from.kind !== 'map' &&
    from.kind !== 'struct' &&
    from.kind !== 'variant' &&
    from.kind !== 'binary'
  );
}
