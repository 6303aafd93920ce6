import fc from 'fast-check';
import { SparkSession } from 'kindling';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nestedLambdas } from './lambda-expression.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.master('local[2]').create();
});
afterAll(() => spark.stop());

it('keeps apart the parameters of lambdas that stand in each other', { timeout: 120_000 }, async () => {
  const batches = fc.sample(nestedLambdas, { seed: 4711, numRuns: 300 });
  for (let from = 0; from < batches.length; from += 20) {
    const batch = batches.slice(from, from + 20);
    const rows = await (await spark.sql(batch.map(({ sql }) => `SELECT ${sql} AS r`).join('\nUNION ALL\n'))).collect();
    const wrong = batch.flatMap(({ sql, value }, i) => {
      const [expected, actual] = [value(new Map()), (rows[i] as unknown as { r: unknown }).r];
      return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [{ sql, expected, actual }];
    });
    expect(wrong).toEqual([]);
  }
});
