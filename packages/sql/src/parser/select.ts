import type {
  Expression,
  FromStatement,
  GroupBy,
  Hint,
  LateralView,
  NamedExpression,
  NamedWindow,
  Query,
  QueryOrganization,
  Relation,
  Select,
  Transform,
} from '../ast/index.ts';
import { parseFromClause, parseLateralViews } from './from-clause.ts';
import { parseGroupBy } from './group-by.ts';
import { identifierLiteralLength, parseIdentifier, parseParenthesizedSequence } from './identifier.ts';
import { parseNamedExpressions } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { parsePrimary } from './primary-expression.ts';
import { startsClause, startsExpression, startsQuery } from './query-start.ts';
import { parseTransformHead, startsTransform } from './transform.ts';
import { parseNamedWindows } from './window.ts';

/** SELECT with its clauses. Behind a leading FROM it has none of its own. */
export function parseSelectOrTransform(parser: Parser, mayHaveFrom: boolean): Select | Transform {
  return startsTransform(parser) ? parseTransform(parser, mayHaveFrom) : parseSelect(parser, mayHaveFrom);
}

export interface SelectHead {
  readonly hints: readonly Hint[];
  readonly quantifier: 'all' | 'distinct' | undefined;
  readonly projection: readonly NamedExpression[];
}

/** `SELECT [hints] [DISTINCT] a, b`. */
export function parseSelectHead(parser: Parser): SelectHead {
  parser.expect('SELECT');
  const hints: Hint[] = [];
  while (parser.at('/*+')) hints.push(...parseHints(parser));
  const quantifier = parseSelectQuantifier(parser);
  const projection = parseNamedExpressions(parser);
  return { hints, quantifier, projection };
}

export function parseSelectQuantifier(parser: Parser): 'all' | 'distinct' | undefined {
  const { type } = parser;
  if ((type !== 'ALL' && type !== 'DISTINCT') || !startsExpression(parser, 1) || startsClause(parser, 1)) return undefined;
  parser.next();
  return type === 'ALL' ? 'all' : 'distinct';
}

/** `/*+ BROADCAST(a), COALESCE(3) *\/`. */
function parseHints(parser: Parser): Hint[] {
  parser.expect('/*+');
  const hints: Hint[] = [parseHint(parser)];
  while (!parser.at('*/')) {
    parser.accept(',');
    hints.push(parseHint(parser));
  }
  parser.next();
  return hints;
}

function parseHint(parser: Parser): Hint {
  const start = parser.start;
  // A hint's name is a plain word: IDENTIFIER would be one itself.
  const literal = identifierLiteralLength(parser);
  if (literal > 0 && parser.peek(literal) === '(') throw parser.syntaxError(parser.peekToken(literal));
  const name = parseIdentifier(parser).value;
  const parameters: Expression[] = parser.at('(') ? parseParenthesizedSequence(parser, parsePrimary) : [];
  return { kind: 'hint', name, parameters, start, stop: parser.stop };
}

interface SelectClauses {
  readonly from: readonly Relation[];
  readonly lateralViews: readonly LateralView[];
  readonly where: Expression | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly NamedWindow[];
}

function parseClauses(parser: Parser, mayHaveFrom: boolean): SelectClauses {
  const hasFrom = mayHaveFrom && parser.at('FROM') && startsClause(parser, 0);
  const { from, lateralViews } = hasFrom ? parseFromClause(parser) : { from: [], lateralViews: parseLateralViews(parser) };
  const where = parseCondition(parser, 'WHERE');
  const groupBy = parser.at('GROUP') && parser.peek() === 'BY' ? parseGroupBy(parser) : undefined;
  const having = parseCondition(parser, 'HAVING');
  return { from, lateralViews, where, groupBy, having, windows: parseWindowClause(parser) };
}

export function parseCondition(parser: Parser, word: 'WHERE' | 'HAVING' | 'QUALIFY'): Expression | undefined {
  if (!parser.at(word) || !startsExpression(parser, 1)) return undefined;
  parser.next();
  return parser.rules.expression(parser);
}

export function parseWindowClause(parser: Parser): NamedWindow[] {
  if (!parser.at('WINDOW') || !startsClause(parser, 0)) return [];
  const { start } = parser.next();
  return parseNamedWindows(parser, start);
}

function parseSelect(parser: Parser, mayHaveFrom: boolean): Select {
  const start = parser.start;
  const head = parseSelectHead(parser);
  const clauses = parseClauses(parser, mayHaveFrom);
  const qualify = parseCondition(parser, 'QUALIFY');
  return { kind: 'select', ...head, ...clauses, qualify, start, stop: parser.stop };
}

function parseTransform(parser: Parser, mayHaveFrom: boolean): Transform {
  const start = parser.start;
  const head = parseTransformHead(parser);
  const clauses = parseClauses(parser, mayHaveFrom);
  return { kind: 'transform', ...head, ...clauses, start, stop: parser.stop };
}

/** `FROM t SELECT a WHERE b`, with one SELECT, several or none. */
export function parseFromStatement(parser: Parser, parseOrganization: (parser: Parser) => QueryOrganization): FromStatement {
  const start = parser.start;
  const { from, lateralViews } = parseFromClause(parser);
  const branches: Query[] = [];
  while ((parser.at('SELECT') || parser.at('MAP') || parser.at('REDUCE')) && startsQuery(parser, 0)) {
    branches.push(parseFromBranch(parser, parseOrganization));
  }
  return { kind: 'fromStatement', from, lateralViews, branches, start, stop: parser.stop };
}

export function parseFromBranch(parser: Parser, parseOrganization: (parser: Parser) => QueryOrganization): Query {
  const start = parser.start;
  const body = parseSelectOrTransform(parser, false);
  const organization = parseOrganization(parser);
  return { kind: 'query', with: undefined, body, ...organization, start, stop: parser.stop };
}
