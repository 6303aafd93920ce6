import { type DataType, type InternalValue, toRowValue } from '@kindling/protocol';

const sameInside: ReadonlySet<DataType['kind']> = new Set([
  ...(['null', 'boolean', 'byte', 'short', 'integer', 'long', 'float', 'double', 'decimal'] as const),
  ...(['string', 'char', 'varchar', 'binary', 'calendar_interval', 'variant', 'geometry', 'geography'] as const),
]);

/** From internal values of a type to those that a program sees; `undefined` where they are the same. */
export function fromInternal(dataType: DataType): ((value: InternalValue) => unknown) | undefined {
  return sameInside.has(dataType.kind) ? undefined : (value) => toRowValue(value, dataType);
}
