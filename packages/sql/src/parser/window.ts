import type { Expression, FrameBound, NamedWindow, SortItem, Window, WindowFrame } from '../ast/index.ts';
import { containsNode } from './contains-node.ts';
import { parseErrorCapturingIdentifier, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';

export function parseSortItem(parser: Parser): SortItem {
  const start = parser.start;
  const expression = parser.rules.expression(parser);
  const direction = parser.accept('ASC') ? 'asc' : parser.accept('DESC') ? 'desc' : undefined;
  let nulls: SortItem['nulls'];
  if (parser.type === 'NULLS' && (parser.peek() === 'FIRST' || parser.peek() === 'LAST')) {
    parser.next();
    nulls = parser.next().type === 'FIRST' ? 'first' : 'last';
  }
  return { kind: 'sortItem', expression, direction, nulls, start, stop: parser.stop };
}

export function parseSortItems(parser: Parser): SortItem[] {
  return parseSequence(parser, parseSortItem);
}

/** `w`, `(w)` or `(PARTITION BY … ORDER BY … ROWS …)`. */
export function parseWindow(parser: Parser): Window {
  const start = parser.start;
  if (parser.type !== '(') {
    const name = parseErrorCapturingIdentifier(parser);
    return { kind: 'windowReference', name, start, stop: parser.stop };
  }
  parser.expect('(');
  if (isReference(parser)) {
    const name = parseErrorCapturingIdentifier(parser);
    parser.expect(')');
    return { kind: 'windowReference', name, start, stop: parser.stop };
  }
  let partitionBy: Expression[] = [];
  let orderBy: SortItem[] = [];
  if (parser.acceptAll('CLUSTER', 'BY')) partitionBy = parseSequence(parser, parser.rules.expression);
  else {
    if (parser.acceptAll('PARTITION', 'BY') || parser.acceptAll('DISTRIBUTE', 'BY'))
      partitionBy = parseSequence(parser, parser.rules.expression);
    if (parser.acceptAll('ORDER', 'BY') || parser.acceptAll('SORT', 'BY')) orderBy = parseSortItems(parser);
  }
  const frame = parser.at('ROWS') || parser.at('RANGE') ? parseFrame(parser) : undefined;
  parser.expect(')');
  return { kind: 'windowDefinition', partitionBy, orderBy, frame, start, stop: parser.stop };
}

function isReference(parser: Parser): boolean {
  return parser.isName(parser.type) && (parser.peek() === ')' || parser.peek() === '-');
}

function parseFrame(parser: Parser): WindowFrame {
  const start = parser.start;
  const type = parser.next().type === 'ROWS' ? 'rows' : 'range';
  let lower: FrameBound;
  let upper: FrameBound | undefined;
  if (parser.accept('BETWEEN')) {
    lower = parseBound(parser);
    parser.expect('AND');
    upper = parseBound(parser);
  } else lower = parseBound(parser);
  return { kind: 'windowFrame', type, lower, upper, start, stop: parser.stop };
}

function parseBound(parser: Parser): FrameBound {
  const start = parser.start;
  const base = (): { kind: 'frameBound'; offset: undefined; start: number; stop: number } => ({
    kind: 'frameBound',
    offset: undefined,
    start,
    stop: parser.stop,
  });
  if (parser.type === 'UNBOUNDED' && (parser.peek() === 'PRECEDING' || parser.peek() === 'FOLLOWING')) {
    parser.next();
    const type = parser.next().type === 'PRECEDING' ? 'unboundedPreceding' : 'unboundedFollowing';
    return { ...base(), type };
  }
  if (parser.acceptAll('CURRENT', 'ROW')) return { ...base(), type: 'currentRow' };
  // The bound's own AND must not be taken by the expression: an offset is a value.
  const offset = parser.rules.value(parser);
  const type = parser.expectOneOf('PRECEDING', 'FOLLOWING') === 'PRECEDING' ? 'preceding' : 'following';
  if (containsNode(offset, ({ kind }) => isVariable(kind))) {
    parser.report('_LEGACY_ERROR_TEMP_0064', { msg: 'Frame bound value must be a literal.' }, { start, stop: parser.stop });
  }
  return { ...base(), type, offset, stop: parser.stop };
}

/** What a frame's offset may not be made of: its value must be known when the query is read. */
function isVariable(kind: unknown): boolean {
  return kind === 'columnReference' || kind === 'functionCall' || kind === 'currentValue' || kind === 'scalarSubquery' || kind === 'star';
}

/** Behind WINDOW, whose place is `start`. */
export function parseNamedWindows(parser: Parser, start: number): NamedWindow[] {
  const windows = parseSequence(parser, (p): NamedWindow => {
    const windowStart = p.start;
    const name = parseErrorCapturingIdentifier(p);
    p.expect('AS');
    const window = parseWindow(p);
    return { kind: 'namedWindow', name, window, start: windowStart, stop: p.stop };
  });
  const names = windows.map(({ name }) => name.value);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    parser.report('INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION', { windowName: `\`${repeated}\`` }, { start, stop: parser.stop });
  }
  for (const { window } of windows) {
    if (window.kind === 'windowReference') refuseReference(parser, window.name.value, windows, { start, stop: parser.stop });
  }
  return windows;
}

/** `w AS (x)`: x must be a window of the same clause, and no reference itself. */
function refuseReference(parser: Parser, name: string, windows: readonly NamedWindow[], range: { start: number; stop: number }): void {
  const found = windows.find((window) => window.name.value === name);
  if (found?.window.kind === 'windowDefinition') return;
  const condition = found === undefined ? 'UNRESOLVED_WINDOW_REFERENCE' : 'INVALID_WINDOW_REFERENCE';
  parser.report(`INVALID_SQL_SYNTAX.${condition}`, { windowName: `\`${name}\`` }, range);
}
