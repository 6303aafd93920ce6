import type { DataType } from '../types/index.ts';
import { quoteIdentifier, quoteStringLiteral, sqlName } from '../types/index.ts';

/**
 * A name as messages show it: every part in backquotes.
 *
 * ```ts
 * toSQLId(['spark_catalog', 'default', 't']); // `spark_catalog`.`default`.`t`
 * ```
 */
export function toSQLId(name: string | readonly string[]): string {
  return (typeof name === 'string' ? [name] : name).map(quoteIdentifier).join('.');
}

/**
 * A type as messages show it: its SQL name in double quotes. A text stands for a kind of types.
 *
 * ```ts
 * toSQLType({ kind: 'integer' }); // "INT"
 * toSQLType('numeric'); // "NUMERIC"
 * ```
 */
export function toSQLType(type: DataType | string): string {
  return `"${typeof type === 'string' ? type.toUpperCase() : sqlName(type)}"`;
}

/** Several types of which any would do: `("NUMERIC" or "INTERVAL")`, or the only one without parentheses. */
export function toSQLTypes(types: readonly (DataType | string)[]): string {
  const names = types.map(toSQLType);
  return names.length === 1 ? names[0]! : `(${names.join(' or ')})`;
}

/** The key of a setting as messages show it. */
export function toSQLConf(key: string): string {
  return `"${key}"`;
}

/** An expression, given as SQL text, as messages show it. */
export function toSQLExpr(sql: string): string {
  return `"${sql}"`;
}

/** An option of a data source as messages show it. */
export function toDSOption(option: string): string {
  return `"${option}"`;
}

/**
 * A value as messages show it: a SQL literal of its type. A value that is neither text nor number comes as the text of its literal.
 *
 * ```ts
 * toSQLValue("it's"); // 'it\'s'
 * toSQLValue(5n, { kind: 'long' }); // 5L
 * ```
 */
export function toSQLValue(value: string | number | bigint | boolean | null, type: DataType = { kind: 'string' }): string {
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return quoteStringLiteral(String(value));
    case 'byte':
      return `${value}Y`;
    case 'short':
      return `${value}S`;
    case 'long':
      return `${value}L`;
    case 'float':
      return floatText(value);
    case 'double':
      return Number.isFinite(Number(value)) ? `${floatText(value)}D` : floatText(value);
    case 'decimal':
      return `${value}BD`;
    default:
      return String(value);
  }
}

/** Java's text of a floating-point number: always with a decimal point, and an exponent outside 10^-3 to 10^7. */
function floatText(value: string | number | bigint | boolean): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return String(number);
  if (Object.is(number, -0)) return '-0.0';
  const size = Math.abs(number);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(number) ? `${number}.0` : String(number);
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
