import type { StatementOrScript } from './ast/index.ts';
import { type Token, tokenize } from './lexer/index.ts';
import { parseStatement } from './parse.ts';
import type { ParserOptions } from './parser-options.ts';
import { SqlSyntaxError } from './sql-syntax-error.ts';

/** A parameter in a text: a name, or the number of a `?`. */
export interface ParameterMarker {
  readonly name?: string;
  readonly index?: number;
  readonly start: number;
  readonly stop: number;
}

/** A marker and the SQL text that stands for it. */
export interface ParameterText {
  readonly marker: ParameterMarker;
  readonly sql: string;
}

/**
 * The parameters of a statement. Its tree tells `a:b`, a path into a variant, from a parameter; where only values make the text
 * readable, as in `AS IDENTIFIER(:name)`, its tokens have to do.
 *
 * @example
 * ```ts
 * import { parameterMarkers } from '@kindling/sql';
 *
 * parameterMarkers('SELECT :a, :b').map((marker) => marker.name); // ['a', 'b']
 * ```
 */
export function parameterMarkers(text: string, options: ParserOptions = {}): readonly ParameterMarker[] {
  try {
    return markersOfTree(parseStatement(text, options));
  } catch (error) {
    const found = error instanceof SqlSyntaxError ? markersOfTokens(text) : [];
    if (found.length === 0) throw error;
    return found;
  }
}

function markersOfTree(statement: StatementOrScript): readonly ParameterMarker[] {
  const found: ParameterMarker[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { kind, name, index, start, stop } = value as ParameterMarker & { readonly kind?: string };
    if (kind === 'namedParameter') found.push({ name: name as string, start, stop });
    else if (kind === 'positionalParameter') found.push({ index: index as number, start, stop });
    else for (const item of Object.values(value)) visit(item);
  };
  visit(statement);
  return found.sort((left, right) => left.start - right.start).filter((item, i, all) => item.start !== all[i - 1]?.start);
}

function markersOfTokens(text: string): readonly ParameterMarker[] {
  const { tokens } = tokenize(text);
  const found: ParameterMarker[] = [];
  let index = 0;
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token.type === '?') found.push({ index: index++, start: token.start, stop: token.stop });
    if (token.type !== ':' || next === undefined || endsValue(tokens[i - 1])) return;
    const word = text.slice(next.start, next.stop + 1);
    const name = next.type === 'backquoted' ? word.slice(1, -1).replaceAll('``', '`') : word;
    if (/^[A-Za-z_]/.test(word) || next.type === 'backquoted') found.push({ name, start: token.start, stop: next.stop });
  });
  return found;
}

/** Behind a value, a colon starts a path. */
function endsValue(token: Token | undefined): boolean {
  return token !== undefined && ['identifier', 'backquoted', ')', ']'].includes(token.type);
}

/**
 * Reads a statement with SQL text in the places of its parameters. Positions, in the tree and in errors, are those of the text as it
 * was written; what lies inside of a parameter's text has the position of the parameter.
 *
 * @example
 * ```ts
 * import { parameterMarkers, parseWithParameters } from '@kindling/sql';
 *
 * const text = 'SELECT 1 AS IDENTIFIER(:name)';
 * parseWithParameters(text, parameterMarkers(text).map((marker) => ({ marker, sql: "'one'" }))).kind; // query
 * ```
 */
export function parseWithParameters(text: string, parameters: readonly ParameterText[], options: ParserOptions = {}): StatementOrScript {
  const completed = completeText(text, parameters);
  const position = originalPosition(parameters);
  try {
    return placed(parseStatement(completed, options), position);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    const { condition, messageParameters, hasQueryContext } = error;
    throw new SqlSyntaxError({
      condition,
      messageParameters,
      hasQueryContext,
      text,
      start: position(error.start),
      stop: position(error.stop),
    });
  }
}

function completeText(text: string, parameters: readonly ParameterText[]): string {
  let completed = '';
  let end = 0;
  for (const { marker, sql } of parameters) {
    completed += text.slice(end, marker.start) + sql;
    end = marker.stop + 1;
  }
  return completed + text.slice(end);
}

/** From positions in the completed text to those in the text before. */
function originalPosition(parameters: readonly ParameterText[]): (position: number) => number {
  return (position) => {
    let grown = 0;
    for (const { marker, sql } of parameters) {
      const start = marker.start + grown;
      if (position < start) break;
      if (position < start + sql.length) return marker.start;
      grown += sql.length - (marker.stop + 1 - marker.start);
    }
    return position - grown;
  };
}

function placed<T>(node: T, position: (position: number) => number): T {
  if (Array.isArray(node)) return node.map((item) => placed(item, position)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    copy[key] = (key === 'start' || key === 'stop') && typeof value === 'number' ? position(value) : placed(value, position);
  }
  return copy as T;
}
