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
  const [first, ...more] = schema.fields;
  if (first === undefined) return;
  if (more.length === 0 && texts.has(first.name)) {
    for (const row of await frame.collect(options)) console.log(String(row[first.name]).trimEnd());
    return;
  }
  await frame.show(1000, { truncate: false, ...options });
}

/** Columns of EXPLAIN and SHOW CREATE TABLE, whose lines are easier to read without a frame around them. */
const texts: ReadonlySet<string> = new Set(['plan', 'createtab_stmt']);
