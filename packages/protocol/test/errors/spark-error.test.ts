import {
  AnalysisException,
  ArithmeticException,
  DateTimeException,
  dataFrameContext,
  IllegalArgumentException,
  NumberFormatException,
  ParseException,
  restoreError,
  SparkError,
  SparkException,
  SparkRuntimeException,
  sparkError,
  sqlContext,
  toSparkError,
} from '@kindling/protocol';
import { expect, test } from 'vitest';

function fragmentOf(sqlText: string, fragment: string) {
  const startIndex = sqlText.indexOf(fragment);
  return sqlContext({ sqlText, startIndex, stopIndex: startIndex + fragment.length - 1 });
}

// What Apache Spark 4.2 answers for the same text.
test.each([
  ['SELECT 1/0', '1/0', '== SQL (line 1, position 8) ==\nSELECT 1/0\n       ^^^\n'],
  ['SELECT\n  1,\n  1 / 0 AS x', '1 / 0', '== SQL (line 3, position 3) ==\n  1 / 0 AS x\n  ^^^^^\n'],
  ['SELECT 1 +\n 1/\n0 + 4', '1/\n0', '== SQL (line 2, position 2) ==\n 1/\n ^^\n0 + 4\n^\n'],
  [
    "SELECT 1,\n\n  cast('abc\n def' as\n\n int) + 1,\n 2",
    "cast('abc\n def' as\n\n int)",
    "== SQL (line 3, position 3) ==\n  cast('abc\n  ^^^^^^^^^\n def' as\n^^^^^^^^\n\n\n int) + 1,\n^^^^^\n",
  ],
  ['SELECT 1,\r\n 1/0,\r\n 2', '1/0', '== SQL (line 2, position 2) ==\n 1/0,\r\n ^^^\n'],
  [
    'SELECT a.b.c.d.e FROM (SELECT 1) WHERE nope = \n 3',
    'nope',
    '== SQL (line 1, position 40) ==\n...a.b.c.d.e FROM (SELECT 1) WHERE nope = \n                                   ^^^^\n',
  ],
  [
    "SELECT 'xxxxxxxxxxxxxxx' AS a, 1/0 AS b",
    '1/0',
    `== SQL (line 1, position 32) ==\nSELECT 'xxxxxxxxxxxxxxx' AS a, 1/0 AS b\n${' '.repeat(31)}^^^\n`,
  ],
  [
    "SELECT 'xxxxxxxxxxxxxxxx' AS a, 1/0 AS b",
    '1/0',
    `== SQL (line 1, position 33) ==\n...SELECT 'xxxxxxxxxxxxxxxx' AS a, 1/0 AS b\n${' '.repeat(35)}^^^\n`,
  ],
  [`SELECT 1/0, '${'y'.repeat(27)}'`, '1/0', `== SQL (line 1, position 8) ==\nSELECT 1/0, '${'y'.repeat(27)}'\n       ^^^\n`],
  [`SELECT 1/0, '${'y'.repeat(28)}'`, '1/0', `== SQL (line 1, position 8) ==\nSELECT 1/0, '${'y'.repeat(28)}'...\n       ^^^\n`],
  [`SELECT 1/0, '${'y'.repeat(30)}'`, '1/0', `== SQL (line 1, position 8) ==\nSELECT 1/0, '${'y'.repeat(29)}...\n       ^^^\n`],
])('the fragment is underlined as Spark does: %j', (sqlText, fragment, summary) => {
  expect(fragmentOf(sqlText, fragment)).toMatchObject({ contextType: 'SQL', fragment, summary, callSite: '' });
});

test('the text of a view is named', () => {
  const context = sqlContext({ sqlText: 'SELECT 1/0', startIndex: 7, stopIndex: 9, objectType: 'VIEW', objectName: 'v' });
  expect(context.summary).toMatch(/^== SQL of VIEW v \(line 1, position 8\) ==\n/);
});

test('an execution error shows the fragment below the message', () => {
  const error = sparkError('DIVIDE_BY_ZERO', { config: '"spark.sql.ansi.enabled"' }, { context: [fragmentOf('SELECT 1/0', '1/0')] });
  expect(error).toBeInstanceOf(ArithmeticException);
  expect(error.message).toMatch(
    /^\[DIVIDE_BY_ZERO\] .*"spark\.sql\.ansi\.enabled".* SQLSTATE: 22012\n== SQL \(line 1, position 8\) ==\nSELECT 1\/0\n {7}\^{3}\n$/,
  );
  expect(error).toMatchObject({
    condition: 'DIVIDE_BY_ZERO',
    sqlState: '22012',
    messageParameters: { config: '"spark.sql.ansi.enabled"' },
    jvmClasses: [
      'org.apache.spark.SparkArithmeticException',
      'java.lang.ArithmeticException',
      'java.lang.RuntimeException',
      'java.lang.Exception',
      'java.lang.Throwable',
      'java.lang.Object',
    ],
  });
});

test('an error in a DataFrame names the call', () => {
  const context = dataFrameContext({ fragment: 'divide', callSite: 'app.ts:15' });
  const error = sparkError('DIVIDE_BY_ZERO', { config: 'x' }, { context: [context] });
  expect(error.message).toMatch(/ SQLSTATE: 22012\n== DataFrame ==\n"divide" was called from\napp\.ts:15\n$/);
});

