import { describe, expect, it } from 'vitest';
import { parseDataType, parseExpression, parseStatement, SqlSyntaxError } from '../src/index.ts';

function refusal(parse: () => unknown): SqlSyntaxError {
  try {
    parse();
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('syntax errors', () => {
  it.each([
    ['SELECT 1 a b', "'b'", 1, 11],
    ['SELECT (1', 'end of input', 1, 9],
    ['SELECT *\nFROM t\nWHERE a =', 'end of input', 3, 9],
    ['from a select * from b', "'from'", 1, 16],
    ['FOO', "'FOO'", 1, 0],
  ])('marks where %j goes wrong', (text, error, line, position) => {
    expect(refusal(() => parseStatement(text))).toMatchObject({
      condition: 'PARSE_SYNTAX_ERROR',
      messageParameters: { error },
      line,
      position,
    });
  });

  it('guesses at a word too many', () => {
    expect(refusal(() => parseExpression('foo(a x)')).messageParameters).toEqual({ error: "'x'", hint: ": extra input 'x'" });
  });

  it('comes before refusals of meaning further back', () => {
    expect(refusal(() => parseStatement('SELECT CAST(a AS foo) FROM t WHERE )')).condition).toBe('PARSE_SYNTAX_ERROR');
  });
});

describe('refusals', () => {
  it.each([
    ['', 'PARSE_EMPTY_STATEMENT', {}],
    ['SELECT a-b AS a-b FROM t', 'INVALID_IDENTIFIER', { ident: 'a-b' }],
    ['SELECT 1 /* open', 'UNCLOSED_BRACKETED_COMMENT', {}],
    ['SELECT CAST(1 AS foo)', 'UNSUPPORTED_DATATYPE', { typeName: '"FOO"' }],
    ["SELECT DATE'x'", 'INVALID_TYPED_LITERAL', { valueType: '"DATE"', value: "'x'" }],
    ["SELECT foo 'x'", 'UNSUPPORTED_TYPED_LITERAL', { unsupportedType: '"FOO"' }],
    ['SELECT 1 ! IN (2)', 'SYNTAX_DISCONTINUED.BANG_EQUALS_NOT', { clause: '!' }],
    ['SELECT 1000Y', 'INVALID_NUMERIC_LITERAL_RANGE', { typeName: 'tinyint' }],
    ['SELECT 1 IN ()', 'INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE', {}],
    ['SELECT * FROM t ORDER BY a SORT BY b', 'UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES', {}],
    ['WITH a AS (SELECT 1), A AS (SELECT 2) SELECT 1', 'DUPLICATED_CTE_NAMES', { duplicateNames: '`a`' }],
    ["CREATE TABLE t (a INT) COMMENT 'x' COMMENT 'y'", 'DUPLICATE_CLAUSES', { clauseName: 'COMMENT' }],
    ['ALTER TABLE t TOUCH', 'INVALID_STATEMENT_OR_CLAUSE', { operation: 'ALTER TABLE TOUCH' }],
    ['SET a b = c', 'INVALID_SET_SYNTAX', {}],
    ['BEGIN a: LOOP LEAVE a; END LOOP b; END', 'LABELS_MISMATCH', { beginLabel: '`a`', endLabel: '`b`' }],
    ['CREATE TEMPORARY VIEW a.v AS SELECT 1', 'INVALID_TEMP_OBJ_QUALIFIER', { objectName: '`v`' }],
    ["SELECT INTERVAL '1 year 2 days'", '_LEGACY_ERROR_TEMP_0029', {}],
    ['SELECT 12345678901234567890123456789012345678901', 'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision: '41' }],
  ])('of %j is %s', (text, condition, parameters) => {
    const error = refusal(() => parseStatement(text));
    expect(error.condition).toBe(condition);
    expect(error.messageParameters).toMatchObject(parameters);
  });

  it('shows the words that it is about', () => {
    const text = 'SELECT a, CAST(1 AS foo) FROM t';
    const error = refusal(() => parseStatement(text));
    expect(error.hasQueryContext).toBe(true);
    expect(text.slice(error.start, error.stop + 1)).toBe('foo');
    expect(refusal(() => parseDataType('foo')).hasQueryContext).toBe(false);
  });

  it('follows the settings', () => {
    expect(refusal(() => parseStatement('SELECT a AS table', { enforceReservedKeywords: true })).condition).toBe('PARSE_SYNTAX_ERROR');
    expect(parseStatement('SELECT 1 ! IN (2)', { legacyBangEqualsNot: true }).kind).toBe('query');
    expect(parseStatement("SELECT INTERVAL '1 year 2 days'", { legacyIntervals: true }).kind).toBe('query');
  });
});

describe('size', () => {
  const nested = (open: string, close: string, levels: number): string => `${open.repeat(levels)}1${close.repeat(levels)}`;

  it.each([
    ['(', ')'],
    ['f(', ')'],
    ['CASE WHEN a THEN ', ' END'],
    ['NOT ', ''],
    ['- ', ''],
    ['x -> ', ''],
    ['CAST(', ' AS int)'],
    ['a[', ']'],
  ])('refuses 10,000 levels of %s', (open, close) => {
    expect(parseExpression(nested(open, close, 300)).kind).not.toBe('alias');
    expect(refusal(() => parseExpression(nested(open, close, 10_000))).condition).toBe('FAILED_TO_PARSE_TOO_COMPLEX');
  });

  it('refuses nested queries, relations, types and scripts', () => {
    for (const text of [
      nested('SELECT * FROM (', ')', 10_000),
      `${'BEGIN '.repeat(10_000)}SELECT 1;`,
      `SELECT * FROM ${'('.repeat(10_000)}t`,
    ]) {
      expect(refusal(() => parseStatement(text)).condition).toBe('FAILED_TO_PARSE_TOO_COMPLEX');
    }
    expect(refusal(() => parseDataType(nested('array<', '>', 10_000))).condition).toBe('FAILED_TO_PARSE_TOO_COMPLEX');
  });

  it('takes long chains', () => {
    expect(parseExpression(`${'a = 1 AND '.repeat(10_000)}b`)).toMatchObject({ kind: 'logical', operands: { length: 10_001 } });
    expect(parseExpression(`${'a + '.repeat(1000)}b`).kind).toBe('binary');
    expect(parseExpression(`CASE ${'WHEN a = 1 THEN 2 '.repeat(1000)}END`)).toMatchObject({ branches: { length: 1000 } });
    expect(refusal(() => parseExpression(`${'a + '.repeat(100_000)}b`)).condition).toBe('FAILED_TO_PARSE_TOO_COMPLEX');
  });

  it('refuses a text of 10 MB', () => {
    expect(refusal(() => parseStatement(`SELECT '${'x'.repeat(10_000_000)}'`)).condition).toBe('FAILED_TO_PARSE_TOO_COMPLEX');
  });
});
