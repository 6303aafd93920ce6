/**
 * Errors thrown by JavaScript functions cross DuckDB as text that names their place in this table, so that the caller of the
 * query gets the very object that was thrown.
 */
const thrown = new Map<number, unknown>();
/** A query fails once, whatever many of its threads threw; what nobody asks for is forgotten after this many later errors. */
const keptErrors = 256;
let lastId = 0;

const pattern = /KINDLING_JS_ERROR#(\d+);/;

/** The text to give to DuckDB for an error. */
export function rememberThrownError(error: unknown): string {
  const id = ++lastId;
  thrown.set(id, error);
  thrown.delete(id - keptErrors);
  return `KINDLING_JS_ERROR#${id}; ${error instanceof Error ? error.message : String(error)}`.replaceAll('\0', '\u2400');
}

/** The error that a message of DuckDB's stands for, if it stands for one. */
export function takeThrownError(message: string): { readonly error: unknown } | undefined {
  const id = Number(pattern.exec(message)?.[1] ?? Number.NaN);
  if (!thrown.has(id)) return undefined;
  return { error: thrown.get(id) };
}
