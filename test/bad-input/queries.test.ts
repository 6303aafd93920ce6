import { functions, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { col } = functions;

describe('queries that cannot be answered', () => {
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await SparkSession.builder.create();
  });
  afterAll(() => spark.stop());

  it('an unknown column: its neighbours are suggested', async () => {
    await expect(spark.range(3).select(col('idd')).collect()).rejects.toMatchObject({
      condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
      sqlState: '42703',
      messageParameters: { objectName: '`idd`', proposal: '`id`' },
    });
  });

  it.each([
    ['SELECT idd FROM range(3)', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
    ['SELECT * FROM nowhere', 'TABLE_OR_VIEW_NOT_FOUND'],
    ['SELECT nosuch(1)', 'UNRESOLVED_ROUTINE'],
    ['SELECT 1 + array(1)', 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES'],
    ['SELECT upper(1, 2)', 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION'],
    ["SELECT CAST('x' AS INT)", 'CAST_INVALID_INPUT'],
    ['SELECT 1 / 0', 'DIVIDE_BY_ZERO'],
    ['SELECT id / 0 FROM range(3)', 'DIVIDE_BY_ZERO'],
    ['SELECT 1 % 0', 'REMAINDER_BY_ZERO'],
    ['SELECT 2147483647 + 1', 'ARITHMETIC_OVERFLOW'],
    ['SELECT 9223372036854775807 + id FROM range(2)', 'ARITHMETIC_OVERFLOW'],
    ['SELECT sum(9223372036854775807) FROM range(2)', 'ARITHMETIC_OVERFLOW'],
    ['SET spark.sql.shuffle.partitions=many', 'INVALID_CONF_VALUE.TYPE_MISMATCH'],
  ])('%s', async (text, condition) => {
    const collect = async () => (await spark.sql(text)).collect();
    await expect(collect()).rejects.toMatchObject({ condition });
  });

  it('a syntax error is marked below the text', async () => {
    await expect(spark.sql('SELECT a,\n  b b b\nFROM t')).rejects.toMatchObject({
      condition: 'PARSE_SYNTAX_ERROR',
      message: expect.stringContaining('(line 2, pos 6)\n\n== SQL ==\nSELECT a,\n  b b b\n------^^^\nFROM t'),
    });
  });

  it('what fails while it runs is shown with the piece of text that failed', async () => {
    const collect = async () => (await spark.sql('SELECT id,\n  10 DIV (id - 2) AS x FROM range(5)')).collect();
    await expect(collect()).rejects.toMatchObject({
      condition: 'DIVIDE_BY_ZERO',
      message: expect.stringContaining('== SQL (line 2, position 3) ==\n  10 DIV (id - 2) AS x FROM range(5)\n  ^^^^^^^^^^^^^^^'),
    });
  });

  it('a query that fails in the middle of its result gives the rows before, and then its error', async () => {
    const frame = await spark.sql('SELECT 1 / (id - 1900000) AS x FROM range(2000000)');
    let count = 0;
    const read = async () => {
      for await (const row of frame.toLocalIterator()) count += row.at(0) === null ? 0 : 1;
    };
    await expect(read()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO', sqlState: '22012' });
    expect(count).toBeLessThanOrEqual(1_900_000);
    await expect(frame.collect()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
    expect(await spark.range(3).count()).toBe(3);
  });
});
