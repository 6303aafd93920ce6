import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DataFrame, functions as F, Row, SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'kindling-stages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (settings: Record<string, string>) => {
  let builder = SparkSession.builder.master('local[2]');
  for (const [key, value] of Object.entries(settings)) builder = builder.config(key, value);
  return builder.create();
};

// biome-ignore lint/suspicious/noExplicitAny: rows of any schema
async function texts(df: DataFrame<any>): Promise<string[]> {
  return (await df.collect()).map((row) =>
    Row.valuesOf(row as Row)
      .map(String)
      .join('|'),
  );
}

const sorted = (rows: string[]): string[] => [...rows].sort();

describe('partitions', () => {
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await open({});
  });
  afterAll(() => spark.stop());

  // biome-ignore lint/suspicious/noExplicitAny: rows of any schema
  const counts = async (df: DataFrame<any>): Promise<string[]> =>
    sorted(await texts(df.groupBy(F.spark_partition_id().alias('p')).count()));

  it('are as many as repartition says, with as many rows each', async () => {
    expect(await counts(spark.range(2240).repartition(5))).toEqual(['0|448', '1|448', '2|448', '3|448', '4|448']);
  });

  it('are joined by coalesce without dividing any', async () => {
    expect(await counts(spark.range(0, 100, 1, 8).coalesce(3))).toEqual(['0|25', '1|37', '2|38']);
  });

  it('keep equal keys together and ranges in order', async () => {
    const byKey = spark.range(100).repartition(4, F.expr('id % 10'));
    const placed = byKey.select(F.expr('id % 10').alias('k'), F.spark_partition_id().alias('p'));
    const homes = await texts(placed.groupBy('k').agg(F.countDistinct('p').alias('n')));
    expect(homes.every((row) => row.endsWith('|1'))).toBe(true);
    const ranges = await texts(
      spark
        .range(1000)
        .repartitionByRange(4, F.col('id').desc())
        .groupBy(F.spark_partition_id().alias('p'))
        .agg(F.min('id').alias('low'), F.max('id').alias('high')),
    );
    const bounds = ranges.map((row) => row.split('|').map(Number)).sort(([a = 0], [b = 0]) => a - b);
    expect(bounds.length).toBe(4);
    for (let i = 1; i < bounds.length; i++) expect(bounds[i]?.[2]).toBeLessThan(bounds[i - 1]?.[1] as number);
  });

  it('are sorted each by itself', async () => {
    const rows = await texts(
      spark
        .range(20)
        .repartition(2, F.expr('id % 2'))
        .sortWithinPartitions(F.col('id').desc())
        .select(F.spark_partition_id().alias('p'), F.col('id')),
    );
    for (const partition of ['0', '1']) {
      const ids = rows.filter((row) => row.startsWith(`${partition}|`)).map((row) => Number(row.split('|')[1]));
      expect(ids).toEqual([...ids].sort((a, b) => b - a));
    }
  });

  it('become a file each', async () => {
    const path = join(folder, 'seven');
    await spark.range(700).repartition(7).write.parquet(path);
    expect(readdirSync(path).filter((name) => name.endsWith('.parquet')).length).toBe(7);
    expect(await spark.read.parquet(path).count()).toBe(700);
  });
});

describe('joins', () => {
  const types = ['inner', 'left', 'right', 'full', 'left_semi', 'left_anti'] as const;
  const side = fc.array(fc.record({ k: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }), v: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  const conditions = ['l.k = r.k', 'l.k <=> r.k', 'l.k = r.k AND l.v < r.v', 'l.v < r.v', 'l.k = r.k + 1 OR l.v = r.v'];
  /** As one statement; with every row going through an exchange; with the small side given to all. */
  const strategies: Record<string, string>[] = [
    { 'spark.kindling.execution.mode': 'fused' },
    {
      'spark.kindling.execution.mode': 'staged',
      'spark.sql.autoBroadcastJoinThreshold': '-1',
      'spark.sql.adaptive.enabled': 'false',
      'spark.sql.shuffle.partitions': '3',
    },
    { 'spark.kindling.execution.mode': 'staged', 'spark.sql.shuffle.partitions': '2' },
    // Far more partitions than rows, joined again, and those with most rows divided by the files of their tasks.
    {
      'spark.kindling.execution.mode': 'staged',
      'spark.sql.autoBroadcastJoinThreshold': '-1',
      'spark.sql.adaptive.autoBroadcastJoinThreshold': '-1',
      'spark.sql.shuffle.partitions': '50',
      'spark.sql.adaptive.coalescePartitions.minPartitionSize': '1',
      'spark.sql.adaptive.advisoryPartitionSizeInBytes': '600',
      'spark.sql.adaptive.skewJoin.skewedPartitionFactor': '1',
      'spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes': '1',
    },
  ];

  it('give the same rows however they are run', async () => {
    const spark = await open({});
    await fc.assert(
      fc.asyncProperty(side, side, fc.constantFrom(...types), fc.constantFrom(...conditions), async (left, right, type, on) => {
        const answers: string[][] = [];
        for (const settings of strategies) {
          for (const [key, value] of Object.entries(settings)) await spark.conf.set(key, value);
          await spark.createDataFrame(left, 'k int, v int').createOrReplaceTempView('l');
          await spark.createDataFrame(right, 'k int, v int').createOrReplaceTempView('r');
          const columns = type === 'left_semi' || type === 'left_anti' ? 'l.k, l.v' : 'l.k, l.v, r.k, r.v';
          answers.push(sorted(await texts(await spark.sql(`SELECT ${columns} FROM l ${type.replace('_', ' ')} JOIN r ON ${on}`))));
          for (const key of Object.keys(settings)) await spark.conf.unset(key);
        }
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      }),
      { numRuns: 40, seed: 7 },
    );
    await spark.stop();
  }, 120_000);
});

describe('memory', () => {
  it('is enough for lists that are larger than it, which need more partitions', async () => {
    const spark = await open({ 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '48m' });
    const lists = await spark.sql('SELECT id % 100000 AS k, collect_list(id) AS l FROM range(2000000) GROUP BY 1');
    await lists.createOrReplaceTempView('lists');
    expect(await texts(await spark.sql('SELECT count(*), sum(size(l)), sum(aggregate(l, 0L, (a, x) -> a + x)) FROM lists'))).toEqual([
      '100000|2000000|1999999000000',
    ]);
    await spark.stop();
  }, 120_000);

  it('that cannot be enough is refused with what it needs', async () => {
    const spark = await open({ 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '32m' });
    const one = await spark.sql("SELECT size(collect_list(repeat('x', 1000) || id)) AS n FROM range(400000)");
    await expect(one.collect()).rejects.toMatchObject({ condition: 'KINDLING_OUT_OF_MEMORY' });
    expect(await spark.range(10).count()).toBe(10);
    await spark.stop();
  }, 120_000);
});
