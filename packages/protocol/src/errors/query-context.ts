/** Where in the user's program an error comes from; the fields are those of Spark Connect. */
export interface QueryContext {
  readonly contextType: 'SQL' | 'DataFrame';
  /** `VIEW` and the like when the SQL text is not the query's own; else empty. */
  readonly objectType: string;
  readonly objectName: string;
  /** Code points before the fragment, in the whole SQL text. */
  readonly startIndex: number;
  /** Index of the fragment's last code point. */
  readonly stopIndex: number;
  /** The piece of SQL, or the method that was called on a DataFrame or Column. */
  readonly fragment: string;
  /** File and line of the call; empty for SQL. */
  readonly callSite: string;
  /** The block that is shown below the message. */
  readonly summary: string;
}

/** A piece of SQL text, by the indexes of its first and its last code point. */
export interface SqlFragment {
  readonly sqlText: string;
  readonly startIndex: number;
  readonly stopIndex: number;
  readonly objectType?: string;
  readonly objectName?: string;
}

/** How much of the text Spark shows on each side of the fragment. */
const EXTRA_CONTEXT_LENGTH = 32;

/**
 * The context of an error in SQL text.
 *
 * ```ts
 * sqlContext({ sqlText: 'SELECT 1/0', startIndex: 7, stopIndex: 9 }).summary;
 * // == SQL (line 1, position 8) ==
 * // SELECT 1/0
 * //        ^^^
 * ```
 */
export function sqlContext(where: SqlFragment): QueryContext {
  const { sqlText, objectType = '', objectName = '' } = where;
  const startIndex = Math.max(where.startIndex, 0);
  const stopIndex = Math.min(where.stopIndex, sqlText.length - 1);
  const { line, position } = positionInText(sqlText, startIndex);
  const object = objectType === '' ? '' : ` of ${objectType} ${objectName}`;
  const head = `== SQL${object} (line ${line}, position ${position + 1}) ==\n`;
  return {
    contextType: 'SQL',
    objectType,
    objectName,
    startIndex,
    stopIndex,
    // Spark cuts the text at these indexes too, though they count code points and Java's strings do not.
    fragment: sqlText.slice(startIndex, stopIndex + 1),
    callSite: '',
    summary: head + underlined(sqlText, startIndex, stopIndex),
  };
}

/**
 * The context of an error in an expression that was built by method calls.
 *
 * ```ts
 * dataFrameContext({ fragment: 'divide', callSite: 'app.ts:15' }).fragment; // 'divide'
 * ```
 */
export function dataFrameContext(where: { readonly fragment: string; readonly callSite: string }): QueryContext {
  const { fragment, callSite } = where;
  const summary = `== DataFrame ==\n"${fragment}" was called from\n${callSite}\n`;
  return { contextType: 'DataFrame', objectType: '', objectName: '', startIndex: 0, stopIndex: 0, fragment, callSite, summary };
}

/** Line (from 1) and code points before `index` on that line. */
export function positionInText(sqlText: string, index: number): { readonly line: number; readonly position: number } {
  let line = 1;
  let position = 0;
  let seen = 0;
  for (const character of sqlText) {
    if (seen++ >= index) break;
    position += 1;
    if (character === '\n') {
      line += 1;
      position = 0;
    }
  }
  return { line, position };
}

function underlined(sqlText: string, startIndex: number, stopIndex: number): string {
  const from = Math.max(startIndex - EXTRA_CONTEXT_LENGTH, 0);
  const to = stopIndex + EXTRA_CONTEXT_LENGTH;
  const before = startIndex < EXTRA_CONTEXT_LENGTH ? '' : '...';
  const after = to >= sqlText.length ? '' : '...';
  let lineStart = from - before.length;
  let shown = '';
  for (const line of `${before}${sqlText.slice(from, to + 1)}${after}`.split('\n')) {
    const lineEnd = lineStart + line.length;
    if (lineEnd >= startIndex && lineStart <= stopIndex) {
      const gap = Math.max(startIndex - lineStart, 0);
      const width = Math.max(Math.min(stopIndex + 1, lineEnd) - lineStart - gap, 0);
      shown += `${line}\n${' '.repeat(gap)}${'^'.repeat(width)}\n`;
    }
    lineStart = lineEnd + 1;
  }
  return shown;
}
