import { startServer } from '@kindling/server';
import { type Column, type DataFrame, functions, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPySpark, runPySpark } from '../wire/run-pyspark.ts';

const { col } = functions;

/** Two levels of messages each: the relation or expression, and the operator in it. */
const allowedSteps = 450;
const refusedSteps = 550;

describe.each(['in process', 'over the wire'])('deep plans, %s', { timeout: 120_000 }, (where) => {
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  let spark: SparkSession;
  beforeAll(async () => {
    if (where === 'over the wire') server = await startServer({ port: 0 });
    const { builder } = SparkSession;
    spark = await (server === undefined ? builder : builder.remote(`sc://127.0.0.1:${server.port}`)).create();
  });
  afterAll(async () => {
    await spark.stop();
    await server?.close();
  });

  const filtered = (steps: number): DataFrame => {
    let frame: DataFrame = spark.range(3).toDF('id');
    for (let step = 0; step < steps; step++) frame = frame.filter(col('id').geq(0));
    return frame;
  };
  const summed = (steps: number): DataFrame => {
    let sum: Column = col('id');
    for (let step = 0; step < steps; step++) sum = sum.plus(1);
    return spark.range(1).select(sum.alias('sum'));
  };

  it('900 levels of relations work', async () => {
    expect(await filtered(allowedSteps).count()).toBe(3);
  });

  it('900 levels of expressions work', async () => {
    expect((await summed(allowedSteps).first())?.at(0)).toBe(BigInt(allowedSteps));
  });

  it.each([
    ['relations', filtered],
    ['expressions', summed],
  ])('1,100 levels of %s are refused', async (_, plan) => {
    await expect(plan(refusedSteps).collect()).rejects.toMatchObject({
      condition: expect.stringMatching(/^(CONNECT_INVALID_PLAN\.CANNOT_PARSE|KINDLING_PLAN_TOO_DEEP)$/),
    });
  });

  it('500 chained withColumn work, each on the column before', async () => {
    let frame: DataFrame = spark.range(1).toDF('id').withColumn('c0', col('id'));
    for (let step = 1; step < 500; step++) frame = frame.withColumn(`c${step}`, col(`c${step - 1}`).plus(1));
    expect((await frame.first())?.at(500)).toBe(499n);
  });

  it('900 parentheses and calls in SQL work, 1,100 are refused', async () => {
    const inParentheses = (depth: number) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)} AS x`;
    expect((await (await spark.sql(inParentheses(900))).first())?.at(0)).toBe(1);
    await expect(spark.sql(inParentheses(1100))).rejects.toMatchObject({ condition: 'FAILED_TO_PARSE_TOO_COMPLEX' });
  });
});

describe('long constants in SQL', { timeout: 30_000 }, () => {
  const terms = Array.from({ length: 900 }, (_, i) => i + 1);
  const sum = terms.join(' + ');
  const letters = terms.map((term) => `'${term % 10}'`);

  // Each took half a minute when the binder evaluated every level of it; 8 seconds are far more than a loaded machine needs now.
  it.each([
    ['a sum', `SELECT ${sum} AS x`, 405450],
    ['a sum with a column', `SELECT ${sum} + id AS x FROM range(1)`, 405450n],
    ['a sum that groups', `SELECT ${sum} AS x FROM range(3) GROUP BY ${sum}`, 405450],
    ['a condition', `SELECT count(*) AS x FROM range(10) WHERE id < ${sum}`, 10n],
    ['text put together', `SELECT length(${letters.join(' || ')}) AS x`, 900],
    ['a call of 900 arguments', `SELECT length(concat(${letters.join(', ')})) AS x`, 900],
    ['choices', `SELECT length(${terms.map((term) => `CASE WHEN ${term} > 450 THEN 'a' ELSE '' END`).join(' || ')}) AS x`, 450],
  ])('%s', { timeout: 8000 }, async (_, statement, expected) => {
    await using spark = await SparkSession.builder.create();
    expect((await (await spark.sql(statement)).first())?.at(0)).toBe(expected);
  });
});

describe.skipIf(!hasPySpark())('deep plans of PySpark', { timeout: 120_000 }, () => {
  it('work as far as Spark takes them', async () => {
    const server = await startServer({ port: 0 });
    try {
      const end = await runPySpark('deep-plans', `sc://127.0.0.1:${server.port}`);
      expect(end.stdout, end.stderr).toBe('450 filters: 3\n550 filters: refused\n500 withColumn: 499\n900 parentheses: 1\n');
    } finally {
      await server.close();
    }
  });
});
