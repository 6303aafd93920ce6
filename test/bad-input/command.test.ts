import { afterAll, describe, expect, it } from 'vitest';
import { BadFiles } from './bad-files.ts';
import { runKindling } from './run-kindling.ts';

const stackLine = /^\s+at .*\.[jt]s:\d+/m;

describe('the command, when something is wrong', { timeout: 60_000 }, () => {
  const files = new BadFiles();
  afterAll(() => files[Symbol.dispose]());

  const failfast = files.write(
    'failfast.sql',
    `SELECT 'first' AS done;
     CREATE TEMPORARY VIEW malformed (a INT, b INT) USING csv OPTIONS (path '${files.malformedCsv}', header 'true', mode 'FAILFAST');
     SELECT * FROM malformed;`,
  );
  const syntax = files.write('syntax.sql', 'SELECT 1 AS one;\n\nSELECT a,\n  b b b\nFROM t;\n');

  it.each([
    ['a missing path', ['sql', `SELECT * FROM parquet.\`${files.missing}\``], '[PATH_NOT_FOUND]'],
    ['a file that is not Parquet', ['sql', `SELECT * FROM parquet.\`${files.notParquet}\``], '[FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER]'],
    ['a malformed row', ['run', failfast], 'Caused by: [MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION]'],
    ['a syntax error', ['run', syntax], '  b b b\n------^^^\nFROM t'],
    ['a division by zero', ['sql', 'SELECT 1 / 0'], '[DIVIDE_BY_ZERO]'],
    ['a row that fails late', ['sql', 'SELECT sum(1 / (id - 1900000)) FROM range(2000000)'], '[DIVIDE_BY_ZERO]'],
    ['a server that is not there', ['sql', '--remote', 'sc://127.0.0.1:1', 'SELECT 1'], '[KINDLING_SERVER_UNREACHABLE]'],
    ['a URL that is none', ['sql', '--remote', 'spark://host', 'SELECT 1'], '[CONNECT_URL_INVALID]'],
    ['a program that is not there', ['run', `${files.folder}/none.ts`], '[KINDLING_INVALID_OPTION]'],
    ['a setting without a value', ['sql', '--conf', 'spark.sql.ansi.enabled', 'SELECT 1'], '[KINDLING_INVALID_OPTION]'],
    ['an unknown option', ['sql', '--quick', 'SELECT 1'], "unknown option '--quick'"],
  ])('%s: exit code 1, the message, and no stack', async (_, args, message) => {
    const end = await runKindling(...args);
    expect(end.stderr).toContain(message);
    expect(end.stderr).not.toMatch(stackLine);
    expect(end.exitCode).toBe(1);
  });

  it('statements before the wrong one have run', async () => {
    const end = await runKindling('run', syntax);
    expect(end.stdout).toContain('|one|');
  });

  it('--verbose shows the stack', async () => {
    const end = await runKindling('sql', '--verbose', 'SELECT 1 / 0');
    expect(end.stderr).toMatch(stackLine);
    expect(end.exitCode).toBe(1);
  });

  it('a program that fails tells its own line', async () => {
    const program = files.write('program.mjs', "const rows = 'no rows';\nthrow new Error(rows);\n");
    const end = await runKindling('run', program);
    expect(end.stderr).toContain('no rows');
    expect(end.stderr.match(/^\s+at .*$/gm)).toEqual([expect.stringMatching(/program\.mjs:2:\d+$/)]);
    expect(end.exitCode).toBe(1);
  });
});
