import type { SessionConfig } from '../../config/index.ts';
import type { AccumulableInfo, JobResult, SQLMetricInfo, StageInfo } from '../../events/index.ts';
import { formattedText, type OperatorNode } from '../../physical/index.ts';
import type { ApplicationEvents } from './application-events.ts';
import { type MetricValues, PlanMetrics, StageAccumulables } from './plan-metrics.ts';
import { jobProperties, type QueryLabels } from './query-labels.ts';
import { StageRdds } from './stage-rdds.ts';

/** Numbers that are the application's. */
export interface ReportNumbers {
  newExecutionId(): number;
  newReportedJobId(): number;
  newAccumulatorId(): number;
  newRddId(): number;
}

export interface QueryReportOptions {
  readonly events: ApplicationEvents;
  readonly numbers: ReportNumbers;
  readonly sessionId: string;
  readonly config: SessionConfig;
  readonly labels: QueryLabels;
}

/** Tells of one query: its plan, its jobs and their stages. */
export class QueryReport {
  readonly #options: QueryReportOptions;
  readonly #executionId: number;
  readonly #properties: Readonly<Record<string, string>>;
  readonly #metrics: PlanMetrics;
  readonly #queryId = crypto.randomUUID();
  /** Whether listeners were told of the query. */
  readonly #isTold: boolean;
  readonly #open = new Set<StageReport>();
  #hasStarted = false;
  #plan: { readonly tree: () => OperatorNode; readonly choice: string } | undefined;
  #shown = '';

  constructor(options: QueryReportOptions) {
    this.#options = options;
    const { events, numbers, sessionId, config, labels } = options;
    this.#executionId = numbers.newExecutionId();
    this.#properties = jobProperties(this.#executionId, labels, sessionId, config);
    this.#metrics = new PlanMetrics(() => numbers.newAccumulatorId());
    this.#isTold = events.isObserved;
  }

  get isTold(): boolean {
    return this.#isTold;
  }

  get labels(): QueryLabels {
    return this.#options.labels;
  }

