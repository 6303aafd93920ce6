import { SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCompiled, compiledCases, functionOf, sampleFrame } from './compiled-functions.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.create();
});
afterAll(() => spark.stop());

describe('functions that are compiled to Column expressions', () => {
  for (const item of compiledCases) {
    it(`gives what JavaScript gives: ${item.f.toString().replaceAll(/\s+/g, ' ')}`, () => checkCompiled(spark, [item]));
  }

  it('gives the same when it runs as JavaScript', async () => {
    const frame = sampleFrame(spark);
    for (const item of compiledCases) {
      const f = functionOf(item);
      const pairs = await frame
        .select(
          f(...item.columns).alias('compiled'),
          f
            .asNondeterministic()(...item.columns)
            .alias('run'),
        )
        .collect();
      for (const { compiled, run } of pairs as { compiled: unknown; run: unknown }[]) expect(compiled, item.f.toString()).toEqual(run);
    }
  });
});
