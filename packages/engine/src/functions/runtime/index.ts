/** JavaScript bodies of the functions that DuckDB does not compute as Spark does, by name. */

import { aggregateBodies } from './aggregate-bodies.ts';
import { castBodies } from './cast/index.ts';
import { collatedBodies } from './collation/collated-bodies.ts';
import { collectionBodies } from './collection/index.ts';
import { cryptoBodies } from './crypto/index.ts';
import { csvBodies } from './csv/index.ts';
import { csvRecordBodies } from './csv-record/index.ts';
import { dateTimeBodies } from './date-time/index.ts';
import { decimalBodies } from './decimal-arithmetic.ts';
import { geoBodies } from './geo/index.ts';
import { hashBodies } from './hash/index.ts';
import { intervalBodies } from './interval/index.ts';
import { jsonBodies } from './json/index.ts';
import { jsonRowBodies } from './json-rows/index.ts';
import { mathBodies } from './math/index.ts';
import { numberFormatBodies } from './number-format/index.ts';
import { randomBodies } from './random.ts';
import { readFailureBodies } from './read-failure.ts';
import { reflectBodies } from './reflect/index.ts';
import type { RuntimeAggregate, RuntimeBody } from './runtime-body.ts';
import { sketchBodies } from './sketch/index.ts';
import { stringBodies } from './string/index.ts';
import { textLineBodies } from './text-lines.ts';
import { timeBodies } from './time/index.ts';
import { timeWindowBodies } from './time-window/index.ts';
import { urlBodies } from './url/index.ts';
import { userBodies } from './user/index.ts';
import { variantBodies } from './variant/index.ts';
import { vectorBodies } from './vector/index.ts';
import { xmlBodies } from './xml/index.ts';

export { caster, parseCalendarInterval } from './cast/index.ts';
export { COLLATED_PREFIX } from './collation/collated-bodies.ts';
export { isCollated } from './collation/collated-text.ts';
export * from './csv/index.ts';
export { csvSchema } from './csv-record/index.ts';
export { formatLocal, formatTimestamp } from './date-time/index.ts';
export { decompressed } from './decompress.ts';
export { checkedSrid } from './geo/index.ts';
export { precisionOf } from './hyper-log-log.ts';
export { trimEnd, trimStart } from './java-trim.ts';
export * from './json/index.ts';
export * from './json-rows/index.ts';
export { parseNumberFormat } from './number-format/index.ts';
export { pathUrl } from './read-failure.ts';
export { findJavaMethod, javaMethods, javaTypeOf } from './reflect/index.ts';
export type { AggregateSteps, CallSite, RowFunction, RuntimeAggregate, RuntimeBody } from './runtime-body.ts';
export { javaRegex } from './string/index.ts';
export { decodeText, splitLines } from './text-lines.ts';
export {
  aggregateFunction,
  type CompiledFunction,
  compileFunction,
  executorConsole,
  reduceList,
  rowText,
  scalarFunction,
  tableFunction,
  type UserConsole,
  userFunctionFailed,
} from './user/index.ts';
export { xmlSchema } from './xml/index.ts';

const bodies = new Map<string, RuntimeBody>();
for (const body of [
  ...castBodies,
  ...decimalBodies,
  ...stringBodies,
  ...dateTimeBodies,
  ...mathBodies,
  ...collatedBodies,
  ...collectionBodies,
  ...hashBodies,
  ...jsonBodies,
  ...randomBodies,
  ...reflectBodies,
  ...csvBodies,
  ...textLineBodies,
  ...readFailureBodies,
  ...jsonRowBodies,
  ...variantBodies,
  ...sketchBodies,
  ...numberFormatBodies,
  ...urlBodies,
  ...cryptoBodies,
  ...timeBodies,
  ...intervalBodies,
  ...vectorBodies,
  ...geoBodies,
  ...csvRecordBodies,
  ...xmlBodies,
  ...timeWindowBodies,
  ...userBodies,
]) {
  if (bodies.has(body.name)) throw new Error(`Two runtime bodies are named ${body.name}.`);
  bodies.set(body.name, body);
}

/**
 * The body of that name.
 *
 * @example
 * ```ts
 * const toInt = runtimeBody('cast').prepare({ argTypes: [types.string], resultType: types.integer, options: {} });
 * toInt(' 12 '); // 12
 * ```
 */
export function runtimeBody(name: string): RuntimeBody {
  const body = bodies.get(name);
  if (body === undefined) throw new Error(`There is no runtime body named ${name}.`);
  return body;
}

const aggregates = new Map<string, RuntimeAggregate>();
for (const body of aggregateBodies) {
  if (aggregates.has(body.name)) throw new Error(`Two runtime aggregates are named ${body.name}.`);
  aggregates.set(body.name, body);
}

/** The aggregate of that name. */
export function runtimeAggregate(name: string): RuntimeAggregate {
  const body = aggregates.get(name);
  if (body === undefined) throw new Error(`There is no runtime aggregate named ${name}.`);
  return body;
}
