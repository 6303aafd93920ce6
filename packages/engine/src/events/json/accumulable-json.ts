import type { AccumulableInfo } from '../accumulable-info.ts';
import { blockUpdateToJson } from './block-json.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

const taskMetricPrefix = 'internal.metrics.';
/** Too large to be told twice: the task's metrics have it. */
const leftOut = 'internal.metrics.updatedBlockStatuses';

/** `includeTaskMetrics` is false where `spark.eventLog.includeTaskMetricsAccumulators` is. */
export function accumulablesToJson(accumulables: readonly AccumulableInfo[], includeTaskMetrics: boolean): JsonValue {
  return accumulables
    .filter(({ name }) => name !== leftOut && (includeTaskMetrics || !name?.startsWith(taskMetricPrefix)))
    .sort((left, right) => left.id - right.id)
    .map(accumulableToJson);
}

export function accumulableToJson(info: AccumulableInfo): JsonObject {
  return {
    ID: info.id,
    Name: info.name,
    Update: valueToJson(info.name, info.update),
    Value: valueToJson(info.name, info.value),
    Internal: info.internal,
    'Count Failed Values': info.countFailedValues,
    Metadata: info.metadata,
  };
}

/** Only task metrics keep their type, all others travel as text. */
function valueToJson(name: string | undefined, value: AccumulableInfo['value']): JsonValue | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object') return value.map(blockUpdateToJson);
  return name?.startsWith(taskMetricPrefix) ? value : String(value);
}
