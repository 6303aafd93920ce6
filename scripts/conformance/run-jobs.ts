import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FromChild, Job } from './job.ts';
import type { Outcome } from './score-query.ts';

/** As in the scorers over the wire. */
const queryTimeoutMs = 40_000;
/** Opening a session and making the tables. */
const setUpTimeoutMs = 120_000;
/** A child is replaced after so many jobs, so that what one file leaves behind does not grow. */
const jobsPerChild = 20;

export type Outcomes = ReadonlyMap<number, Outcome>;

function startChild(): ChildProcess {
  return fork(join(import.meta.dirname, 'worker.ts'), {
    execArgv: ['--import', 'tsx', '--conditions=source', '--max-old-space-size=4096'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '16', TZ: 'America/Los_Angeles' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Runs one job in a child; a query that hangs or takes the process down is marked, and the job runs again without it. */
function attempt(
  child: ChildProcess,
  job: Job,
  outcomes: Map<number, Outcome>,
): Promise<{ readonly lost?: number; readonly problem?: string }> {
  return new Promise((resolve) => {
    let current = -1;
    let timer = setTimeout(() => child.kill('SIGKILL'), setUpTimeoutMs);
    let reason = 'timeout';
    const finish = (result: { lost?: number; problem?: string }): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(result);
    };
    child.on('message', (message: FromChild) => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), queryTimeoutMs);
      if (message.kind === 'start') current = message.index;
      else if (message.kind === 'scored') outcomes.set(message.index, message.outcome);
      else finish(message.problem === undefined ? {} : { problem: message.problem });
    });
    child.once('exit', (_code, signal) => {
      if (signal !== 'SIGKILL') reason = 'the process ended';
      if (current >= 0) outcomes.set(current, { mark: 'wrong', why: reason });
      finish(current >= 0 ? { lost: current } : { problem: `${reason} before the first query` });
    });
    child.send(job);
  });
}

async function runJob(job: Job, childOf: (fresh: boolean) => ChildProcess): Promise<Outcomes> {
  const outcomes = new Map<number, Outcome>();
  const skip: number[] = [];
  let child = childOf(false);
  while (true) {
    const { lost, problem } = await attempt(child, { ...job, skip }, outcomes);
    if (problem !== undefined) {
      console.error(`${job.name}: ${problem}`);
      childOf(true);
      return outcomes;
    }
    if (lost === undefined) return outcomes;
    skip.push(lost);
    child = childOf(true);
  }
}

/** Runs the jobs in as many children as there are cores; `report` is called with each job's outcomes. */
export async function runJobs(jobs: readonly Job[], report: (job: Job, outcomes: Outcomes) => void): Promise<void> {
  const queue = [...jobs];
  const lane = async (): Promise<void> => {
    let child: ChildProcess | undefined;
    let used = 0;
    const childOf = (fresh: boolean): ChildProcess => {
      if (child !== undefined && !fresh && used < jobsPerChild && child.exitCode === null && child.signalCode === null) {
        used += 1;
        return child;
      }
      child?.kill('SIGKILL');
      child = startChild();
      // Read and dropped: a full pipe would stop the child.
      child.stderr?.resume();
      used = 1;
      return child;
    };
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) report(job, await runJob(job, childOf));
    child?.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, lane));
}
