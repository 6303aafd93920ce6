import type { RecordBatch } from '@kindling/protocol';
import { optimizeForStages } from '../../optimizer/index.ts';
import type { StagedQuery, TaskOutput, TaskResult } from '../../physical/index.ts';
import type { LogicalPlan } from '../../plan/index.ts';
import { cutIntoStages } from '../../planner/index.ts';
import type { EngineSession, ExecuteOptions } from '../engine-session.ts';
import type { QueryState } from '../query-state.ts';
import { adaptiveSettings } from './adaptive-settings.ts';
import { StagedRun } from './staged-run.ts';

/** Cuts an optimized plan into stages. */
export function stagesOf(optimized: LogicalPlan, state: QueryState): StagedQuery {
  const { config } = state;
  return cutIntoStages(optimizeForStages(optimized, state.newAttributeId), {
    newAttributeId: state.newAttributeId,
    broadcastThresholdBytes: config.getBytes('spark.sql.autoBroadcastJoinThreshold'),
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
  await using job = await startJob(optimized, session, state, options);
  yield* job.run.rows();
}

/** Runs an optimized plan in stages for what the last stage's tasks do with the rows; gives their results by partition. */
export async function stagedResults(
  optimized: LogicalPlan,
  output: (partition: number) => TaskOutput,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<readonly TaskResult[]> {
  await using job = await startJob(optimized, session, state, options);
  return await job.run.results(output);
}

async function startJob(optimized: LogicalPlan, session: EngineSession, state: QueryState, options: ExecuteOptions) {
  const { application } = session;
  const query = stagesOf(optimized, state);
  const jobId = application.newJobId();
  const directory = await application.newDirectory(jobId);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const run = new StagedRun(query, {
    state,
    sessionId: session.sessionId,
    io: session.io(state, signal),
    signal,
    settings: adaptiveSettings(state.config, query, application),
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
