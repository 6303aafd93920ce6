import type { CallOptions, SparkSession } from '@kindling/client';
import { splitStatements } from './split-statements.ts';

/** Runs statements separated by `;`, and shows the rows of those that give any. */
export async function runStatements(spark: SparkSession, text: string): Promise<void> {
  const { statements, rest } = splitStatements(text);
  for (const statement of rest === '' ? statements : [...statements, rest]) await runStatement(spark, statement);
}

export async function runStatement(spark: SparkSession, statement: string, options: CallOptions = {}): Promise<void> {
  const frame = await spark.sql(statement, {}, options);
  const schema = await frame.schema(options);
  if (schema.fields.length > 0) await frame.show(1000, { truncate: false, ...options });
}
