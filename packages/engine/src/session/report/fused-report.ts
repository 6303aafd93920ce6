import { memorySizeBytes, type RecordBatch } from '@kindling/protocol';
import type { DuckDbConnection } from '../../duckdb/driver/index.ts';
import { emptyTaskMetrics, type TaskEndReason, type TaskInfo, type TaskMetrics } from '../../events/index.ts';
import { garbageCollections, processMetrics, TaskMeasures } from '../../executor/index.ts';
import { fusedTree, type ScannedFiles } from '../../physical/index.ts';
import type { LogicalPlan } from '../../plan/index.ts';
import { exceptionFailure } from '../../scheduler/index.ts';
import type { Application } from '../application.ts';
import { fileRelationsOf, tellFiles } from '../staged/report-staged.ts';
import { type QueryReport, readerGone, type StageReport } from './query-report.ts';
import { valuesOf } from './task-figures.ts';

/** Tells of a query that runs as one statement: a stage with one task, which has a second attempt if it gets a second look. */
export class FusedReport {
  readonly #plan: LogicalPlan;
  readonly #report: QueryReport;
  readonly #application: Application;
  readonly #stage: StageReport;
  readonly #scans: Promise<readonly ScannedFiles[]>;
  #attempts = 0;

  /** `scans` tells what is read, which takes a moment to find out: it is asked for beside the query, not before it. */
  constructor(
    plan: LogicalPlan,
    report: QueryReport,
    application: Application,
    { reason, scans }: { readonly reason: string; readonly scans: () => Promise<readonly ScannedFiles[]> },
  ) {
    this.#plan = plan;
    this.#report = report;
    this.#application = application;
    report.plan(() => fusedTree(plan), `Fused: ${reason}`);
    this.#scans = report.isTold ? scans() : Promise.resolve([]);
    this.#scans.catch(() => undefined);
    if (report.isTold) for (const relation of fileRelationsOf(plan)) tellFiles(report, relation);
    const stageId = application.newStageId();
    const callSite = report.labels.call;
    const rddInfos = report.isTold ? report.stageRdds().of(fusedTree(plan), { callSite, numPartitions: 1 }) : [];
    this.#stage = report.stage({ stageId, attempt: 0, name: callSite, numTasks: 1, parentIds: [], rddInfos });
  }

  get isTold(): boolean {
    return this.#report.isTold;
  }

  /** Hands on the rows of an attempt, and measures it. */
  async *attempt(connection: DuckDbConnection, batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch, void> {
    const report = this.#report;
    const { events, scheduler } = this.#application;
    const { stageId } = this.#stage.info;
    const measures = new TaskMeasures();
    const launched: TaskInfo = {
      taskId: scheduler.newTaskId(),
      index: 0,
      attempt: this.#attempts++,
      partitionId: 0,
      launchTimeMs: Date.now(),
      executorId: 'driver',
      host: 'localhost',
      locality: 'PROCESS_LOCAL',
      speculative: false,
      gettingResultTimeMs: 0,
      finishTimeMs: 0,
      failed: false,
      killed: false,
      accumulables: [],
    };
    events.post({ kind: 'taskStart', stageId, stageAttemptId: 0, taskInfo: launched });
    const gcMs = garbageCollections().totalMs;
    let reason: TaskEndReason = { kind: 'taskKilled', reason: 'The reader wants no more rows.', accumulatorUpdates: [] };
    try {
      for await (const batch of batches) {
        measures.gaveBatch(memorySizeBytes(batch));
        yield batch;
      }
      reason = { kind: 'success' };
    } catch (error) {
      reason = exceptionFailure(error);
      throw error;
    } finally {
      const isGood = reason.kind === 'success';
      if (isGood) measures.readInputs([], await this.#scans);
      const operators = report.isTold && isGood ? measures.finish(connection) : [];
      const metrics: TaskMetrics = { ...measures.metrics(), jvmGcTimeMs: Math.round(garbageCollections().totalMs - gcMs) };
      const values = isGood && report.isTold ? valuesOf({ plan: this.#plan, operators, metrics, reads: [] }) : [];
      const accumulables = this.#stage.add(values.flatMap(([of, figures]) => report.updates(of, figures)));
      events.post({
        kind: 'taskEnd',
        stageId,
        stageAttemptId: 0,
        taskType: 'ResultTask',
        reason,
        taskInfo: {
          ...launched,
          finishTimeMs: Date.now(),
          failed: reason.kind === 'exceptionFailure',
          killed: reason.kind === 'taskKilled',
          accumulables,
        },
        taskExecutorMetrics: report.isTold ? processMetrics() : {},
        taskMetrics: report.isTold ? metrics : emptyTaskMetrics,
      });
    }
  }

  /** Hands on the rows of all attempts. */
  async *during(batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch, void> {
    let error: unknown = readerGone;
    try {
      yield* batches;
      error = undefined;
    } catch (failure) {
      error = failure;
      throw failure;
    } finally {
      this.#stage.jobEnded(error);
    }
  }
}
