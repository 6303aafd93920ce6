import type { Identifier, Query, Relation, TableReference } from '../ast/index.ts';
import {
  identifierLiteralLength,
  parseErrorCapturingIdentifier,
  parseIdentifierReference,
  parseMultipartIdentifierRule,
  parseSequence,
} from './identifier.ts';
import { parseJoin, startsJoin } from './join.ts';
import type { Parser } from './parser.ts';
import { parsePivot, parseUnpivot, startsPivot, startsUnpivot } from './pivot.ts';
import { parseProperties } from './property.ts';
import { startsQuery } from './query-start.ts';
import { parseSample } from './sample.ts';
import { parseTableAlias } from './table-alias.ts';
import { parseTableFunction, parseTableFunctionCall } from './table-function.ts';
import { parseChanges, parseTimeTravel } from './time-travel.ts';
import { parseWatermark } from './watermark.ts';

/** A relation with its joins, pivots and unpivots. */
export function parseRelation(parser: Parser): Relation {
  return continueRelation(parser, parser.type === '(' ? parseParenthesizedRelation(parser) : parseLateralOrPrimary(parser));
}

export function parseLateralOrPrimary(parser: Parser): Relation {
  const start = parser.start;
  if (parser.type !== 'LATERAL') return parseRelationPrimary(parser);
  parser.next();
  const relation = parseRelationPrimary(parser);
  return { kind: 'lateralRelation', relation, start, stop: parser.stop };
}

function continueRelation(parser: Parser, first: Relation): Relation {
  let relation = first;
  const { start } = first;
  while (true) {
    if (startsJoin(parser)) relation = parseJoin(parser, relation, parseLateralOrPrimary);
    else if (startsPivot(parser)) {
      const pivot = parsePivot(parser);
      relation = { kind: 'pivotRelation', input: relation, pivot, start, stop: parser.stop };
    } else if (startsUnpivot(parser)) {
      const unpivot = parseUnpivot(parser);
      relation = { kind: 'unpivotRelation', input: relation, unpivot, start, stop: parser.stop };
    } else return relation;
  }
}

export function parseRelationPrimary(parser: Parser): Relation {
  const { type } = parser;
  if (type === '(') return parseParenthesizedRelation(parser);
  if (type === 'VALUES' && startsQuery(parser, 0)) return parseInlineTable(parser);
  if (type === 'STREAM' && (parser.isName(parser.peek()) || parser.peek() === '(')) {
    const stream = parseStream(parser);
    if (stream !== undefined) return stream;
  }
  if (startsFunction(parser)) return parseTableFunction(parser);
  return parseTable(parser);
}

/** A name with parentheses behind it; `IDENTIFIER(…)` alone is a table. */
function startsFunction(parser: Parser): boolean {
  let at = 0;
  while (true) {
    const literal = identifierLiteralLength(parser, at);
    if (literal > 0) at += literal;
    else if (at === 0 && parser.type === 'IDENTIFIER' && parser.peek() === '(') at = behindParentheses(parser, 1);
    else if (parser.isName(parser.peek(at))) at++;
    else return false;
    if (parser.peek(at) !== '.') return parser.peek(at) === '(';
    at++;
  }
}

/** The distance of what follows the parentheses that open at `distance`. */
function behindParentheses(parser: Parser, distance: number): number {
  let depth = 0;
  for (let at = distance; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return at;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) return at + 1;
  }
}

/** `VALUES (1, 2), (3, 4) AS t (a, b)`. */
export function parseInlineTable(parser: Parser): Relation & { kind: 'inlineTable' } {
  const start = parser.start;
  parser.expect('VALUES');
  const rows = parseSequence(parser, parser.rules.expression);
  const alias = parseTableAlias(parser);
  return { kind: 'inlineTable', rows, alias, start, stop: parser.stop };
}

function parseTable(parser: Parser): TableReference {
  const start = parser.start;
  const name = parseIdentifierReference(parser);
  const changes = parseChanges(parser, false);
  const timeTravel = changes === undefined ? parseTimeTravel(parser) : undefined;
  const options = parseOptions(parser);
  if (changes !== undefined) refuseChangesOptions(parser, options);
  const sample = changes === undefined ? parseSample(parser) : undefined;
  const watermark = changes === undefined ? parseWatermark(parser) : undefined;
  const alias = parseTableAlias(parser);
  const base = { kind: 'tableReference', name, stream: false, timeTravel, changes, options, sample, identifiedBy: undefined } as const;
  return { ...base, watermark, alias, start, stop: parser.stop };
}

