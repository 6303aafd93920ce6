import { col, type DataFrame, expr, functions, lit, type SparkError, type SparkSession } from 'kindling';
import { expect } from 'vitest';

/** The method and the line that an error names, as text. */
async function called(run: () => Promise<unknown>): Promise<readonly string[]> {
  const error = (await run().then(
    () => expect.fail('it answers'),
    (reason: unknown) => reason,
  )) as SparkError;
  const [context] = error.queryContext;
  return [error.condition, context?.fragment ?? '', context?.callSite ?? ''];
}

/** The number of the line that calls this. */
const line = (): number => Number(/call-sites\.ts:(\d+)/.exec(new Error().stack!.split('\n')[2]!)?.[1]);

/** Errors tell the call of the program that made the column, on every target. */
export async function expectCallSites(spark: SparkSession): Promise<void> {
  const df: DataFrame = spark.range(3);
  const at = (number: number): string => `${import.meta.filename}:${number}`;
  expect(await called(() => df.select(lit(1).divide(col('id'))).collect())).toEqual(['DIVIDE_BY_ZERO', 'divide', at(line())]);
  expect(await called(() => df.select(lit('x').cast('int').as('y')).collect())).toEqual(['CAST_INVALID_INPUT', 'cast', at(line())]);
  const index = functions.element_at(functions.array('id'), lit(5));
  const indexLine = line() - 1;
  expect(await called(() => df.select(index).collect())).toEqual(['INVALID_ARRAY_INDEX_IN_ELEMENT_AT', 'element_at', at(indexLine)]);
  expect(await called(() => df.select('nope').schema())).toEqual(['UNRESOLVED_COLUMN.WITH_SUGGESTION', 'select', at(line())]);
  // What is written as SQL is told as SQL.
  expect(await called(() => df.select(lit(1).plus(expr('1 / 0'))).collect())).toEqual(['DIVIDE_BY_ZERO', '1 / 0', '']);
}
