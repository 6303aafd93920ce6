import type { DataType, MultipartIdentifier, NamedExpression, Query, StatementOrScript, StructFieldType } from './ast/index.ts';
import {
  Parser,
  parseColumnTypes,
  parseDataTypeRule,
  parseExpressionRule,
  parseMultipartIdentifierRule,
  parseNamedExpression,
  parseQueryFrom,
  parseQueryRule,
  parseSingleStatement,
  parseStatementList,
  parseValueExpression,
  type RecursiveRules,
  statementRules,
  tooComplex,
} from './parser/index.ts';
import type { ParserOptions } from './parser-options.ts';

const rules: RecursiveRules = {
  query: parseQueryRule,
  queryFrom: parseQueryFrom,
  expression: parseExpressionRule,
  value: parseValueExpression,
  ...statementRules,
};

/** Reads a whole text by one rule. */
function parseAll<T>(text: string, options: ParserOptions, rule: (parser: Parser) => T): T {
  try {
    const parser = new Parser(text, options, rules);
    const result = rule(parser);
    parser.expectEnd();
    return result;
  } catch (error) {
    // The depth limit assumes a stack that is mostly free; called from deep inside another program it may not be.
    if (error instanceof RangeError) throw tooComplex(text, 0, Math.max(text.length - 1, 0));
    throw error;
  }
}

/**
 * Reads one statement, with or without a semicolon behind it, or a script `BEGIN … END`.
 *
 * @example
 * ```ts
 * import { parseStatement } from '@kindling/sql';
 *
 * const statement = parseStatement('SELECT a FROM t WHERE b > 1');
 * if (statement.kind === 'query') console.log(statement.body.kind); // select
 * ```
 */
export function parseStatement(text: string, options: ParserOptions = {}): StatementOrScript {
  return parseAll(text, options, parseSingleStatement);
}

/**
 * Reads statements that are separated by semicolons, as in a file of SQL.
 *
 * @example
 * ```ts
 * import { parseStatements } from '@kindling/sql';
 *
 * parseStatements('USE sales; SELECT * FROM orders;').map((statement) => statement.kind); // ['use', 'query']
 * ```
 */
export function parseStatements(text: string, options: ParserOptions = {}): StatementOrScript[] {
  return parseAll(text, options, parseStatementList);
}

/** Reads a query. */
export function parseQuery(text: string, options: ParserOptions = {}): Query {
  return parseAll(text, options, parseQueryRule);
}

/**
 * Reads an expression with or without an alias, as `selectExpr` and `filter` take them.
 *
 * @example
 * ```ts
 * import { parseExpression } from '@kindling/sql';
 *
 * parseExpression('a + 1 AS b').kind; // 'alias'
 * ```
 */
export function parseExpression(text: string, options: ParserOptions = {}): NamedExpression {
  return parseAll(text, options, parseNamedExpression);
}

/** Reads names joined by dots: a table, a function, a nested column. */
export function parseMultipartIdentifier(text: string, options: ParserOptions = {}): MultipartIdentifier {
  return parseAll(text, options, parseMultipartIdentifierRule);
}

/** Reads a table's name of at most two parts. */
export function parseTableIdentifier(text: string, options: ParserOptions = {}): MultipartIdentifier {
  return parseAll(text, options, (parser) => {
    const name = parseMultipartIdentifierRule(parser);
    const third = name.parts[2];
    if (third !== undefined) throw parser.syntaxError({ type: '.', start: third.start - 1, stop: third.start - 1 });
    return name;
  });
}

/** Reads a data type, such as `array<struct<a: int>>`. */
export function parseDataType(text: string, options: ParserOptions = {}): DataType {
  return parseAll(text, options, (parser) => parser.withoutContext(parseDataTypeRule));
}

/** Reads the columns of a schema: `a INT, b STRING COMMENT 'c'`. */
export function parseTableSchema(text: string, options: ParserOptions = {}): StructFieldType[] {
  return parseAll(text, options, (parser) => parser.withoutContext(parseColumnTypes));
}
