import { functions as F, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkCompiled, compiledCases } from '../user-functions/compiled-functions.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.remote(inject('sparkUrl')).create();
});
afterAll(() => spark.stop());

describe('JavaScript functions on Apache Spark', () => {
  it('gives what JavaScript gives, where they are compiled', () => checkCompiled(spark, compiledCases));

  it('has compiled functions under their names in SQL', async () => {
    await spark.udf.register('weighted', (a: number, b: number) => `${a + b * 2}!`, 'string', { args: ['int', 'int'] });
    const rows = await (await spark.sql('SELECT weighted(1, 2) AS w, weighted(NULL, 2) AS n')).collect();
    expect(rows).toEqual([{ w: '5!', n: null }]);
  });

  it('says which function it cannot run, and why', async () => {
    const loops = F.udf((n: bigint) => {
      let sum = 0n;
      for (let i = 0n; i < n; i++) sum += i;
      return sum;
    }, 'long');
    const condition = 'KINDLING_JAVASCRIPT_NOT_ON_SPARK';
    await expect(spark.range(3).select(loops('id')).collect()).rejects.toMatchObject({
      condition,
      messageParameters: { reason: expect.stringContaining('for statement') },
    });
    await expect(
      spark
        .range(3)
        .mapPartitions((rows) => [...rows], 'id bigint')
        .collect(),
    ).rejects.toMatchObject({ condition, messageParameters: { functionName: 'mapPartitions' } });
  });
});
