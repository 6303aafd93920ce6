import type { GroupBy, PipeOperator, QueryOrganization, QueryTerm, SetAssignment, SetOperation } from '../ast/index.ts';
import { containsNode } from './contains-node.ts';
import { parseGroupBy } from './group-by.ts';
import { parseErrorCapturingIdentifier, parseMultipartIdentifierRule, parseMultipartIdentifiers, parseSequence } from './identifier.ts';
import { parseJoinParts, startsJoin } from './join.ts';
import { parseNamedExpressions } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { parsePivot, parseUnpivot, startsPivot, startsUnpivot } from './pivot.ts';
import { startsExpression } from './query-start.ts';
import { parseLateralOrPrimary } from './relation.ts';
import { parseSample } from './sample.ts';
import { parseSelectHead, parseWindowClause } from './select.ts';

/** Rules of whole queries, which use this one. */
interface QueryRules {
  readonly parseQueryPrimary: (parser: Parser) => QueryTerm;
  readonly parseOrganization: (parser: Parser) => QueryOrganization;
}

/** What follows `|>`. */
export function parsePipeOperator(parser: Parser, inputStart: number, rules: QueryRules): PipeOperator {
  parser.next();
  const start = parser.start;
  const end = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  if (startsJoin(parser)) {
    const join = parseJoinParts(parser, parseLateralOrPrimary);
    return { kind: 'pipeJoin', join, ...end() };
  }
  if (startsPivot(parser)) {
    const pivot = parsePivot(parser);
    if (startsUnpivot(parser)) refuseBoth(parser, inputStart);
    return { kind: 'pipePivot', pivot, ...end() };
  }
  if (startsUnpivot(parser)) {
    const unpivot = parseUnpivot(parser);
    if (startsPivot(parser)) refuseBoth(parser, inputStart);
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
  return parseWordOperator(parser, rules, start, inputStart);
}

/** PIVOT and UNPIVOT in one operator. Spark shows the whole query up to here. */
function refuseBoth(parser: Parser, inputStart: number): void {
  if (startsPivot(parser)) parsePivot(parser);
  else parseUnpivot(parser);
  parser.report('NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT', {}, { start: inputStart, stop: parser.stop });
}

function setOperatorOf(parser: Parser): SetOperation['operator'] | undefined {
  if (parser.at('UNION')) return 'union';
  if (parser.at('EXCEPT') || parser.at('MINUS')) return 'except';
  return parser.at('INTERSECT') ? 'intersect' : undefined;
}

function parseWordOperator(parser: Parser, rules: QueryRules, start: number, inputStart: number): PipeOperator {
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
      return { kind: 'pipeSet', assignments: parseSequence(parser, parsePipeAssignment), ...end() };
    case 'DROP':
      parser.next();
      return { kind: 'pipeDrop', columns: parseMultipartIdentifiers(parser), ...end() };
    case 'AS':
      parser.next();
      return { kind: 'pipeAs', name: parseErrorCapturingIdentifier(parser), ...end() };
    case 'WHERE': {
      parser.next();
      const condition = parser.rules.expression(parser);
      const windows = parseWindowClause(parser);
      if (windows.length > 0)
        parser.report('NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE.WINDOW_CLAUSE', {}, { start: inputStart, stop: parser.stop });
      return { kind: 'pipeWhere', condition, windows, ...end() };
    }
    case 'AGGREGATE': {
      parser.next();
      const startsGroupBy = parser.at('GROUP') && parser.peek() === 'BY' && startsExpression(parser, 2);
      const hasAggregates = !startsGroupBy && !parser.at('eof') && !parser.at('|>') && !parser.at(')') && !parser.at(';');
      const aggregates = hasAggregates ? parseNamedExpressions(parser) : [];
      const groupBy = parser.at('GROUP') && parser.peek() === 'BY' ? parseGroupBy(parser, true) : undefined;
      const operator = { kind: 'pipeAggregate', aggregates, groupBy, ...end() } as const;
      refuseAggregate(parser, operator, { start: inputStart, stop: parser.stop });
      return operator;
    }
    case 'ORDER':
    case 'CLUSTER':
    case 'DISTRIBUTE':
    case 'SORT':
    case 'WINDOW':
    case 'LIMIT':
    case 'OFFSET': {
      const organization = rules.parseOrganization(parser);
      refuseSecondClause(parser, organization, end());
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

/** `|> SET a = …`: of a column, not of a field of one. */
function parsePipeAssignment(parser: Parser): SetAssignment {
  const assignment = parseAssignment(parser);
  if (assignment.target.parts.length > 1) {
    const message = 'SQL pipe syntax |> SET operator with multi-part assignment key (only single-part keys are allowed)';
    parser.report('_LEGACY_ERROR_TEMP_0035', { message }, assignment);
  }
  return assignment;
}

/** Each of ORDER BY, LIMIT … wants a pipe operator of its own; LIMIT and OFFSET go together. */
function refuseSecondClause(parser: Parser, organization: QueryOrganization, range: { start: number; stop: number }): void {
  const clauses: string[] = [];
  if (organization.orderBy.length > 0) clauses.push('ORDER BY');
  if (organization.clusterBy.length > 0) clauses.push('CLUSTER BY');
  if (organization.distributeBy.length > 0) clauses.push('DISTRIBUTE BY');
  if (organization.sortBy.length > 0) clauses.push('SORT BY');
  const [first, second] = clauses;
  if (first !== undefined && second !== undefined && !(first === 'DISTRIBUTE BY' && second === 'SORT BY')) {
    parser.report('UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES', {}, range);
  }
  const last = organization.limit !== undefined ? 'LIMIT' : organization.offset !== undefined ? 'OFFSET' : undefined;
  if (first === undefined || last === undefined) return;
  parser.report('MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS', { clause1: first, clause2: last }, range);
}

function refuseAggregate(
  parser: Parser,
  operator: PipeOperator & { readonly kind: 'pipeAggregate' },
  range: { readonly start: number; readonly stop: number },
): void {
  const { aggregates, groupBy } = operator;
  if (aggregates.length === 0 && groupBy === undefined) {
    const message = 'The AGGREGATE clause requires a list of aggregate expressions or a list of grouping expressions, or both';
    parser.report('_LEGACY_ERROR_TEMP_0035', { message }, range);
  }
  const unsupported = findUnsupportedAggregate(operator);
  if (unsupported !== undefined)
    parser.report('UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE', { case: unsupported }, range);
}

function findUnsupportedAggregate({ aggregates, groupBy }: PipeOperator & { readonly kind: 'pipeAggregate' }): string | undefined {
  const [only] = groupBy?.expressions ?? [];
  const isAll = groupBy?.expressions.length === 1 && only?.kind === 'columnReference' && only.parts.length === 1;
  if (isAll && only.parts[0]?.value.toLowerCase() === 'all') return 'GROUP BY ALL';
  if (groupBy !== undefined && (groupBy.suffix === 'groupingSets' || groupBy.expressions.some(isGroupingSets))) return 'GROUPING SETS';
  if (groupBy?.suffix === 'cube' || groupBy?.expressions.some((item) => item.kind === 'groupingAnalytics' && item.type === 'cube'))
    return 'GROUP BY CUBE';
  if (groupBy?.suffix === 'rollup' || groupBy?.expressions.some((item) => item.kind === 'groupingAnalytics')) return 'GROUP BY ROLLUP';
  if (containsNode(aggregates, isGroupingCall('grouping'))) return 'GROUPING';
  if (containsNode(aggregates, isGroupingCall('grouping_id'))) return 'GROUPING_ID';
  if (containsNode(aggregates, (node) => node.kind === 'functionCall' && 'over' in node && node.over !== undefined))
    return 'window functions';
  return undefined;
}

function isGroupingSets(item: GroupBy['expressions'][number]): boolean {
  return item.kind === 'groupingAnalytics' && item.type === 'groupingSets';
}

function isGroupingCall(name: string): (node: { readonly kind: unknown }) => boolean {
  return (node) => {
    if (node.kind !== 'functionCall' || !('name' in node)) return false;
    const { parts } = node.name as { readonly parts?: readonly { readonly value: string }[] };
    return parts?.length === 1 && parts[0]?.value.toLowerCase() === name;
  };
}
