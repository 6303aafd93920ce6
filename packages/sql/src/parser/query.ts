import type {
  CommonTableExpression,
  Expression,
  NamedWindow,
  Query,
  QueryOrganization,
  QueryTerm,
  SetOperation,
  SortItem,
  WithClause,
} from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseErrorCapturingIdentifier, parseIdentifierList, parseIdentifierReference, parseSequence } from './identifier.ts';
import { parseIntegerValue } from './parameter.ts';
import { type Parser, tooComplex } from './parser.ts';
import { parsePipeOperator } from './pipe.ts';
import { isPipe, startsClause, startsExpression, startsQuery } from './query-start.ts';
import { parseInlineTable } from './relation.ts';
import { parseFromStatement, parseSelectOrTransform } from './select.ts';
import { parseNamedWindows, parseSortItems } from './window.ts';

/** Set operations nest to the left: a longer chain would be too deep for those who walk it. */
const longestChain = 4000;

/** A whole query: WITH, body, ORDER BY, LIMIT … */
export function parseQueryRule(parser: Parser): Query {
  parser.enter();
  const { start } = parser;
  const withClause = parser.type === 'WITH' && startsQuery(parser, 0) ? parseWith(parser) : undefined;
  const body = parseTerm(parser, 0, parseQueryPrimary(parser));
  const query = organize(parser, withClause, body, start);
  parser.leave();
  return query;
}

/** A query behind its WITH, whose first part is already read. */
export function parseTermFrom(parser: Parser, withClause: WithClause, first: QueryTerm): Query {
  return organize(parser, withClause, parseTerm(parser, 0, first), withClause.start);
}

/** A query whose first part, in parentheses, is already read. */
export function parseQueryFrom(parser: Parser, first: Query): Query {
  const before = parser.offset;
  const body = parseTerm(parser, 0, first);
  const query = organize(parser, undefined, body, first.start);
  return parser.offset === before ? first : query;
}

function organize(parser: Parser, withClause: WithClause | undefined, body: QueryTerm, start: number): Query {
  const organization = parseOrganization(parser);
  const query: Query = { kind: 'query', with: withClause, body, ...organization, start, stop: parser.stop };
  refuseManyOrders(parser, organization, query);
  return query;
}

export function refuseManyOrders(parser: Parser, organization: QueryOrganization, range: { start: number; stop: number }): void {
  const { orderBy, sortBy, distributeBy, clusterBy } = organization;
  const isAllowed =
    [orderBy, sortBy, distributeBy, clusterBy].filter((clause) => clause.length > 0).length < 2 ||
    (orderBy.length === 0 && clusterBy.length === 0);
  if (!isAllowed) parser.report('UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES', {}, range);
}

/** `WITH [RECURSIVE] a AS (…), b AS (…)`. */
export function parseWith(parser: Parser): WithClause {
  const start = parser.start;
  parser.expect('WITH');
  const recursive = parser.at('RECURSIVE') && parser.peek() !== 'AS' && parser.peek() !== '(' ? parser.accept('RECURSIVE') : false;
  const tables = parseSequence(parser, parseCommonTable);
  const range = { start, stop: parser.stop };
  const seen = new Set<string>();
  for (const { name } of tables) {
    const lower = name.value.toLowerCase();
    if (seen.has(lower)) parser.report('DUPLICATED_CTE_NAMES', { duplicateNames: `\`${lower}\`` }, range);
    seen.add(lower);
  }
  return { kind: 'with', recursive, tables, ...range };
}

function parseCommonTable(parser: Parser): CommonTableExpression {
  const start = parser.start;
  const name = parseErrorCapturingIdentifier(parser);
  const columns = parser.at('(') && !startsQuery(parser, 1) ? parseIdentifierList(parser) : [];
  const maxRecursionLevel = parser.acceptAll('MAX', 'RECURSION', 'LEVEL') ? parseIntegerValue(parser) : undefined;
  parser.accept('AS');
  parser.expect('(');
  const query = parser.rules.query(parser);
  parser.expect(')');
  return { kind: 'commonTableExpression', name, columns, maxRecursionLevel, query, start, stop: parser.stop };
}

const setOperators: ReadonlyMap<TokenType, SetOperation['operator']> = new Map<TokenType, SetOperation['operator']>([
  ['UNION', 'union'],
  ['EXCEPT', 'except'],
  ['MINUS', 'except'],
  ['INTERSECT', 'intersect'],
]);

