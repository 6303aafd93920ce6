import type { CoreEvent, ExecutorInfo, ResourceProfileAdded } from '../core-events.ts';
import type { SparkEvent } from '../spark-event.ts';
import { accumulableToJson } from './accumulable-json.ts';
import { blockManagerIdToJson, blockUpdatedInfoToJson } from './block-json.ts';
import type { JsonObject } from './json-value.ts';
import { executorMetricsToJson, taskMetricsToJson } from './metrics-json.ts';
import { connectEventToJson, sqlEventToJson } from './sql-event-json.ts';
import { stageInfoToJson } from './stage-json.ts';
import { stackTraceToJson, taskEndReasonToJson, taskInfoToJson } from './task-json.ts';

export interface EventJsonOptions {
  /** Whether accumulables repeat what the task's metrics say: `spark.eventLog.includeTaskMetricsAccumulators`. */
  readonly includeTaskMetricsAccumulators: boolean;
}

/**
 * An event as Spark writes it into its logs, field by field and in Spark's order.
 *
 * ```ts
 * JSON.stringify(eventToJson({ kind: 'unpersistRDD', rddId: 4 })); // '{"Event":"SparkListenerUnpersistRDD","RDD ID":4}'
 * ```
 */
export function eventToJson(event: SparkEvent, options: EventJsonOptions = { includeTaskMetricsAccumulators: true }): JsonObject {
  if (event.kind.startsWith('connect')) return connectEventToJson(event as Parameters<typeof connectEventToJson>[0]);
  if (event.kind.startsWith('sql') || event.kind === 'driverAccumUpdates')
    return sqlEventToJson(event as Parameters<typeof sqlEventToJson>[0]);
  return coreEventToJson(event as CoreEvent, options.includeTaskMetricsAccumulators);
}

/** Events without a form of their own go by the name of their class. */
const scheduler = (name: string) => `org.apache.spark.scheduler.SparkListener${name}`;

