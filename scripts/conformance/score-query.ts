import { isDeepStrictEqual } from 'node:util';
import { dataTypeToJson, Row, SparkError, type StructType, simpleString } from '@kindling/protocol';
import type { SparkSession } from 'kindling';
import { sparkText } from '../spark-text.ts';
import { comparable, type GoldenQuery, outputLines } from './golden-file.ts';
import type { Mark } from './mark.ts';

/** The time zone in which Spark wrote its golden files. */
export const goldenTimeZone = 'America/Los_Angeles';

/** A documented example of a function, as a line of function-examples.jsonl holds it. */
export interface FunctionExample {
  readonly family: string;
  readonly query: string;
  /** One text per row, columns joined by a tab. */
  readonly result: readonly string[];
  /** Spark's JSON form. */
  readonly schema: unknown;
}

export interface Outcome {
  readonly mark: Mark;
  readonly why: string;
  /** Spark's answer, shortened; absent when exact. */
  readonly expected?: string;
}

const exact: Outcome = { mark: 'exact', why: '' };

async function run(spark: SparkSession, sql: string): Promise<{ schema: StructType; rows: string[] }> {
  const df = await spark.sql(sql);
  const schema = await df.schema();
  const rows = await df.collect();
  const texts = rows.map((row) => {
    const values = Row.valuesOf(row as Row);
    return schema.fields.map((field, i) => sparkText(values[i], field.dataType, goldenTimeZone)).join('\t');
  });
  return { schema, rows: texts };
}

const shorten = (text: string): string => (text.length > 1000 ? `${text.slice(0, 1000)}…` : text);

function describeError(error: unknown): string {
  if (error instanceof SparkError) return shorten(`${error.condition}: ${error.message}`);
  return shorten(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

/** The JSON form without field metadata, which the examples do not record, and with types as Spark 4 writes them: `decimal(8,6)` without a blank, `void`. */
function withoutMetadata(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutMetadata);
  if (json === 'null') return 'void';
  if (typeof json === 'string') return json.replace(/^decimal\((\d+), (\d+)\)$/, 'decimal($1,$2)');
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).flatMap(([key, value]) => (key === 'metadata' ? [] : [[key, withoutMetadata(value)]])));
}

export async function scoreExample(spark: SparkSession, example: FunctionExample): Promise<Outcome> {
  try {
    const { schema, rows } = await run(spark, example.query.replace(/;+$/, ''));
    const same = rows.join('\n') === example.result.join('\n') || isDeepStrictEqual([...rows].sort(), [...example.result].sort());
    if (!same) return { mark: 'wrong', why: shorten(`rows ${rows.join('; ')}`) };
    if (isDeepStrictEqual(withoutMetadata(dataTypeToJson(schema)), withoutMetadata(example.schema))) return exact;
    return { mark: 'value', why: shorten(`schema ${simpleString(schema)}`) };
  } catch (error) {
    return { mark: 'wrong', why: describeError(error) };
  }
}

export async function scoreGolden(spark: SparkSession, query: GoldenQuery): Promise<Outcome> {
  const outcome = await compareGolden(spark, query);
  return outcome.mark === 'exact' ? outcome : { ...outcome, expected: query.condition ?? `${query.schema} ${query.output}`.slice(0, 2000) };
}

async function compareGolden(spark: SparkSession, query: GoldenQuery): Promise<Outcome> {
  try {
    const { schema, rows } = await run(spark, query.sql);
    if (query.condition !== undefined) return { mark: 'wrong', why: 'no error' };
    const isCommand = query.schema === 'struct<>';
    const expected = outputLines(query.output);
    if (isCommand && expected.length === 0) return rows.length === 0 ? exact : { mark: 'value', why: shorten(rows.join('; ')) };
    const got = rows.flatMap((row) => row.split('\n'));
    if (comparable(got) !== comparable(expected)) return { mark: 'wrong', why: shorten(`rows ${got.join('; ')}`) };
    if (isCommand || simpleString(schema) === query.schema) return exact;
    return { mark: 'value', why: shorten(`schema ${simpleString(schema)}`) };
  } catch (error) {
    if (query.condition === undefined) return { mark: 'wrong', why: describeError(error) };
    const raised = error instanceof SparkError ? error.condition : undefined;
    return raised === query.condition ? exact : { mark: 'sign', why: describeError(error) };
  }
}
