/** A value cannot be a value of the wanted type; `path` names the field, as in `orders[3].price`. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  /** Spark's error condition, such as `FIELD_NOT_NULLABLE_WITH_NAME`. */
  readonly condition: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly path: string;
  readonly #reason: string;

  constructor(condition: string, parameters: Readonly<Record<string, string>>, path: string, reason: string) {
    super(`[${condition}] ${path === '' ? '' : `${path}: `}${reason}`);
    this.condition = condition;
    this.parameters = 'field_name' in parameters ? { ...parameters, field_name: path } : parameters;
    this.path = path;
    this.#reason = reason;
  }

  /** The same failure, seen from the value that holds the failing one. */
  inside(outer: string): ValueError {
    const path = this.path === '' || this.path.startsWith('[') ? outer + this.path : `${outer}.${this.path}`;
    return new ValueError(this.condition, this.parameters, path, this.#reason);
  }
}

/** The text is not what a `parse` function reads. */
export function cannotParse(text: string, what: string): ValueError {
  return new ValueError(
    'CAST_INVALID_INPUT',
    { expression: `'${text}'`, sourceType: '"STRING"', targetType: `"${what}"` },
    '',
    `'${text}' is not a ${what}`,
  );
}

/** Lets `console.log` of Node, Deno and Bun show a value as its text, without importing anything of theirs. */
export const inspectSymbol: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;
