export { parseColumnTypes, parseDataTypeRule } from './data-type.ts';
export { parseExpressionRule, parseValueExpression } from './expression.ts';
export { parseMultipartIdentifierRule } from './identifier.ts';
export { parseNamedExpression } from './named-expression.ts';
export { Parser, type RecursiveRules, tooComplex } from './parser.ts';
export { parseQueryFrom, parseQueryRule } from './query.ts';
export { parseSingleStatement, parseStatementList, statementRules } from './statement.ts';
