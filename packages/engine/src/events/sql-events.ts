/** How the values of a metric add up and read. */
export type SQLMetricType = 'sum' | 'size' | 'timing' | 'nsTiming' | 'average';

export interface SQLMetricInfo {
  readonly name: string;
  /** The accumulator that tasks add to. */
  readonly accumulatorId: number;
  readonly metricType: SQLMetricType;
}

/** A physical operator with its metrics and inputs. */
export interface SparkPlanInfo {
  readonly nodeName: string;
  readonly simpleString: string;
  readonly children: readonly SparkPlanInfo[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly metrics: readonly SQLMetricInfo[];
}

export interface SQLExecutionStart {
  readonly kind: 'sqlExecutionStart';
  readonly executionId: number;
  /** The execution that this one is part of; itself when it is part of none. */
  readonly rootExecutionId?: number;
  readonly description: string;
  /** The user's call stack, a line per call. */
  readonly details: string;
  /** What `explain('formatted')` prints. */
  readonly physicalPlanDescription: string;
  readonly sparkPlanInfo: SparkPlanInfo;
  readonly timeMs: number;
  /** Settings that the session changed. */
  readonly modifiedConfigs: Readonly<Record<string, string>>;
  readonly jobTags: readonly string[];
  readonly jobGroupId?: string;
  /** A UUID. */
  readonly queryId?: string;
}

/** The plan changed while it ran. */
export interface SQLAdaptiveExecutionUpdate {
  readonly kind: 'sqlAdaptiveExecutionUpdate';
  readonly executionId: number;
  readonly physicalPlanDescription: string;
  readonly sparkPlanInfo: SparkPlanInfo;
}

/** Metrics that were added while it ran. */
export interface SQLAdaptiveSQLMetricUpdates {
  readonly kind: 'sqlAdaptiveSQLMetricUpdates';
  readonly executionId: number;
  readonly sqlPlanMetrics: readonly SQLMetricInfo[];
}

/** Values of metrics that no task told: those of the driver. */
export interface DriverAccumUpdates {
  readonly kind: 'driverAccumUpdates';
  readonly executionId: number;
  readonly accumUpdates: readonly (readonly [accumulatorId: number, value: number])[];
}

export interface SQLExecutionEnd {
  readonly kind: 'sqlExecutionEnd';
  readonly executionId: number;
  readonly timeMs: number;
  /** Empty or absent when it succeeded. */
  readonly errorMessage?: string;
  readonly queryId?: string;
}

export type SQLEvent = SQLExecutionStart | SQLAdaptiveExecutionUpdate | SQLAdaptiveSQLMetricUpdates | DriverAccumUpdates | SQLExecutionEnd;