/** `WITH (key = value)` behind a table. */
export function parseOptions(parser: Parser): TableReference['options'] {
  return parser.acceptBefore('WITH', '(') ? parseProperties(parser) : [];
}

const deduplicationModes: readonly string[] = ['none', 'dropcarryovers', 'netchanges'];

/** The options that CHANGES gives a meaning to. */
function refuseChangesOptions(parser: Parser, options: TableReference['options']): void {
  const mode = options.find(({ key }) => key.toLowerCase() === 'deduplicationmode');
  if (mode?.value === undefined || deduplicationModes.includes(mode.value.toLowerCase())) return;
  parser.report('INVALID_CDC_OPTION.INVALID_DEDUPLICATION_MODE', { mode: mode.value }, mode);
}

function parseParenthesizedRelation(parser: Parser): Relation {
  const start = parser.start;
  parser.expect('(');
  const inner = parseQueryOrRelation(parser);
  parser.expect(')');
  const sample = parseSample(parser);
  const watermark = parseWatermark(parser);
  const alias = parseTableAlias(parser);
  if (inner.kind === 'query') return { kind: 'subqueryRelation', query: inner, sample, watermark, alias, start, stop: parser.stop };
  return { kind: 'parenthesizedRelation', relation: inner, sample, watermark, alias, start, stop: parser.stop };
}

/** Behind a parenthesis. Where more parentheses open, what is in them and behind them tells. */
function parseQueryOrRelation(parser: Parser): Relation | Query {
  const isRelation = !startsQuery(parser, 0);
  if (!isRelation && parser.type !== '(') return parser.rules.query(parser);
  parser.enter();
  const first = isRelation ? parseRelation(parser) : parseRelationPrimary(parser);
  parser.leave();
  if (isRelation) return first;
  const isQuery =
    first.kind === 'subqueryRelation' && first.alias === undefined && first.sample === undefined && first.watermark === undefined;
  if (isQuery && !startsJoin(parser) && !startsPivot(parser) && !startsUnpivot(parser)) return parser.rules.queryFrom(parser, first.query);
  return continueRelation(parser, first);
}

function parseIdentifiedBy(parser: Parser): Identifier | undefined {
  return parser.acceptAll('IDENTIFIED', 'BY') ? parseErrorCapturingIdentifier(parser) : undefined;
}

/** `STREAM t`, `STREAM(t)`, `STREAM f(…)`. */
function parseStream(parser: Parser): Relation | undefined {
  const start = parser.start;
  const parenthesized = parser.peek() === '(';
  if (!parenthesized && (parser.peek() === 'AS' || parser.peek(2) === 'AS' || !parser.isStrictName(parser.peek()))) {
    if (!parser.isStrictName(parser.peek()) || parser.peek() === 'AS') return undefined;
  }
  if (parenthesized && !parser.isName(parser.peek(2))) return undefined;
  parser.next();
  if (parenthesized) parser.next();
  if (startsFunction(parser)) {
    const call = parseTableFunctionCall(parser);
    if (parenthesized) parser.expect(')');
    const identifiedBy = parseIdentifiedBy(parser);
    const watermark = parseWatermark(parser);
    const alias = parseTableAlias(parser);
    return { ...call, kind: 'tableFunction', stream: true, identifiedBy, watermark, alias, start, stop: parser.stop };
  }
  const name = parseMultipartIdentifierRule(parser);
  if (parenthesized) parser.expect(')');
  const changes = parenthesized ? undefined : parseChanges(parser, true);
  const options = parseOptions(parser);
  const identifiedBy = parseIdentifiedBy(parser);
  const watermark = parseWatermark(parser);
  const alias = parseTableAlias(parser);
  const base = { kind: 'tableReference', name, stream: true, timeTravel: undefined, changes, options, sample: undefined } as const;
  return { ...base, identifiedBy, watermark, alias, start, stop: parser.stop };
}
