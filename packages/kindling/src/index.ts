/**
 * Spark for TypeScript: `SparkSession`, `DataFrame`, `Column` and all functions, on an engine in this process unless the program names
 * a server.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'kindling';
 *
 * await using spark = await SparkSession.builder.getOrCreate();
 * await spark.range(10).show();
 * ```
 */
import './embedded.ts';

export * from '@kindling/client';
