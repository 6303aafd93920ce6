import type { RDDInfo, RDDOperationScope, StageInfo } from '../stage-info.ts';
import { accumulablesToJson } from './accumulable-json.ts';
import { storageLevelToJson } from './block-json.ts';
import type { JsonObject } from './json-value.ts';

export function stageInfoToJson(info: StageInfo, includeTaskMetrics: boolean): JsonObject {
  return {
    'Stage ID': info.stageId,
    'Stage Attempt ID': info.attempt,
    'Stage Name': info.name,
    'Number of Tasks': info.numTasks,
    'RDD Info': info.rddInfos.map(rddInfoToJson),
    'Parent IDs': info.parentIds,
    Details: info.details,
    'Submission Time': info.submissionTimeMs,
    'Completion Time': info.completionTimeMs,
    'Failure Reason': info.failureReason,
    Accumulables: accumulablesToJson(info.accumulables, includeTaskMetrics),
    'Resource Profile Id': info.resourceProfileId,
    'Shuffle Push Enabled': info.shufflePushEnabled,
    'Shuffle Push Mergers Count': info.shufflePushMergersCount,
  };
}

function rddInfoToJson(info: RDDInfo): JsonObject {
  return {
    'RDD ID': info.id,
    Name: info.name,
    // Text within text, as Spark has it.
    Scope: info.scope === undefined ? undefined : JSON.stringify(scopeToJson(info.scope)),
    Callsite: info.callSite,
    'Parent IDs': info.parentIds,
    'Storage Level': storageLevelToJson(info.storageLevel),
    Barrier: info.isBarrier,
    DeterministicLevel: info.outputDeterministicLevel,
    'Number of Partitions': info.numPartitions,
    'Number of Cached Partitions': info.numCachedPartitions,
    'Memory Size': info.memorySizeBytes,
    'Disk Size': info.diskSizeBytes,
  };
}

function scopeToJson(scope: RDDOperationScope): JsonObject {
  return { id: scope.id, name: scope.name, parent: scope.parent === undefined ? undefined : scopeToJson(scope.parent) };
}
