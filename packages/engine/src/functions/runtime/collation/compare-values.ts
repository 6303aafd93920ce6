import type { DataType, Decimal, InternalValue } from '@kindling/protocol';
import { collatedText } from './collated-text.ts';

/** Order of two values that are not NULL; inside them NULL comes first. */
export function compareValues(left: InternalValue, right: InternalValue, type: DataType): number {
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return collatedText((type.kind === 'string' && type.collation) || 'UTF8_BINARY').compare(left as string, right as string);
    case 'array': {
      const [a, b] = [left as InternalValue[], right as InternalValue[]];
      for (let i = 0; i < Math.min(a.length, b.length); i++) {
        const order = compareNullable(a[i] ?? null, b[i] ?? null, type.elementType);
        if (order !== 0) return order;
      }
      return a.length - b.length;
    }
    case 'struct': {
      const [a, b] = [left as InternalValue[], right as InternalValue[]];
      for (const [i, field] of type.fields.entries()) {
        const order = compareNullable(a[i] ?? null, b[i] ?? null, field.dataType);
        if (order !== 0) return order;
      }
      return 0;
    }
    case 'decimal':
      return Number((left as Decimal).unscaled - (right as Decimal).unscaled);
    case 'binary':
      return Buffer.compare(left as Uint8Array, right as Uint8Array);
    case 'float':
    case 'double':
      return compareNumbers(left as number, right as number);
    default:
      return (left as number) < (right as number) ? -1 : (left as number) > (right as number) ? 1 : 0;
  }
}

/** NaN is one value and the largest. */
function compareNumbers(left: number, right: number): number {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  if (Number.isNaN(right)) return -1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareNullable(left: InternalValue, right: InternalValue, type: DataType): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  return compareValues(left, right, type);
}
