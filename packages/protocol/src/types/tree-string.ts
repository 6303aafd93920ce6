import type { DataType, StructType } from './data-type.ts';
import { typeName } from './type-names.ts';

function writeChildren(type: DataType, prefix: string, depthLeft: number, lines: string[]): void {
  if (depthLeft <= 0) return;
  const writeLine = (text: string, child: DataType): void => {
    lines.push(`${prefix}-- ${text}`);
    writeChildren(child, `${prefix}    |`, depthLeft - 1, lines);
  };
  switch (type.kind) {
    case 'array':
      writeLine(`element: ${typeName(type.elementType)} (containsNull = ${type.containsNull})`, type.elementType);
      return;
    case 'map':
      writeLine(`key: ${typeName(type.keyType)}`, type.keyType);
      writeLine(`value: ${typeName(type.valueType)} (valueContainsNull = ${type.valueContainsNull})`, type.valueType);
      return;
    case 'struct':
      for (const field of type.fields) {
        writeLine(`${field.name}: ${typeName(field.dataType)} (nullable = ${field.nullable})`, field.dataType);
      }
      return;
    default:
      return;
  }
}

/**
 * The tree that `printSchema` prints, down to `level` levels of nesting.
 *
 * @example
 * ```ts
 * treeString(types.struct([types.field('a', types.long)]));
 * // root
 * //  |-- a: long (nullable = true)
 * ```
 */
export function treeString(schema: StructType, level: number = Number.POSITIVE_INFINITY): string {
  const lines = ['root'];
  writeChildren(schema, ' |', level <= 0 ? Number.POSITIVE_INFINITY : level, lines);
  return `${lines.join('\n')}\n`;
}