  /** Tells of the partitioned data of the query's stages. */
  stageRdds(): StageRdds {
    return new StageRdds(() => this.#options.numbers.newRddId());
  }

  /** What the query does now, and why so: another attempt may go about it in another way. */
  plan(tree: () => OperatorNode, choice: string): void {
    this.#plan = { tree, choice };
    this.planChanged();
  }

  /** Tells how the plan looks now, if that is news. */
  planChanged(): void {
    if (!this.#isTold || !this.#plan) return;
    const { tree, choice } = this.#plan;
    const root = tree();
    const sparkPlanInfo = this.#metrics.planInfo(root);
    const shown = JSON.stringify(sparkPlanInfo);
    if (this.#shown === shown) return;
    this.#shown = shown;
    const { events, labels, config } = this.#options;
    const plan = {
      executionId: this.#executionId,
      physicalPlanDescription: `== Physical Plan ==\n${formattedText(root)}\n\n== Execution ==\n${choice}\n`,
      sparkPlanInfo,
    };
    if (this.#hasStarted) {
      events.post({ kind: 'sqlAdaptiveExecutionUpdate', ...plan });
      return;
    }
    this.#hasStarted = true;
    const jobGroupId = this.#properties['spark.jobGroup.id'];
    events.post({
      kind: 'sqlExecutionStart',
      rootExecutionId: this.#executionId,
      description: this.#properties['spark.job.description'] ?? labels.call,
      details: labels.details ?? '',
      ...plan,
      timeMs: Date.now(),
      modifiedConfigs: Object.fromEntries(config.getAll()),
      jobTags: labels.tags ?? [],
      ...(jobGroupId === undefined ? {} : { jobGroupId }),
      queryId: this.#queryId,
    });
  }

  /** Values of metrics that the driver knows. */
  driverValues(of: unknown, values: MetricValues): void {
    const accumUpdates = this.updates(of, values).map(([{ accumulatorId }, value]) => [accumulatorId, value] as const);
    if (accumUpdates.length === 0) return;
    this.#options.events.post({ kind: 'driverAccumUpdates', executionId: this.#executionId, accumUpdates });
  }

  updates(of: unknown, values: MetricValues): readonly (readonly [metric: SQLMetricInfo, value: number])[] {
    return this.#isTold ? this.#metrics.updates(of, values) : [];
  }

  /**
   * A stage begins. It is a job of its own, as Spark's adaptive execution has it: a later stage's number of tasks is known only when
   * those before it have ended, and a job must tell its tasks when it starts.
   */
  stage(stage: Pick<StageInfo, 'stageId' | 'attempt' | 'name' | 'numTasks' | 'parentIds' | 'rddInfos'>): StageReport {
    const { events, numbers, labels } = this.#options;
    const info: StageInfo = {
      ...stage,
      details: labels.details ?? labels.description ?? labels.call,
      accumulables: [],
      resourceProfileId: 0,
      shufflePushEnabled: false,
      shufflePushMergersCount: 0,
    };
    const again = [...this.#open].find((report) => report.info.stageId === stage.stageId);
    const jobId = again?.jobId ?? numbers.newReportedJobId();
    if (again) this.#open.delete(again);
    else events.post({ kind: 'jobStart', jobId, timeMs: Date.now(), stageInfos: [info], properties: this.#properties });
    const report = new StageReport(events, info, this.#properties, jobId, () => this.#open.delete(report));
    this.#open.add(report);
    return report;
  }

  /** Tells of the query's end when the work is done, and of how it ended. */
  async until<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#end();
      return result;
    } catch (error) {
      this.#end(error);
      throw error;
    }
  }

  /** The same for work that gives rows while it goes on: a reader who stops ends it, too. */
  async *during<T>(work: AsyncIterable<T>): AsyncGenerator<T, void> {
    let error: unknown = readerGone;
    try {
      yield* work;
      error = undefined;
    } catch (failure) {
      error = failure;
      throw failure;
    } finally {
      this.#end(error);
    }
  }

  #end(error?: unknown): void {
    for (const report of [...this.#open]) report.jobEnded(error ?? new Error('The query is over.'));
    if (!this.#hasStarted) return;
    this.#options.events.post({
      kind: 'sqlExecutionEnd',
      executionId: this.#executionId,
      timeMs: Date.now(),
      ...(error === undefined ? {} : { errorMessage: messageOf(error) }),
      queryId: this.#queryId,
    });
  }
}

/** Why work ends that nobody reads on. It is one for all: the stack trace of one for each query would cost as much as analysing it. */
export const readerGone = new DOMException('The reader wants no more rows.', 'AbortError');

/** One attempt at a stage, and the job that is made for it. */
export class StageReport {
  readonly info: StageInfo;
  readonly jobId: number;
  readonly #events: ApplicationEvents;
  readonly #accumulables = new StageAccumulables();
  readonly #submissionTimeMs = Date.now();
  readonly #onJobEnd: () => void;
  #isCompleted = false;

  constructor(
    events: ApplicationEvents,
    info: StageInfo,
    properties: Readonly<Record<string, string>>,
    jobId: number,
    onJobEnd: () => void,
  ) {
    this.#events = events;
    this.info = { ...info, submissionTimeMs: this.#submissionTimeMs };
    this.jobId = jobId;
    this.#onJobEnd = onJobEnd;
    events.post({ kind: 'stageSubmitted', stageInfo: this.info, properties });
  }

  /** Counts what a task added to metrics. */
  add(updates: readonly (readonly [metric: SQLMetricInfo, value: number])[]): readonly AccumulableInfo[] {
    return this.#accumulables.add(updates);
  }

  /** The attempt is over, well or with an error. */
  completed(error?: unknown): void {
    if (this.#isCompleted) return;
    this.#isCompleted = true;
    const failure = error === undefined ? {} : { failureReason: messageOf(error) };
    const stageInfo = { ...this.info, completionTimeMs: Date.now(), accumulables: this.#accumulables.all(), ...failure };
    this.#events.post({ kind: 'stageCompleted', stageInfo });
  }

  /** Nothing of the stage is tried again. */
  jobEnded(error?: unknown): void {
    this.completed(error);
    const jobResult: JobResult =
      error === undefined ? { kind: 'jobSucceeded' } : { kind: 'jobFailed', exception: { message: messageOf(error), stackTrace: [] } };
    this.#events.post({ kind: 'jobEnd', jobId: this.jobId, timeMs: Date.now(), jobResult });
    this.#onJobEnd();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
