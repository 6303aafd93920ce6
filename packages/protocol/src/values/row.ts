import type { StructType } from '../types/index.ts';

/** What all rows of one schema share; kept on their prototype. */
interface RowShape {
  readonly schema: StructType;
  readonly names: readonly string[];
  /** Property order is column order, so that the properties alone are the row. */
  readonly ordered: boolean;
}

const shapeKey: unique symbol = Symbol('row shape');

function quoted(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(quoted).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${quoted(key)}: ${quoted(item)}`).join(', ')}}`;
  return String(value);
}

/**
 * One row: its columns are properties, by name, and also positions.
 *
 * Rows can be spread, compared and written as JSON like any object. Two columns of one name share a property (the last one);
 * by position both can be read.
 *
 * @example
 * ```ts
 * const [row] = await spark.sql("SELECT 7196 AS id, 'PhD' AS education").collect();
 * row.id; // 7196
 * row.at(1); // 'PhD'
 * String(row); // "(7196, 'PhD')"
 * const older = { ...row, id: row.id + 1 };
 * ```
 */
export class Row implements Iterable<unknown> {
  declare readonly [shapeKey]: RowShape;
  /** Only where properties can not carry the order: names that repeat or look like numbers. */
  #values: unknown[] | undefined;
  [column: string]: unknown;

  protected constructor(shape: RowShape, values: unknown[]) {
    if (!shape.ordered) this.#values = values;
    const { names } = shape;
    for (let ordinal = 0; ordinal < names.length; ordinal++) {
      const name = names[ordinal] as string;
      if (name === '__proto__') {
        Object.defineProperty(this, name, { value: values[ordinal], enumerable: true, writable: true, configurable: true });
      } else {
        this[name] = values[ordinal];
      }
    }
  }

  /** The values in column order. */
  static valuesOf(row: Row): unknown[] {
    if (row.#values !== undefined) return [...row.#values];
    return row[shapeKey].names.map((name) => row[name]);
  }

  static schemaOf(row: Row): StructType {
    return row[shapeKey].schema;
  }

  /** The value of a column by its position, counted from 0. */
  at(ordinal: number): unknown {
    if (this.#values !== undefined) return this.#values[ordinal];
    const name = this[shapeKey].names[ordinal];
    return name === undefined ? undefined : this[name];
  }

  /** The value of a column by its name; throws when there is none. */
  get(name: string): unknown {
    if (!this[shapeKey].names.includes(name)) {
      throw new RangeError(`the row has no column '${name}'; it has ${this[shapeKey].names.join(', ')}`);
    }
    return this[name];
  }

  toArray(): unknown[] {
    return Row.valuesOf(this);
  }

  [Symbol.iterator](): IterableIterator<unknown> {
    return Row.valuesOf(this).values();
  }

  toString(): string {
    return `(${Row.valuesOf(this).map(quoted).join(', ')})`;
  }
}

/** Makes rows of one schema from values in column order. The array must not be changed afterwards. */
export type RowFactory = (values: unknown[]) => Row;

export function rowFactory(schema: StructType): RowFactory {
  const names = schema.fields.map((field) => field.name);
  const ordered = new Set(names).size === names.length && !names.some((name) => /^\d+$/.test(name));
  const shape: RowShape = { schema, names, ordered };
  class SchemaRow extends Row {
    constructor(values: unknown[]) {
      super(shape, values);
    }
  }
  Object.defineProperty(SchemaRow, 'name', { value: 'Row' });
  Object.defineProperty(SchemaRow.prototype, shapeKey, { value: shape });
  return (values) => new SchemaRow(values);
}
