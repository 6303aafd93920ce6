import { type RecordBatch, SparkError } from '@kindling/protocol';
import { optimizeForStages } from '../../optimizer/index.ts';
import type { StagedQuery, TaskOutput, TaskResult } from '../../physical/index.ts';
import type { LogicalPlan } from '../../plan/index.ts';
import { cutIntoStages } from '../../planner/index.ts';
import type { EngineSession, ExecuteOptions } from '../engine-session.ts';
import type { QueryState } from '../query-state.ts';
import { adaptiveSettings } from './adaptive-settings.ts';
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

/** The rows of an optimized plan, computed in stages. */
export async function* stagedRows(
  optimized: LogicalPlan,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): AsyncGenerator<RecordBatch, void> {
  for (let round = 0; ; round++) {
    await using job = await startJob(optimized, session, state, options, round);
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
  optimized: LogicalPlan,
  output: (partition: number) => TaskOutput,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<readonly TaskResult[]> {
  for (let round = 0; ; round++) {
    await using job = await startJob(optimized, session, state, options, round);
    try {
      return await job.run.results(output);
    } catch (error) {
      if (!isWorthMorePartitions(error, round)) throw error;
    }
  }
}

/** Tasks that ran out of memory hold less when there are more of them: each round has so many times the partitions of the one before. */
const PARTITION_GROWTH = 4;
const MAX_ROUNDS = 4;

const isWorthMorePartitions = (error: unknown, round: number): boolean =>
  error instanceof SparkError && error.condition === 'KINDLING_OUT_OF_MEMORY' && round + 1 < MAX_ROUNDS;

async function startJob(optimized: LogicalPlan, session: EngineSession, state: QueryState, options: ExecuteOptions, round: number) {
  const { application } = session;
  const partitionFactor = PARTITION_GROWTH ** round;
  const query = stagesOf(optimized, state, round > 0);
  const jobId = application.newJobId();
  const directory = await application.newDirectory(jobId);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const run = new StagedRun(query, {
    state,
    sessionId: session.sessionId,
    io: session.io(state, signal),
    signal,
    settings: adaptiveSettings(state.config, query, {
      parallelism: application.parallelism,
      taskMemoryBytes: application.taskMemoryBytes,
      partitionFactor,
    }),
    directory: directory.path,
    jobId,
    name: 'query',
    newStageId: application.newStageId,
    submit: (set, taskSignal) => application.scheduler.submit(set, { signal: taskSignal }),
  });
  return {
    run,
    async [Symbol.asyncDispose]() {
      // A reader who stops early leaves tasks behind.
      ending.abort(new Error('The job is over.'));
      await run.settled();
      await directory.remove();
    },
  };
}
