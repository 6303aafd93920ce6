import { type Column, type DataFrame, functions, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { col, lit, when } = functions;
const list = (count: number, item: (i: number) => string, separator = ', '): string =>
  Array.from({ length: count }, (_, i) => item(i)).join(separator);

// Each of these takes well below a second to plan; with time that grows with the square or the cube they would run into the limit.
describe('queries of a thousand parts', { timeout: 120_000 }, () => {
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await SparkSession.builder.create();
    await spark.sql(`CREATE TEMPORARY VIEW wide AS SELECT ${list(1000, (i) => `${i} AS c${i}`)}`);
    await spark.sql('CREATE TEMPORARY VIEW t AS SELECT id AS a, id % 7 AS b, CAST(id AS STRING) AS s FROM range(100)');
  });
  afterAll(() => spark.stop());

  const plan = async (sql: string): Promise<string> => String((await (await spark.sql(`EXPLAIN ${sql}`)).first())?.at(0));

  it.each([
    ['columns', `SELECT ${list(1000, (i) => `c${i} + 1`)} FROM wide`],
    ['columns of a self-join', 'SELECT * FROM wide AS a JOIN wide AS b ON a.c0 = b.c0'],
    ['keys of USING', `SELECT * FROM wide JOIN wide AS b USING (${list(1000, (i) => `c${i}`)})`],
    ['aggregates', `SELECT c0 + c1, ${list(1000, (i) => `sum(c${i})`)} FROM wide GROUP BY c0 + c1 ORDER BY c0 + c1`],
    ['groups', `SELECT ${list(1000, (i) => `c${i}`)}, count(*) FROM wide GROUP BY ALL`],
    ['sort keys', `SELECT * FROM wide ORDER BY ${list(1000, (i) => `c${i}`)}`],
    ['branches', `SELECT CASE ${list(1000, (i) => `WHEN a = ${i} THEN 'v${i}'`, ' ')} ELSE 'z' END FROM t`],
    ['branches of two types', `SELECT CASE a ${list(1000, (i) => `WHEN ${i} THEN ${i % 2 ? i : `${i}.5`}`, ' ')} END FROM t`],
    ['conditions with AND', `SELECT * FROM t WHERE ${list(1000, (i) => `a <> ${i + 50}`, ' AND ')}`],
    ['conditions with OR', `SELECT * FROM t WHERE ${list(1000, (i) => `(a = ${i} AND s LIKE '%${i}')`, ' OR ')}`],
    ['items of IN', `SELECT * FROM t WHERE a IN (${list(10_000, String)})`],
    ['values', `SELECT * FROM VALUES ${list(10_000, (i) => `(${i}, 'x${i}', ${i}.5)`)} AS v(a, b, c)`],
    ['unions', list(500, (i) => `SELECT a, s FROM t WHERE a = ${i}`, ' UNION ALL ')],
    ['columns of a union', list(20, () => `SELECT ${list(500, (i) => `${i} AS c${i}`)}`, ' UNION ALL ')],
    ['joins', `SELECT count(*) FROM t AS t0 ${list(199, (i) => `JOIN t AS t${i + 1} ON t${i}.a = t${i + 1}.a`, ' ')}`],
    ['common table expressions', `WITH q0 AS (TABLE t), ${list(199, (i) => `q${i + 1} AS (SELECT a + 1 AS a FROM q${i})`)} TABLE q199`],
    ['lateral aliases', `SELECT c0 AS x0, ${list(299, (i) => `x${i} + 1 AS x${i + 1}`)} FROM wide`],
  ])('many %s are planned', async (_, sql) => {
    expect(await plan(sql)).toContain('== Physical Plan ==');
  });

  it('300 filters, columns and renames are one query each', async () => {
    const chain = async (start: DataFrame, step: (frame: DataFrame, i: number) => DataFrame): Promise<unknown> => {
      let frame = start;
      for (let i = 0; i < 300; i++) frame = step(frame, i);
      return (await frame.first())?.at(0);
    };
    const start = spark.range(1).toDF('id');
    expect(await chain(start, (frame, i) => frame.filter(col('id').geq(-i)))).toBe(0n);
    expect(await chain(start, (frame, i) => frame.withColumn(`c${i}`, lit(i)))).toBe(0n);
    expect(await chain(start, (frame) => frame.withColumn('id', col('id').plus(1)))).toBe(300n);
    expect(await chain(start, (frame, i) => frame.withColumnRenamed(i === 0 ? 'id' : `c${i - 1}`, `c${i}`))).toBe(0n);
  });

  it('200 joins run', async () => {
    const sql = `SELECT count(*) AS n FROM t AS t0 ${list(199, (i) => `JOIN t AS t${i + 1} ON t${i}.a = t${i + 1}.a`, ' ')}`;
    expect((await (await spark.sql(sql)).first())?.at(0)).toBe(100n);
  });

  it('1,000 texts are put together', async () => {
    const sql = `SELECT max(length(concat(${list(1000, () => 's')}))) FROM t`;
    expect((await (await spark.sql(sql)).first())?.at(0)).toBe(2000);
  });

  it('400 branches of when', async () => {
    let branches: Column = when(col('id').eq(0), 0);
    for (let i = 1; i < 400; i++) branches = branches.when(col('id').eq(i), i);
    expect((await spark.range(1).toDF('id').select(branches.alias('x')).first())?.x).toBe(0);
  });
});

describe('texts that are too large', { timeout: 120_000 }, () => {
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await SparkSession.builder.create();
  });
  afterAll(() => spark.stop());

  const inNested = (depth: number) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`;

  it.each([
    ['10,000 parentheses', inNested(10_000)],
    ['10 MB of parentheses', inNested(5_000_000)],
    ['100,000 subqueries', `${'SELECT * FROM ('.repeat(100_000)}SELECT 1${')'.repeat(100_000)}`],
    ['100,000 calls', `SELECT ${'upper('.repeat(100_000)}'x'${')'.repeat(100_000)}`],
    ['100,000 NOTs', `SELECT ${'NOT '.repeat(100_000)}true`],
    ['100,000 brackets', `SELECT ${'array('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['100,000 CASEs', `SELECT ${'CASE WHEN true THEN '.repeat(100_000)}1${' END'.repeat(100_000)}`],
    ['100,000 nested types', `SELECT CAST(NULL AS ${'array<'.repeat(100_000)}int${'>'.repeat(100_000)})`],
  ])('%s are refused', async (_, sql) => {
    await expect(spark.sql(sql)).rejects.toMatchObject({ condition: 'FAILED_TO_PARSE_TOO_COMPLEX' });
  });

  it('10 MB of a sum, of columns and of text end in a condition or in rows', async () => {
    const texts = [
      `SELECT ${list(2_500_000, () => '1', ' + ')}`,
      `SELECT ${list(1_500_000, () => '1', ', ')} FROM nowhere`,
      `SELECT '${'x'.repeat(10_000_000)}' = 'y' AS same`,
      `${'('.repeat(100)}${'SELECT 1 UNION ALL '.repeat(500_000)}`,
    ];
    for (const sql of texts) {
      const outcome = await spark
        .sql(sql)
        .then(async (frame) => (await frame.collect()).length)
        .catch((error: { condition?: string }) => error.condition);
      expect(outcome === 1 || (typeof outcome === 'string' && outcome !== 'INTERNAL_ERROR'), String(outcome)).toBe(true);
    }
  });

  it('the session lives on', async () => {
    expect((await spark.range(1).first())?.id).toBe(0n);
  });
});
