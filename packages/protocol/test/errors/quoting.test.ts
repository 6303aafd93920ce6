import { toDSOption, toSQLConf, toSQLExpr, toSQLId, toSQLType, toSQLTypes, toSQLValue } from '@kindling/protocol';
import { expect, test } from 'vitest';

test('what a message speaks about is quoted as Spark does', () => {
  expect(toSQLId('a`b')).toBe('`a``b`');
  expect(toSQLId(['db', 't.x'])).toBe('`db`.`t.x`');
  expect(toSQLType({ kind: 'map', keyType: { kind: 'string' }, valueType: { kind: 'integer' }, valueContainsNull: true })).toBe(
    '"MAP<STRING, INT>"',
  );
  expect(toSQLTypes(['numeric', { kind: 'timestamp_ntz' }])).toBe('("NUMERIC" or "TIMESTAMP_NTZ")');
  expect(toSQLTypes([{ kind: 'date' }])).toBe('"DATE"');
  expect(toSQLConf('spark.sql.ansi.enabled')).toBe('"spark.sql.ansi.enabled"');
  expect(toSQLExpr('(a + 1)')).toBe('"(a + 1)"');
  expect(toDSOption('mode')).toBe('"mode"');
});

test.each([
  [null, { kind: 'integer' }, 'NULL'],
  ["it's\\", { kind: 'string' }, "'it\\'s\\\\'"],
  [5, { kind: 'byte' }, '5Y'],
  [5, { kind: 'short' }, '5S'],
  [5, { kind: 'integer' }, '5'],
  [5n, { kind: 'long' }, '5L'],
  [true, { kind: 'boolean' }, 'true'],
  [1, { kind: 'double' }, '1.0D'],
  [1e7, { kind: 'double' }, '1.0E7D'],
  [1.5e-5, { kind: 'double' }, '1.5E-5D'],
  [0.001, { kind: 'double' }, '0.001D'],
  [-0, { kind: 'double' }, '-0.0D'],
  [Number.NaN, { kind: 'double' }, 'NaN'],
  [Number.NEGATIVE_INFINITY, { kind: 'float' }, '-Infinity'],
  ['1.50', { kind: 'decimal', precision: 3, scale: 2 }, '1.50BD'],
] as const)('the literal of %s as %j is %s', (value, type, literal) => {
  expect(toSQLValue(value, type)).toBe(literal);
});
