import { dirname } from 'node:path';
import { type RecordBatch, SparkError } from '@kindling/protocol';
import { optimizeForStages } from '../../optimizer/index.ts';
import { adaptivePlan, type OperatorNode, type StagedQuery, stagedTree, type TaskOutput, type TaskResult } from '../../physical/index.ts';
import type { LogicalPlan } from '../../plan/index.ts';
import { cutIntoStages } from '../../planner/index.ts';
import type { EngineSession, ExecuteOptions } from '../engine-session.ts';
import type { QueryState } from '../query-state.ts';
import { labelsOf } from '../report/query-labels.ts';
import type { QueryReport } from '../report/query-report.ts';
import { withReadShares } from '../report/read-shares.ts';
import { adaptiveSettings } from './adaptive-settings.ts';
import { StagedReport } from './report-staged.ts';
import { StagedRun } from './staged-run.ts';

/** Cuts an optimized plan into stages. */
export function stagesOf(optimized: LogicalPlan, state: QueryState, savesMemory = false): StagedQuery {
  const { config } = state;
  return cutIntoStages(optimizeForStages(optimized, state.newAttributeId), {
    newAttributeId: state.newAttributeId,
    broadcastThresholdBytes: savesMemory ? -1 : config.getBytes('spark.sql.autoBroadcastJoinThreshold'),
    isAdaptive: config.isOn('spark.sql.adaptive.enabled'),
  });
}

/** What a query is run for. */
export interface StagedCall {
  readonly name: string;
  /** Why it runs in stages. */
  readonly reason: string;
  /** The operator on top of the plan, for what is not answered with rows: its metrics are those of this call. */
  readonly operator?: (child: OperatorNode) => OperatorNode;
}

/** For a job of which some partitions are done already, and whose results are wanted as they come. */
export interface PartialWork {
  readonly done: ReadonlyMap<number, TaskResult>;
  readonly onSuccess: (partition: number, result: TaskResult) => void;
  /** All that was done is done again, in other partitions. */
  readonly onRetry: () => Promise<void>;
}

/** The rows of an optimized plan, computed in stages. */
export async function* stagedRows(
  plan: LogicalPlan,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
  report: QueryReport,
  reason: string,
): AsyncGenerator<RecordBatch, void> {
  const optimized = report.isTold ? await withReadShares(plan, session.io(state, options.signal)) : plan;
  for (let round = 0; ; round++) {
    await using job = await startJob(optimized, session, state, options, { report, call: { name: 'collect', reason }, round });
    let handedOut = false;
    try {
      for await (const batch of job.run.rows()) {
        handedOut ||= batch.length > 0;
        yield batch;
      }
      return;
    } catch (error) {
      if (handedOut || !isWorthMorePartitions(error, round)) throw error;
    }
  }
}

/** Runs an optimized plan in stages for what the last stage's tasks do with the rows; gives their results by partition. */
export async function stagedResults(
  plan: LogicalPlan,
  output: (partition: number) => TaskOutput,
  call: StagedCall,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
  partial?: PartialWork,
): Promise<readonly TaskResult[]> {
  const { config } = state;
  const report = session.application.report({ sessionId: session.sessionId, config, labels: labelsOf(options.labels, call.name) });
  return report.until(async () => {
    const optimized = report.isTold ? await withReadShares(plan, session.io(state, options.signal)) : plan;
    for (let round = 0; ; round++) {
      await using job = await startJob(optimized, session, state, options, { report, call, round });
      try {
        const results = await job.run.results(output, partial && { ...partial, done: new Map(round === 0 ? partial.done : []) });
        const files = results.flatMap((result) => result.writtenFiles);
        report.driverValues(call, {
          'number of written files': files.length,
          'written output': files.reduce((sum, file) => sum + file.sizeBytes, 0),
          'number of dynamic part': new Set(files.map((file) => dirname(file.path)).filter((name) => name !== '.')).size,
        });
        return results;
      } catch (error) {
        if (!isWorthMorePartitions(error, round)) throw error;
        await partial?.onRetry();
      }
    }
  });
}

/** Tasks that ran out of memory hold less when there are more of them: each round has so many times the partitions of the one before. */
const PARTITION_GROWTH = 4;
const MAX_ROUNDS = 4;

const isWorthMorePartitions = (error: unknown, round: number): boolean =>
  error instanceof SparkError && error.condition === 'KINDLING_OUT_OF_MEMORY' && round + 1 < MAX_ROUNDS;

async function startJob(
  optimized: LogicalPlan,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
  { report, call, round }: { readonly report: QueryReport; readonly call: StagedCall; readonly round: number },
) {
  const { application } = session;
  const query = stagesOf(optimized, state, round > 0);
  const jobId = application.newJobId();
  const directory = await application.newDirectory(jobId);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const settings = adaptiveSettings(state.config, query, {
    parallelism: application.parallelism,
    taskMemoryBytes: application.taskMemoryBytes,
    partitionFactor: PARTITION_GROWTH ** round,
  });
  const stages = new StagedReport(query, settings.shufflePartitions, report, call, (set, taskSignal) =>
    application.scheduler.submit(set, { signal: taskSignal }),
  );
  let isFinal = false;
  report.plan(
    () => {
      const root = settings.isAdaptive ? adaptivePlan(stagedTree(stages), isFinal) : stagedTree(stages);
      return call.operator?.(root) ?? root;
    },
    round === 0
      ? `Staged: ${call.reason}`
      : `Staged: ${call.reason}. Attempt ${round + 1}, with more partitions, as tasks ran out of memory`,
  );
  const run = new StagedRun(query, {
    state,
    sessionId: session.sessionId,
    io: session.io(state, signal),
    signal,
    settings,
    directory: directory.path,
    jobId,
    name: report.labels.call,
    newStageId: application.newStageId,
    submit: (set, taskSignal, subject) => stages.submit(set, taskSignal, subject),
  });
  return {
    run,
    async [Symbol.asyncDispose]() {
      // A reader who stops early leaves tasks behind.
      ending.abort(new Error('The job is over.'));
      await run.settled();
      isFinal = true;
      report.planChanged();
      await directory.remove();
    },
  };
}
