import type { ConnectEvent } from '../connect-events.ts';
import type { SparkPlanInfo, SQLEvent, SQLMetricInfo } from '../sql-events.ts';
import type { JsonObject } from './json-value.ts';

const sql = (name: string) => `org.apache.spark.sql.execution.ui.SparkListener${name}`;
const connect = (name: string) => `org.apache.spark.sql.connect.service.SparkListenerConnect${name}`;

export function sqlEventToJson(event: SQLEvent): JsonObject {
  switch (event.kind) {
    case 'sqlExecutionStart':
      return {
        Event: sql('SQLExecutionStart'),
        executionId: event.executionId,
        rootExecutionId: event.rootExecutionId ?? null,
        description: event.description,
        details: event.details,
        physicalPlanDescription: event.physicalPlanDescription,
        sparkPlanInfo: planInfoToJson(event.sparkPlanInfo),
        time: event.timeMs,
        modifiedConfigs: event.modifiedConfigs,
        jobTags: event.jobTags,
        jobGroupId: event.jobGroupId ?? null,
        queryId: event.queryId ?? null,
      };
    case 'sqlAdaptiveExecutionUpdate':
      return {
        Event: sql('SQLAdaptiveExecutionUpdate'),
        executionId: event.executionId,
        physicalPlanDescription: event.physicalPlanDescription,
        sparkPlanInfo: planInfoToJson(event.sparkPlanInfo),
      };
    case 'sqlAdaptiveSQLMetricUpdates':
      return {
        Event: sql('SQLAdaptiveSQLMetricUpdates'),
        executionId: event.executionId,
        sqlPlanMetrics: event.sqlPlanMetrics.map(metricToJson),
      };
    case 'driverAccumUpdates':
      return { Event: sql('DriverAccumUpdates'), executionId: event.executionId, accumUpdates: event.accumUpdates };
    case 'sqlExecutionEnd':
      return {
        Event: sql('SQLExecutionEnd'),
        executionId: event.executionId,
        time: event.timeMs,
        // Readers take null for an old log that does not tell.
        errorMessage: event.errorMessage ?? '',
        queryId: event.queryId ?? null,
      };
  }
}

function planInfoToJson(plan: SparkPlanInfo): JsonObject {
  return {
    nodeName: plan.nodeName,
    simpleString: plan.simpleString,
    children: plan.children.map(planInfoToJson),
    metadata: plan.metadata,
    metrics: plan.metrics.map(metricToJson),
  };
}

function metricToJson(metric: SQLMetricInfo): JsonObject {
  return { name: metric.name, accumulatorId: metric.accumulatorId, metricType: metric.metricType };
}

export function connectEventToJson(event: ConnectEvent): JsonObject {
  switch (event.kind) {
    case 'connectOperationStarted':
      return {
        ...operation('OperationStarted', event),
        sessionId: event.sessionId,
        userId: event.userId,
        userName: event.userName,
        statementText: event.statementText,
        sparkSessionTags: event.sparkSessionTags,
        extraTags: {},
      };
    case 'connectOperationAnalyzed':
      return { ...operation('OperationAnalyzed', event), extraTags: {} };
    case 'connectOperationReadyForExecution':
      return { ...operation('OperationReadyForExecution', event), extraTags: {} };
    case 'connectOperationCanceled':
      return { ...operation('OperationCanceled', event), extraTags: {} };
    case 'connectOperationFailed':
      return { ...operation('OperationFailed', event), errorMessage: event.errorMessage, extraTags: {} };
    case 'connectOperationFinished':
      return { ...operation('OperationFinished', event), producedRowCount: event.producedRowCount ?? null, extraTags: {} };
    case 'connectOperationClosed':
      return { ...operation('OperationClosed', event), extraTags: {} };
    case 'connectSessionStarted':
    case 'connectSessionClosed':
      return {
        Event: connect(event.kind === 'connectSessionStarted' ? 'SessionStarted' : 'SessionClosed'),
        sessionId: event.sessionId,
        userId: event.userId,
        eventTime: event.timeMs,
        extraTags: {},
      };
    case 'connectServiceStarted':
    case 'connectServiceEnd':
      return {
        Event: connect(event.kind === 'connectServiceStarted' ? 'ServiceStarted' : 'ServiceEnd'),
        hostAddress: event.hostAddress,
        bindingPort: event.bindingPort,
        eventTime: event.timeMs,
      };
  }
}

function operation(name: string, event: { readonly jobTag: string; readonly operationId: string; readonly timeMs: number }): JsonObject {
  return { Event: connect(name), jobTag: event.jobTag, operationId: event.operationId, eventTime: event.timeMs };
}
