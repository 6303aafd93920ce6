import { SparkError, sparkError } from '../errors/index.ts';

/** A value cannot be a value of the wanted type; `path` names the field, as in `orders[3].price`. */
export class ValueError extends SparkError {
  override readonly name = 'ValueError';
  readonly path: string;
  readonly #reason: string;

  constructor(condition: string, parameters: Readonly<Record<string, string>>, path: string, reason: string) {
    super({
      message: `[${condition}] ${path === '' ? '' : `${path}: `}${reason}`,
      condition,
      messageParameters: 'field_name' in parameters ? { ...parameters, field_name: path } : parameters,
      jvmClasses: ['java.lang.IllegalArgumentException'],
    });
    this.path = path;
    this.#reason = reason;
  }

  /** The same failure, seen from the value that holds the failing one. */
  inside(outer: string): ValueError {
    const path = this.path === '' || this.path.startsWith('[') ? outer + this.path : `${outer}.${this.path}`;
    return new ValueError(this.condition, this.messageParameters, path, this.#reason);
  }
}

/** The text is not what a `parse` function reads. */
export function cannotParse(text: string, type: string): SparkError {
  return sparkError('CAST_INVALID_INPUT', {
    expression: `'${text}'`,
    sourceType: '"STRING"',
    targetType: `"${type}"`,
  });
}

/** Lets `console.log` of Node, Deno and Bun show a value as its text, without importing anything of theirs. */
export const inspectSymbol: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;
