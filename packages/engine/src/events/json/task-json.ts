import type { StackTraceElement, TaskEndReason, TaskInfo } from '../task-info.ts';
import { accumulablesToJson } from './accumulable-json.ts';
import { blockManagerIdToJson } from './block-json.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

export function taskInfoToJson(info: TaskInfo, includeTaskMetrics: boolean): JsonObject {
  return {
    'Task ID': info.taskId,
    Index: info.index,
    Attempt: info.attempt,
    'Partition ID': info.partitionId,
    'Launch Time': info.launchTimeMs,
    'Executor ID': info.executorId,
    Host: info.host,
    Locality: info.locality,
    Speculative: info.speculative,
    'Getting Result Time': info.gettingResultTimeMs,
    'Finish Time': info.finishTimeMs,
    Failed: info.failed,
    Killed: info.killed,
    Accumulables: accumulablesToJson(info.accumulables, includeTaskMetrics),
  };
}

export function taskEndReasonToJson(reason: TaskEndReason): JsonObject {
  switch (reason.kind) {
    case 'success':
      return { Reason: 'Success' };
    case 'resubmitted':
      return { Reason: 'Resubmitted' };
    case 'taskResultLost':
      return { Reason: 'TaskResultLost' };
    case 'unknownReason':
      return { Reason: 'UnknownReason' };
    case 'fetchFailed':
      return {
        Reason: 'FetchFailed',
        'Block Manager Address': reason.blockManagerId === undefined ? undefined : blockManagerIdToJson(reason.blockManagerId),
        'Shuffle ID': reason.shuffleId,
        'Map ID': reason.mapId,
        'Map Index': reason.mapIndex,
        'Reduce ID': reason.reduceId,
        Message: reason.message,
      };
    case 'exceptionFailure':
      return {
        Reason: 'ExceptionFailure',
        'Class Name': reason.className,
        Description: reason.description,
        'Stack Trace': stackTraceToJson(reason.stackTrace),
        'Full Stack Trace': reason.fullStackTrace,
        'Accumulator Updates': accumulablesToJson(reason.accumulatorUpdates, true),
      };
    case 'taskKilled':
      return {
        Reason: 'TaskKilled',
        'Kill Reason': reason.reason,
        'Accumulator Updates': accumulablesToJson(reason.accumulatorUpdates, true),
      };
    case 'taskCommitDenied':
      return {
        Reason: 'TaskCommitDenied',
        'Job ID': reason.jobId,
        'Partition ID': reason.partitionId,
        'Attempt Number': reason.attempt,
      };
    case 'executorLostFailure':
      return {
        Reason: 'ExecutorLostFailure',
        'Executor ID': reason.executorId,
        'Exit Caused By App': reason.exitCausedByApp,
        'Loss Reason': reason.lossReason,
      };
  }
}

export function stackTraceToJson(trace: readonly StackTraceElement[]): JsonValue {
  return trace.map((element) => ({
    'Declaring Class': element.declaringClass,
    'Method Name': element.methodName,
    'File Name': element.fileName,
    'Line Number': element.lineNumber,
  }));
}
