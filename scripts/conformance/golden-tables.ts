import { join } from 'node:path';
import type { SparkSession } from 'kindling';

const tenkColumns =
  'unique1 int, unique2 int, two int, four int, ten int, twenty int, hundred int, thousand int, twothousand int, fivethous int, ' +
  'tenthous int, odd int, even int, stringu1 string, stringu2 string, string4 string';

const files = [
  { table: 'aggtest', file: 'agg.data', columns: 'a int, b float' },
  { table: 'onek', file: 'onek.data', columns: tenkColumns },
  { table: 'tenk1', file: 'tenk.data', columns: tenkColumns },
];

const views = [
  'CREATE OR REPLACE TEMPORARY VIEW testdata AS SELECT CAST(id + 1 AS INT) AS key, CAST(id + 1 AS STRING) AS value FROM range(100)',
  `CREATE OR REPLACE TEMPORARY VIEW arraydata AS SELECT * FROM VALUES
    (array(1, 2, 3), array(array(1, 2, 3))), (array(2, 3, 4), array(array(2, 3, 4))) AS t(arraycol, nestedarraycol)`,
  `CREATE OR REPLACE TEMPORARY VIEW mapdata AS SELECT * FROM VALUES
    (map(1, 'a1', 2, 'b1', 3, 'c1', 4, 'd1', 5, 'e1')), (map(1, 'a2', 2, 'b2', 3, 'c2', 4, 'd2')), (map(1, 'a3', 2, 'b3', 3, 'c3')),
    (map(1, 'a4', 2, 'b4')), (map(1, 'a5')) AS t(mapcol)`,
];

/** Makes the tables that Spark's golden files take for granted. */
export async function makeGoldenTables(spark: SparkSession, dataFolder: string): Promise<void> {
  for (const view of views) await (await spark.sql(view)).collect();
  for (const { table, file, columns } of files) {
    const df = spark.read.schema(columns).option('sep', '\t').csv(join(dataFolder, file));
    await df.createOrReplaceTempView(table);
  }
}
