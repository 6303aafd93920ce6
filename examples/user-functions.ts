/**
 * Functions of one's own: compiled to a Column expression, as JavaScript, over groups, and by name in SQL.
 *
 *   kindling run examples/user-functions.ts
 *
 * On Apache Spark only what is compiled runs; the rest says so.
 */

import { fileURLToPath } from 'node:url';
import { functions as F, SparkSession } from 'kindling';

const data = fileURLToPath(new URL('./data/marketing_campaign.csv', import.meta.url));

await using spark = await SparkSession.builder.appName('user-functions').getOrCreate();

const customers = spark.read
  .options({ sep: '\t', header: true, inferSchema: true })
  .csv(data)
  .select(F.col('ID').alias('id'), F.col('Year_Birth').alias('born'), F.col('Education').alias('education'));

// Means the same to Spark: it becomes a Column expression.
const decade = F.udf((born: number) => `${Math.floor(born / 10) * 10}s`, 'string', { name: 'decade' });
// A loop has no expression: it runs as JavaScript.
const digitSum = F.udf(
  (born: number) => {
    let sum = 0;
    for (const digit of String(born)) sum += Number(digit);
    return sum;
  },
  'int',
  { name: 'digitSum' },
);

const described = customers.select('id', 'education', decade('born').alias('decade'), digitSum('born').alias('digit_sum'));
await described.orderBy('id').show(5);
console.log((await described.explainString()).split('== User Functions ==')[1]?.trim());

// Gathers a value for each group.
const span = F.udaf(
  {
    zero: () => ({ from: 9999, to: 0 }),
    reduce: (span: { from: number; to: number }, born: number) => ({ from: Math.min(span.from, born), to: Math.max(span.to, born) }),
    merge: (left, right) => ({ from: Math.min(left.from, right.from), to: Math.max(left.to, right.to) }),
    finish: ({ from, to }) => `${from} to ${to}`,
  },
  'string',
  { name: 'span' },
);
await customers.groupBy('education').agg(span('born').alias('born')).orderBy('education').show();

await spark.udf.register('decade', decade);
await (await spark.sql('SELECT decade(1984) AS decade')).show();

// Makes rows of whole groups.
const oldest = customers.groupBy('education').applyInBatches((key, rows) => {
  const first = [...rows].sort((a, b) => a.born - b.born || a.id - b.id)[0];
  return [{ education: key.education, id: first?.id, born: first?.born }];
}, 'education string, id int, born int');
await oldest.orderBy('education').show();
