import type { Expression, Identifier, LateralView, Relation } from '../ast/index.ts';
import { parseIdentifier, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parsePivot, parseUnpivot, startsPivot, startsUnpivot } from './pivot.ts';
import { startsClause } from './query-start.ts';
import { parseRelation } from './relation.ts';

export interface FromClause {
  readonly from: readonly Relation[];
  readonly lateralViews: readonly LateralView[];
}

/** `FROM a, b LATERAL VIEW …`. */
export function parseFromClause(parser: Parser): FromClause {
  const start = parser.start;
  parser.expect('FROM');
  const from = parseSequence(parser, parseRelation);
  const lateralViews = parseLateralViews(parser);
  refusePivotBehindView(parser, start);
  return { from, lateralViews };
}

/** A relation takes its PIVOT itself, so that one behind the relations follows a LATERAL VIEW, which Spark does not allow. */
function refusePivotBehindView(parser: Parser, start: number): void {
  const hasPivot = startsPivot(parser);
  if (hasPivot) parsePivot(parser);
  const hasUnpivot = startsUnpivot(parser);
  if (hasUnpivot) parseUnpivot(parser);
  if (!hasPivot && !hasUnpivot) return;
  const pair = hasPivot && hasUnpivot ? 'UNPIVOT_WITH_PIVOT' : hasPivot ? 'LATERAL_WITH_PIVOT' : 'LATERAL_WITH_UNPIVOT';
  parser.report(`NOT_ALLOWED_IN_FROM.${pair}`, {}, { start, stop: parser.stop });
}

export function parseLateralViews(parser: Parser): LateralView[] {
  const views: LateralView[] = [];
  while (parser.at('LATERAL') && parser.peek() === 'VIEW') views.push(parseLateralView(parser));
  return views;
}

/** `LATERAL VIEW [OUTER] explode(a) t AS x, y`. */
function parseLateralView(parser: Parser): LateralView {
  const start = parser.start;
  parser.expectAll('LATERAL', 'VIEW');
  const outer = parser.at('OUTER') && parser.peek() !== '(' && parser.peek() !== '.' ? parser.accept('OUTER') : false;
  const nameStart = parser.start;
  const parts: Identifier[] = [parseIdentifier(parser)];
  while (parser.accept('.')) parts.push(parseIdentifier(parser));
  const functionName = { kind: 'multipartIdentifier', parts, start: nameStart, stop: parser.stop } as const;
  parser.expect('(');
  const list: Expression[] = parser.at(')') ? [] : parseSequence(parser, parser.rules.expression);
  parser.expect(')');
  const tableName = parseIdentifier(parser);
  const columns = startsColumns(parser) ? parseColumns(parser) : [];
  return { kind: 'lateralView', outer, functionName, arguments: list, tableName, columns, start, stop: parser.stop };
}

function startsColumns(parser: Parser): boolean {
  if (parser.at('AS')) return true;
  return parser.isStrictName(parser.type) && !startsClause(parser, 0) && !startsPivot(parser) && !startsUnpivot(parser);
}

function parseColumns(parser: Parser): Identifier[] {
  parser.accept('AS');
  return parseSequence(parser, parseIdentifier);
}
