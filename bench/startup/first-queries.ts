/** Prints how long a session, its first query, its second and later ones take, as JSON. */
import { SparkSession } from 'kindling';

const startedAt = performance.now();
await using spark = await SparkSession.builder.getOrCreate();
const sessionMs = performance.now() - startedAt;
const queriesMs: number[] = [];
for (let query = 0; query < 30; query += 1) {
  const queryStartedAt = performance.now();
  await spark.range(10).count();
  queriesMs.push(performance.now() - queryStartedAt);
}
console.log(JSON.stringify({ sessionMs, queriesMs }));
