import type { Compound, Identifier, Statement, StatementOrScript } from '../ast/index.ts';
import type { Parser } from './parser.ts';

function parseStatementRule(parser: Parser): Statement {
  return parser.rules.query(parser);
}
function parseCompound(parser: Parser, _label: Identifier | undefined): Compound {
  return parser.refuse();
}

export const statementRules = { statement: parseStatementRule, compound: parseCompound };

export function parseSingleStatement(parser: Parser): StatementOrScript {
  const statement = parser.rules.statement(parser);
  while (parser.accept(';'));
  return statement;
}

export function parseStatementList(parser: Parser): StatementOrScript[] {
  const statements: StatementOrScript[] = [];
  while (parser.type !== 'eof') {
    if (parser.accept(';')) continue;
    statements.push(parser.rules.statement(parser));
    if (!parser.at('eof')) parser.expect(';');
  }
  return statements;
}
