import { describe, expect, it } from 'vitest';
import { parseDataType, parseExpression, parseStatement, unparse, unparseDataType, unparseExpression } from '../src/index.ts';
import { statements } from './sample-statements.ts';
import { withoutPositions } from './without-positions.ts';

describe('unparse', () => {
  it.each(statements)('gives back %s', (text) => {
    const tree = parseStatement(text);
    const printed = unparse(tree);
    expect(withoutPositions(parseStatement(printed))).toEqual(withoutPositions(tree));
    expect(unparse(parseStatement(printed))).toBe(printed);
  });

  it('writes one form of what may be written in many', () => {
    expect(unparse(parseStatement('select a,b x from t  where ((a>1)) and not(b!=2)'))).toBe(
      'SELECT a, b AS x FROM t WHERE (a > 1) AND (NOT (b <> 2))',
    );
    expect(unparseExpression(parseExpression('1+2*3'))).toBe('1 + (2 * 3)');
    expect(unparseExpression(parseExpression('- 1'))).toBe('- 1');
    expect(unparseExpression(parseExpression('`a b`.c'))).toBe('`a b`.c');
    expect(unparseDataType(parseDataType('struct<a:int,b:decimal(10,2) comment "c">'))).toBe(
      "STRUCT<a: INT, b: DECIMAL(10, 2) COMMENT 'c'>",
    );
  });
});