function coreEventToJson(event: CoreEvent, includeTaskMetrics: boolean): JsonObject {
  switch (event.kind) {
    case 'logStart':
      return { Event: 'SparkListenerLogStart', 'Spark Version': event.sparkVersion };
    case 'applicationStart':
      return {
        Event: 'SparkListenerApplicationStart',
        'App Name': event.appName,
        'App ID': event.appId,
        Timestamp: event.timeMs,
        User: event.sparkUser,
        'App Attempt ID': event.appAttemptId,
        'Driver Logs': event.driverLogs,
        'Driver Attributes': event.driverAttributes,
      };
    case 'applicationEnd':
      return { Event: 'SparkListenerApplicationEnd', Timestamp: event.timeMs, ExitCode: event.exitCode };
    case 'environmentUpdate':
      return {
        Event: 'SparkListenerEnvironmentUpdate',
        'JVM Information': event.jvmInformation,
        'Spark Properties': event.sparkProperties,
        'Hadoop Properties': event.hadoopProperties,
        'System Properties': event.systemProperties,
        'Metrics Properties': event.metricsProperties,
        'Classpath Entries': event.classpathEntries,
      };
    case 'resourceProfileAdded':
      return { Event: 'SparkListenerResourceProfileAdded', ...resourceProfileToJson(event) };
    case 'executorAdded':
      return {
        Event: 'SparkListenerExecutorAdded',
        Timestamp: event.timeMs,
        'Executor ID': event.executorId,
        'Executor Info': executorInfoToJson(event.executorInfo),
      };
    case 'executorRemoved':
      return {
        Event: 'SparkListenerExecutorRemoved',
        Timestamp: event.timeMs,
        'Executor ID': event.executorId,
        'Removed Reason': event.reason,
      };
    case 'executorExcluded':
      return { Event: scheduler('ExecutorExcluded'), time: event.timeMs, executorId: event.executorId, taskFailures: event.taskFailures };
    case 'executorExcludedForStage':
      return {
        Event: scheduler('ExecutorExcludedForStage'),
        time: event.timeMs,
        executorId: event.executorId,
        taskFailures: event.taskFailures,
        stageId: event.stageId,
        stageAttemptId: event.stageAttemptId,
      };
    case 'executorUnexcluded':
      return { Event: scheduler('ExecutorUnexcluded'), time: event.timeMs, executorId: event.executorId };
    case 'nodeExcluded':
      return { Event: scheduler('NodeExcluded'), time: event.timeMs, hostId: event.hostId, executorFailures: event.executorFailures };
    case 'nodeExcludedForStage':
      return {
        Event: scheduler('NodeExcludedForStage'),
        time: event.timeMs,
        hostId: event.hostId,
        executorFailures: event.executorFailures,
        stageId: event.stageId,
        stageAttemptId: event.stageAttemptId,
      };
    case 'nodeUnexcluded':
      return { Event: scheduler('NodeUnexcluded'), time: event.timeMs, hostId: event.hostId };
    case 'unschedulableTaskSetAdded':
      return { Event: scheduler('UnschedulableTaskSetAdded'), stageId: event.stageId, stageAttemptId: event.stageAttemptId };
    case 'unschedulableTaskSetRemoved':
      return { Event: scheduler('UnschedulableTaskSetRemoved'), stageId: event.stageId, stageAttemptId: event.stageAttemptId };
    case 'blockManagerAdded':
      return {
        Event: 'SparkListenerBlockManagerAdded',
        'Block Manager ID': blockManagerIdToJson(event.blockManagerId),
        'Maximum Memory': event.maxMemoryBytes,
        Timestamp: event.timeMs,
        'Maximum Onheap Memory': event.maxOnHeapMemoryBytes,
        'Maximum Offheap Memory': event.maxOffHeapMemoryBytes,
      };
    case 'blockManagerRemoved':
      return {
        Event: 'SparkListenerBlockManagerRemoved',
        'Block Manager ID': blockManagerIdToJson(event.blockManagerId),
        Timestamp: event.timeMs,
      };
    case 'blockUpdated':
      return { Event: 'SparkListenerBlockUpdated', 'Block Updated Info': blockUpdatedInfoToJson(event.blockUpdatedInfo) };
    case 'unpersistRDD':
      return { Event: 'SparkListenerUnpersistRDD', 'RDD ID': event.rddId };
    case 'jobStart':
      return {
        Event: 'SparkListenerJobStart',
        'Job ID': event.jobId,
        'Submission Time': event.timeMs,
        'Stage Infos': event.stageInfos.map((info) => stageInfoToJson(info, includeTaskMetrics)),
        'Stage IDs': event.stageInfos.map((info) => info.stageId),
        Properties: event.properties,
      };
    case 'jobEnd':
      return {
        Event: 'SparkListenerJobEnd',
        'Job ID': event.jobId,
        'Completion Time': event.timeMs,
        'Job Result':
          event.jobResult.kind === 'jobSucceeded'
            ? { Result: 'JobSucceeded' }
            : {
                Result: 'JobFailed',
                Exception: {
                  Message: event.jobResult.exception.message,
                  'Stack Trace': stackTraceToJson(event.jobResult.exception.stackTrace),
                },
              },
      };
    case 'stageSubmitted':
      return {
        Event: 'SparkListenerStageSubmitted',
        'Stage Info': stageInfoToJson(event.stageInfo, includeTaskMetrics),
        Properties: event.properties,
      };
    case 'stageCompleted':
      return { Event: 'SparkListenerStageCompleted', 'Stage Info': stageInfoToJson(event.stageInfo, includeTaskMetrics) };
    case 'taskStart':
      return {
        Event: 'SparkListenerTaskStart',
        'Stage ID': event.stageId,
        'Stage Attempt ID': event.stageAttemptId,
        'Task Info': taskInfoToJson(event.taskInfo, includeTaskMetrics),
      };
    case 'taskGettingResult':
      return { Event: 'SparkListenerTaskGettingResult', 'Task Info': taskInfoToJson(event.taskInfo, includeTaskMetrics) };
    case 'taskEnd':
      return {
        Event: 'SparkListenerTaskEnd',
        'Stage ID': event.stageId,
        'Stage Attempt ID': event.stageAttemptId,
        'Task Type': event.taskType,
        'Task End Reason': taskEndReasonToJson(event.reason),
        'Task Info': taskInfoToJson(event.taskInfo, includeTaskMetrics),
        'Task Executor Metrics': executorMetricsToJson(event.taskExecutorMetrics),
        'Task Metrics': event.taskMetrics === undefined ? undefined : taskMetricsToJson(event.taskMetrics),
      };
    case 'speculativeTaskSubmitted':
      return { Event: scheduler('SpeculativeTaskSubmitted'), stageId: event.stageId, stageAttemptId: event.stageAttemptId };
    case 'executorMetricsUpdate':
      return {
        Event: 'SparkListenerExecutorMetricsUpdate',
        'Executor ID': event.executorId,
        'Metrics Updated': event.taskUpdates.map((update) => ({
          'Task ID': update.taskId,
          'Stage ID': update.stageId,
          'Stage Attempt ID': update.stageAttemptId,
          'Accumulator Updates': update.accumulatorUpdates.map(accumulableToJson),
        })),
        'Executor Metrics Updated': event.executorUpdates.map((update) => ({
          'Stage ID': update.stageId,
          'Stage Attempt ID': update.stageAttemptId,
          'Executor Metrics': executorMetricsToJson(update.executorMetrics),
        })),
      };
    case 'stageExecutorMetrics':
      return {
        Event: 'SparkListenerStageExecutorMetrics',
        'Executor ID': event.executorId,
        'Stage ID': event.stageId,
        'Stage Attempt ID': event.stageAttemptId,
        'Executor Metrics': executorMetricsToJson(event.executorMetrics),
      };
  }
}

function resourceProfileToJson(profile: ResourceProfileAdded): JsonObject {
  return {
    'Resource Profile Id': profile.resourceProfileId,
    'Executor Resource Requests': Object.fromEntries(
      profile.executorResources.map((request) => [
        request.resourceName,
        {
          'Resource Name': request.resourceName,
          Amount: request.amount,
          'Discovery Script': request.discoveryScript,
          Vendor: request.vendor,
        },
      ]),
    ),
    'Task Resource Requests': Object.fromEntries(
      profile.taskResources.map((request) => [request.resourceName, { 'Resource Name': request.resourceName, Amount: request.amount }]),
    ),
  };
}

function executorInfoToJson(info: ExecutorInfo): JsonObject {
  return {
    Host: info.host,
    'Total Cores': info.totalCores,
    'Log Urls': info.logUrls,
    Attributes: info.attributes,
    Resources: {},
    'Resource Profile Id': info.resourceProfileId,
    'Registration Time': info.registrationTimeMs,
    'Request Time': info.requestTimeMs,
  };
}