export function findSetOperator(parser: Parser): SetOperation['operator'] | undefined {
  return setOperators.get(parser.type);
}

/** Set operations and pipes: INTERSECT binds tighter than UNION and EXCEPT, these tighter than `|>`. */
function parseTerm(parser: Parser, minimum: number, first: QueryTerm): QueryTerm {
  const legacy = parser.options.legacySetOperationPrecedence === true;
  let left = first;
  let length = 0;
  const { start } = first;
  while (true) {
    const operator = findSetOperator(parser);
    if (operator !== undefined) {
      const precedence = legacy || operator !== 'intersect' ? 3 : 4;
      if (precedence < minimum) return left;
      if (++length > longestChain) throw tooComplex(parser.text, start, parser.token.stop);
      parser.next();
      const all = parseSetQuantifier(parser);
      const right = parser.nested((p) => parseTerm(p, precedence + 1, parseQueryPrimary(p)));
      left = { kind: 'setOperation', operator, all, left, right, start, stop: parser.stop };
    } else if (parser.type === '|>' || (parser.type === '|' && isPipe(parser))) {
      if (minimum > 2) return left;
      if (++length > longestChain) throw tooComplex(parser.text, start, parser.token.stop);
      const pipe = parsePipeOperator(parser, start, { parseQueryPrimary, parseOrganization });
      left = { kind: 'pipe', input: left, operator: pipe, start, stop: parser.stop };
    } else return left;
  }
}

/** ALL keeps duplicates; DISTINCT is what is meant without either. */
export function parseSetQuantifier(parser: Parser): boolean {
  if (parser.accept('ALL')) return true;
  parser.accept('DISTINCT');
  return false;
}

export function parseQueryPrimary(parser: Parser): QueryTerm {
  switch (parser.type) {
    case 'SELECT':
    case 'MAP':
    case 'REDUCE':
      return parseSelectOrTransform(parser, true);
    case 'FROM':
      return parseFromStatement(parser, parseOrganization);
    case 'VALUES':
      return parseInlineTable(parser);
    case 'TABLE': {
      const start = parser.start;
      parser.next();
      const name = parseIdentifierReference(parser);
      return { kind: 'tableQuery', name, start, stop: parser.stop };
    }
    case '(': {
      parser.next();
      const query = parser.rules.query(parser);
      parser.expect(')');
      return query;
    }
    default:
      return parser.refuse();
  }
}

/** ORDER BY, CLUSTER BY, DISTRIBUTE BY, SORT BY, WINDOW, LIMIT, OFFSET, in this order. */
export function parseOrganization(parser: Parser): QueryOrganization {
  const { start } = parser;
  const orderBy: SortItem[] = parser.acceptAll('ORDER', 'BY') ? parseSortItems(parser) : [];
  const clusterBy: Expression[] = parser.acceptAll('CLUSTER', 'BY') ? parseSequence(parser, parser.rules.expression) : [];
  const distributeBy: Expression[] = parser.acceptAll('DISTRIBUTE', 'BY') ? parseSequence(parser, parser.rules.expression) : [];
  const sortBy: SortItem[] = parser.acceptAll('SORT', 'BY') ? parseSortItems(parser) : [];
  let windows: NamedWindow[] = [];
  if (parser.at('WINDOW') && startsClause(parser, 0)) {
    const { start } = parser.next();
    windows = parseNamedWindows(parser, start);
  }
  let limit: Expression | undefined;
  if (parser.at('LIMIT') && startsExpression(parser, 1)) {
    parser.next();
    if (parser.at('ALL') && !isOperand(parser)) parser.next();
    else limit = parser.rules.expression(parser);
  }
  const offset = parser.at('OFFSET') && startsExpression(parser, 1) ? parseOffset(parser) : undefined;
  const isEmpty = parser.start === start;
  return {
    orderBy,
    clusterBy,
    distributeBy,
    sortBy,
    windows,
    limit,
    offset,
    ...(isEmpty ? {} : { organization: { start, stop: parser.stop } }),
  };
}

function isOperand(parser: Parser): boolean {
  const next = parser.peek();
  return next === '+' || next === '-' || next === '*' || next === '.' || next === '(';
}

function parseOffset(parser: Parser): Expression {
  parser.expect('OFFSET');
  return parser.rules.expression(parser);
}
