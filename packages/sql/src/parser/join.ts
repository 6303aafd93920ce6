import type { Join, JoinCriteria, JoinType, Relation } from '../ast/index.ts';
import { parseIdentifierList } from './identifier.ts';
import type { Parser } from './parser.ts';

const mostNearestResults = 100_000;

export function startsJoin(parser: Parser): boolean {
  const next = parser.peek();
  switch (parser.type) {
    case 'JOIN':
      return true;
    case 'NATURAL':
      return next === 'JOIN' || next === 'INNER' || next === 'CROSS' || isSided(next) || next === 'SEMI' || next === 'ANTI';
    case 'INNER':
    case 'CROSS':
    case 'SEMI':
    case 'ANTI':
      return next === 'JOIN';
    case 'LEFT':
    case 'RIGHT':
    case 'FULL':
      return next === 'JOIN' || next === 'OUTER' || next === 'SEMI' || next === 'ANTI';
    default:
      return false;
  }
}

function isSided(type: string): boolean {
  return type === 'LEFT' || type === 'RIGHT' || type === 'FULL';
}

export function parseJoinType(parser: Parser): JoinType {
  if (parser.accept('INNER')) return 'inner';
  if (parser.accept('CROSS')) return 'cross';
  if (parser.accept('SEMI')) return 'leftSemi';
  if (parser.accept('ANTI')) return 'leftAnti';
  if (parser.accept('LEFT')) {
    if (parser.accept('SEMI')) return 'leftSemi';
    if (parser.accept('ANTI')) return 'leftAnti';
    parser.accept('OUTER');
    return 'leftOuter';
  }
  if (parser.accept('RIGHT')) {
    parser.accept('OUTER');
    return 'rightOuter';
  }
  if (parser.accept('FULL')) {
    parser.accept('OUTER');
    return 'fullOuter';
  }
  return 'inner';
}

export function parseJoin(parser: Parser, left: Relation, parseRight: (parser: Parser) => Relation): Join {
  const { type, right, criteria } = parseJoinParts(parser, parseRight);
  return { kind: 'join', type, left, right, criteria, start: left.start, stop: parser.stop };
}

/** A join without its left side: the pipe operator has that before it. */
export function parseJoinParts(parser: Parser, parseRight: (parser: Parser) => Relation): Omit<Join, 'kind' | 'left'> {
  const start = parser.start;
  const natural = parser.accept('NATURAL');
  const type = parseJoinType(parser);
  parser.expect('JOIN');
  const rightIsLateral = parser.at('LATERAL');
  const right = parseRight(parser);
  const naturalRange = { start, stop: parser.stop };
  if (natural) {
    if (type === 'cross') parser.report('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'NATURAL', joinType2: 'CROSS' }, naturalRange);
    if (rightIsLateral) parser.report('UNSUPPORTED_FEATURE.LATERAL_NATURAL_JOIN', {}, naturalRange);
    return { type, right, criteria: { kind: 'natural', ...naturalRange }, start, stop: parser.stop };
  }
  const criteria = parseCriteria(parser, type);
  const range = { start, stop: parser.stop };
  if (rightIsLateral && criteria?.kind === 'using') parser.report('UNSUPPORTED_FEATURE.LATERAL_JOIN_USING', {}, range);
  if (rightIsLateral && criteria?.kind === 'nearestBy') parser.report('UNSUPPORTED_FEATURE.LATERAL_JOIN_NEAREST_BY', {}, range);
  if (rightIsLateral && type !== 'inner' && type !== 'cross' && type !== 'leftOuter') {
    parser.report('INVALID_LATERAL_JOIN_TYPE', { joinType: joinTypeName(type) }, range);
  }
  return { type, right, criteria, start, stop: parser.stop };
}

function joinTypeName(type: JoinType): string {
  return type.replace(/([A-Z])/, ' $1').toUpperCase();
}

function parseCriteria(parser: Parser, type: JoinType): JoinCriteria | undefined {
  const start = parser.start;
  if (parser.accept('ON')) {
    const condition = parser.rules.expression(parser);
    return { kind: 'on', condition, start, stop: parser.stop };
  }
  if (parser.at('USING') && parser.peek() === '(') {
    parser.next();
    const columns = parseIdentifierList(parser);
    return { kind: 'using', columns, start, stop: parser.stop };
  }
  if ((parser.at('APPROX') || parser.at('EXACT')) && parser.peek() === 'NEAREST') return parseNearest(parser, type);
  return undefined;
}

/** `APPROX NEAREST 3 BY DISTANCE expression`. */
function parseNearest(parser: Parser, type: JoinType): JoinCriteria {
  const start = parser.start;
  const approximate = parser.next().type === 'APPROX';
  parser.expect('NEAREST');
  const count = parser.at('integer') ? parser.textOf(parser.next()) : '1';
  parser.expect('BY');
  const by = parser.expectOneOf('DISTANCE', 'SIMILARITY') === 'DISTANCE' ? 'distance' : 'similarity';
  const expression = parser.rules.expression(parser);
  const range = { start, stop: parser.stop };
  const results = Number(count);
  if (results < 1 || results > mostNearestResults) {
    parser.report('NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE', { numResults: count, min: '1', max: String(mostNearestResults) }, range);
  }
  if (type !== 'inner' && type !== 'leftOuter') {
    const parameters = { joinType: joinTypeName(type), supported: "'INNER', 'LEFT OUTER'" };
    parser.report('NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE', parameters, range);
  }
  return { kind: 'nearestBy', approximate, results, by, expression, ...range };
}
