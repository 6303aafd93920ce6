import type { PipeOperator, QueryOrganization, QueryTerm, SetAssignment, SetOperation } from '../ast/index.ts';
import { parseGroupBy } from './group-by.ts';
import { parseErrorCapturingIdentifier, parseMultipartIdentifierRule, parseMultipartIdentifiers, parseSequence } from './identifier.ts';
import { parseJoinParts, startsJoin } from './join.ts';
import { parseNamedExpressions } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { parsePivot, parseUnpivot, startsPivot, startsUnpivot } from './pivot.ts';
import { parseLateralOrPrimary } from './relation.ts';
import { parseSample } from './sample.ts';
import { parseSelectHead, parseWindowClause } from './select.ts';

/** Rules of whole queries, which use this one. */
interface QueryRules {
  readonly parseQueryPrimary: (parser: Parser) => QueryTerm;
  readonly parseOrganization: (parser: Parser) => QueryOrganization;
}

/** What follows `|>`. */
export function parsePipeOperator(parser: Parser, rules: QueryRules): PipeOperator {
  parser.next();
  const start = parser.start;
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  if (startsJoin(parser)) {
    const join = parseJoinParts(parser, parseLateralOrPrimary);
    return { kind: 'pipeJoin', join, ...end() };
  }
  if (startsPivot(parser)) {
    const pivot = parsePivot(parser);
    if (startsUnpivot(parser)) refuseBoth(parser, start);
    return { kind: 'pipePivot', pivot, ...end() };
  }
  if (startsUnpivot(parser)) {
    const unpivot = parseUnpivot(parser);
    if (startsPivot(parser)) refuseBoth(parser, start);
    return { kind: 'pipeUnpivot', unpivot, ...end() };
  }
  const sample = parseSample(parser);
  if (sample !== undefined) return { kind: 'pipeSample', sample, ...end() };
  const operator = setOperatorOf(parser);
  if (operator !== undefined) {
    parser.next();
    const all = parser.accept('ALL');
    if (!all) parser.accept('DISTINCT');
    const right = rules.parseQueryPrimary(parser);
    return { kind: 'pipeSetOperation', operator, all, right, ...end() };
  }
  return parseWordOperator(parser, rules, start);
}

function refuseBoth(parser: Parser, start: number): never {
  if (startsPivot(parser)) parsePivot(parser);
  else parseUnpivot(parser);
  throw parser.error('NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT', {}, { start, stop: parser.stop });
}

function setOperatorOf(parser: Parser): SetOperation['operator'] | undefined {
  if (parser.at('UNION')) return 'union';
  if (parser.at('EXCEPT') || parser.at('MINUS')) return 'except';
  return parser.at('INTERSECT') ? 'intersect' : undefined;
}

function parseWordOperator(parser: Parser, rules: QueryRules, start: number): PipeOperator {
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  switch (parser.type) {
    case 'SELECT': {
      const head = parseSelectHead(parser);
      const groupBy = parser.at('GROUP') && parser.peek() === 'BY' ? parseGroupBy(parser) : undefined;
      const windows = parseWindowClause(parser);
      const absent = { from: [], lateralViews: [], where: undefined, having: undefined, qualify: undefined };
      return { kind: 'pipeSelect', select: { kind: 'select', ...head, ...absent, groupBy, windows, ...end() }, ...end() };
    }
    case 'EXTEND':
      parser.next();
      return { kind: 'pipeExtend', expressions: parseNamedExpressions(parser), ...end() };
    case 'SET':
      parser.next();
      return { kind: 'pipeSet', assignments: parseSequence(parser, parseAssignment), ...end() };
    case 'DROP':
      parser.next();
      return { kind: 'pipeDrop', columns: parseMultipartIdentifiers(parser), ...end() };
    case 'AS':
      parser.next();
      return { kind: 'pipeAs', name: parseErrorCapturingIdentifier(parser), ...end() };
    case 'WHERE': {
      parser.next();
      const condition = parser.rules.expression(parser);
      return { kind: 'pipeWhere', condition, windows: parseWindowClause(parser), ...end() };
    }
    case 'AGGREGATE': {
      parser.next();
      const hasAggregates = !parser.at('GROUP') && !parser.at('eof') && !parser.at('|>') && !parser.at(')') && !parser.at(';');
      const aggregates = hasAggregates ? parseNamedExpressions(parser) : [];
      const groupBy = parser.at('GROUP') && parser.peek() === 'BY' ? parseGroupBy(parser) : undefined;
      return { kind: 'pipeAggregate', aggregates, groupBy, ...end() };
    }
    case 'ORDER':
    case 'CLUSTER':
    case 'DISTRIBUTE':
    case 'SORT':
    case 'WINDOW':
    case 'LIMIT':
    case 'OFFSET': {
      const organization = rules.parseOrganization(parser);
      return { kind: 'pipeOrganization', ...organization, ...end() };
    }
    default:
      return parser.refuse();
  }
}

/** `a.b = expression`. */
export function parseAssignment(parser: Parser): SetAssignment {
  const start = parser.start;
  const target = parseMultipartIdentifierRule(parser);
  parser.expect('=');
  const value = parser.rules.expression(parser);
  return { kind: 'setAssignment', target, value, start, stop: parser.stop };
}
