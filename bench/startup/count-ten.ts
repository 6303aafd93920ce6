/** A whole program, as short as can be. */
import { SparkSession } from 'kindling';

await using spark = await SparkSession.builder.getOrCreate();
console.log(await spark.range(10).count());
