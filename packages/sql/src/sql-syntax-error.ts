export interface SqlSyntaxErrorDetails {
  /** Name of Spark's error condition, such as `PARSE_SYNTAX_ERROR` or `INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_DATABASE`. */
  readonly condition: string;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly text: string;
  /** Offsets of the first and the last character that the error is about. */
  readonly start: number;
  readonly stop: number;
  /**
   * Whether Spark shows the words that it is about (a query context). It does for statements that it read but refuses; for text that it
   * could not read it shows the line and the position only.
   */
  readonly hasQueryContext: boolean;
}

/**
 * The text is not Spark SQL, or is something that Spark's parser refuses. It has what Spark's message is made of; the sentence itself
 * belongs to whoever reports it.
 *
 * @example
 * ```ts
 * import { parseStatement, SqlSyntaxError } from '@kindling/sql';
 *
 * try {
 *   parseStatement('SELECT 1 +');
 * } catch (error) {
 *   if (error instanceof SqlSyntaxError) console.log(error.condition, error.messageParameters, error.line, error.position);
 *   // PARSE_SYNTAX_ERROR { error: 'end of input', hint: '' } 1 10
 * }
 * ```
 */
export class SqlSyntaxError extends Error {
  readonly condition: string;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly text: string;
  readonly start: number;
  readonly stop: number;
  readonly hasQueryContext: boolean;
  /** Line of `start`, from 1. */
  readonly line: number;
  /** Column of `start` in its line, from 0. */
  readonly position: number;

  constructor(details: SqlSyntaxErrorDetails) {
    const { line, position } = locate(details.text, details.start);
    const parameters = Object.entries(details.messageParameters)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}: ${value}`);
    super(`[${details.condition}] ${parameters.join(', ')} (line ${line}, pos ${position})`);
    this.name = 'SqlSyntaxError';
    this.condition = details.condition;
    this.messageParameters = details.messageParameters;
    this.text = details.text;
    this.start = details.start;
    this.stop = details.stop;
    this.hasQueryContext = details.hasQueryContext;
    this.line = line;
    this.position = position;
  }
}

/** Line (from 1) and column (from 0) of an offset. */
export function locate(text: string, offset: number): { line: number; position: number } {
  let line = 1;
  let lineStart = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return { line, position: offset - lineStart };
}