test('an error of the analyser ends with line and position, and the plan if there is one', () => {
  const context = [fragmentOf('SELECT 1\nFROM t WHERE nope = 3', 'nope')];
  const parameters = { objectName: '`nope`', proposal: '`id`' };
  const error = sparkError('UNRESOLVED_COLUMN.WITH_SUGGESTION', parameters, { context });
  expect(error).toBeInstanceOf(AnalysisException);
  expect(error.message).toMatch(/`nope`.*`id`.* SQLSTATE: 42703; line 2 pos 13$/);
  expect(error.jvmClasses[0]).toBe('org.apache.spark.sql.AnalysisException');
  const withPlan = sparkError('UNRESOLVED_COLUMN.WITH_SUGGESTION', parameters, { context, plan: "'Project ['nope]\n+- OneRowRelation" });
  expect(withPlan.message).toMatch(/ SQLSTATE: 42703; line 2 pos 13;\n'Project \['nope\]\n\+- OneRowRelation\n$/);
  expect(withPlan.jvmClasses.slice(0, 2)).toEqual([
    'org.apache.spark.sql.catalyst.ExtendedAnalysisException',
    'org.apache.spark.sql.AnalysisException',
  ]);
  const inDataFrame = sparkError('UNRESOLVED_COLUMN.WITH_SUGGESTION', parameters, {
    context: [dataFrameContext({ fragment: 'col', callSite: 'app.ts:1' })],
    plan: "'Project ['nope]",
  });
  expect(inDataFrame.message).toMatch(/ SQLSTATE: 42703;\n'Project \['nope\]\n$/);
});

test.each([
  ['SELEC 1', 0, ' (line 1, pos 0)\n\n== SQL ==\nSELEC 1\n^^^\n'],
  ['id > ', 5, ' (line 1, pos 5)\n\n== SQL ==\nid > \n-----^^^\n'],
  ['SELECT 1,\n 2 3 4\nFROM x', 13, ' (line 2, pos 3)\n\n== SQL ==\nSELECT 1,\n 2 3 4\n---^^^\nFROM x\n'],
  ['SELECT 1,\n 2,\n', 14, ' (line 3, pos 0)\n\n== SQL ==\nSELECT 1,\n 2,\n^^^\n'],
  ['', 0, ' (line 1, pos 0)\n\n== SQL ==\n\n^^^\n'],
])('an error of the parser points at the token: %j', (sqlText, index, end) => {
  const error = sparkError('PARSE_SYNTAX_ERROR', { error: "'x'", hint: '' }, { at: { sqlText, index } });
  expect(error).toBeInstanceOf(ParseException);
  expect(error).toBeInstanceOf(AnalysisException);
  expect(error.message.startsWith('\n[PARSE_SYNTAX_ERROR] ')).toBe(true);
  expect(error.message.endsWith(` SQLSTATE: 42601${end}`)).toBe(true);
});

test('an error of the parser about a fragment shows it', () => {
  const error = sparkError(
    'INVALID_TYPED_LITERAL',
    { valueType: '"DATE"', value: "'x'" },
    { context: [fragmentOf("SELECT DATE 'x'", "DATE 'x'")] },
  );
  expect(error.message).toMatch(
    /^\n\[INVALID_TYPED_LITERAL\] .* SQLSTATE: 42604\n== SQL \(line 1, position 8\) ==\nSELECT DATE 'x'\n {7}\^{8}\n$/,
  );
});

test('what a failed cast raises follows from its target', () => {
  const raise = (targetType: string) => sparkError('CAST_INVALID_INPUT', { expression: "'a'", sourceType: '"STRING"', targetType });
  expect(raise('"INT"')).toBeInstanceOf(NumberFormatException);
  expect(raise('"INT"')).toBeInstanceOf(IllegalArgumentException);
  expect(raise('"TIMESTAMP_NTZ"')).toBeInstanceOf(DateTimeException);
  expect(raise('"BOOLEAN"')).toBeInstanceOf(SparkRuntimeException);
});

test('a condition without SQLSTATE has neither name nor state in its message', () => {
  expect(sparkError('_LEGACY_ERROR_TEMP_0014').message).not.toMatch(/SQLSTATE|_LEGACY/);
});

test('an error comes back from the wire as the class of its nearest Java class', () => {
  const error = restoreError({
    message: '[X] no',
    condition: 'X',
    sqlState: '0A000',
    jvmClasses: [
      'org.apache.spark.sql.catalyst.analysis.NoSuchTableException',
      'org.apache.spark.sql.AnalysisException',
      'java.lang.Exception',
    ],
  });
  expect(error.constructor).toBe(AnalysisException);
  expect(error.name).toBe('AnalysisException');
  expect(restoreError({ message: 'm', jvmClasses: ['java.lang.OutOfMemoryError'] }).constructor).toBe(SparkError);
});

test('whatever was thrown becomes an error of ours', () => {
  const own = sparkError('NULL_MAP_KEY');
  expect(toSparkError(own)).toBe(own);
  const cause = new TypeError('x is undefined');
  const internal = toSparkError(cause);
  expect(internal).toBeInstanceOf(SparkException);
  expect(internal).toMatchObject({
    condition: 'INTERNAL_ERROR',
    sqlState: 'XX000',
    cause,
    messageParameters: { message: 'x is undefined' },
  });
  expect(toSparkError('text').message).toBe('[INTERNAL_ERROR] text SQLSTATE: XX000');
  const aborted = toSparkError(new DOMException('stop', 'AbortError'));
  expect(aborted.condition).toBe('OPERATION_CANCELED');
});
