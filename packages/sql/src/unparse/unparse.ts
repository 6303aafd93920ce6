import type { NamedExpression, Query, StatementOrScript } from '../ast/index.ts';
import { printNamed } from './expression.ts';
import type { Printers } from './printer.ts';
import { printQuery } from './query.ts';
import { printScript } from './script.ts';
import { printStatement } from './statement.ts';

const printers: Printers = {
  query: (query) => printQuery(printers, query),
  statement: (statement) => printStatement(printers, statement),
};

/**
 * SQL text of a syntax tree. Reading it again gives the same tree, but for positions, comments and parentheses that change nothing.
 *
 * @example
 * ```ts
 * import { parseStatement, unparse } from '@kindling/sql';
 *
 * unparse(parseStatement('select a,b from t  where (a>1)')); // SELECT a, b FROM t WHERE a > 1
 * ```
 */
export function unparse(statement: StatementOrScript): string {
  return statement.kind === 'compound' ? printScript(printers, statement) : printStatement(printers, statement);
}

/** SQL text of an expression or of a query in an expression's place. */
export function unparseExpression(expression: NamedExpression | Query): string {
  return expression.kind === 'query' ? printQuery(printers, expression) : printNamed(printers, expression);
}
