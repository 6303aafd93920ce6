/**
 * Customers of a shop, read from a tab-separated file: choose and rename columns, compute a date, look at partitions,
 * group, write Parquet and read it back.
 *
 *   kindling run examples/customer-personality.ts
 *   kindling run examples/customer-personality.ts --remote sc://localhost:15002
 *
 * It prints the same on the embedded engine and on a Kindling server. On Apache Spark, whose executors run no JavaScript,
 * the two foreach steps say so, and everything else is the same.
 */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functions as F, SparkError, SparkSession } from 'kindling';

const { add_months, avg, col, count, lit, to_date } = F;
const data = fileURLToPath(new URL('./data/marketing_campaign.csv', import.meta.url));

await using spark = await SparkSession.builder.appName('customer-personality').getOrCreate();

const raw = spark.read.option('sep', '\t').option('header', true).option('inferSchema', true).csv(data);
console.log(`${await raw.count()} customers, ${(await raw.columns()).length} columns`);

const customers = raw
  .select(
    col('ID').alias('id'),
    col('Year_Birth').alias('year_birth'),
    col('Education').alias('education'),
    col('Kidhome').alias('count_kid'),
    col('Teenhome').alias('count_teen'),
    col('Dt_Customer').alias('date_customer'),
    col('Recency').alias('days_last_login'),
  )
  .withColumn('date_joined', add_months(to_date(col('date_customer'), 'd-M-yyyy'), 72));
await customers.printSchema();

// Five partitions: five tasks, five files, five calls of foreachPartition.
const partitioned = customers.repartition(5);
const sizes = await partitioned
  .groupBy(F.spark_partition_id().alias('partition'))
  .agg(count(lit(1)).alias('rows'))
  .orderBy('partition')
  .collect();
console.log(`rows in each partition: ${sizes.map((row) => row.rows).join(', ')}`);

// collect() brings the rows to the driver, as plain values that it may change with variables of its own.
const rows = await partitioned.collect();
const daysSinceExport = 30;
const seenToday = rows.map((row) => ({ id: row.id, days_last_login: Number(row.days_last_login) + daysSinceExport }));
console.log('customer 7196:', String(rows.find((row) => row.id === 7196)));
console.log('customer 7196, days since the last login:', seenToday.find((row) => row.id === 7196)?.days_last_login);

// These functions run where the partitions are: they see their arguments only, and what they print goes to the executor's log.
await onExecutors('foreach', () =>
  partitioned
    .filter(col('id').equalTo(7196))
    .foreach((row, params) => console.log(params.prefix, String(row)), { params: { prefix: 'executor has customer' } }),
);
await onExecutors('foreachPartition', () =>
  partitioned.foreachPartition((part) => console.log('executor has a partition of', [...part].length, 'rows')),
);

const byEducation = customers
  .groupBy('education')
  .agg(count(lit(1)).alias('customers'), avg('days_last_login').alias('avg_days_last_login'))
  .orderBy('education');
await byEducation.show();

const folder = await mkdtemp(join(tmpdir(), 'customers-'));
try {
  await partitioned.write.mode('overwrite').parquet(folder);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
  console.log(`wrote ${files.length} Parquet files; read back ${await spark.read.parquet(folder).count()} rows`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function onExecutors(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    console.log(`${name}: done, its output is in the executor's log`);
  } catch (error) {
    if (!(error instanceof SparkError) || error.condition !== 'KINDLING_JAVASCRIPT_NOT_ON_SPARK') throw error;
    console.log(`${name}: refused with ${error.condition}`);
  }
}
