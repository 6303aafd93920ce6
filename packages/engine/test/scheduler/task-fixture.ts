import { mkdtempSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSchema, type RecordBatch, rowsOf, type StructType } from '@kindling/protocol';
import { SessionConfig } from '../../src/config/index.ts';
import { call, token } from '../../src/duckdb/sql/index.ts';
import type { SparkEvent } from '../../src/events/index.ts';
import { ApplicationFolder, LocalBackend, ProcessBackend } from '../../src/executor/index.ts';
import type { Fragment, RuntimeFunctionUse, TaskDescription, TaskOutput } from '../../src/physical/index.ts';
import { type ExecutorBackend, TaskScheduler, type TaskSet } from '../../src/scheduler/index.ts';

/** A query over `range(rows)` whose column is `i`. */
export interface Work {
  readonly columns: readonly string[];
  readonly rows: number | string;
  readonly where?: string;
  readonly functions?: readonly RuntimeFunctionUse[];
  readonly output?: TaskOutput;
}

export function fragmentOf(work: Work, schema: StructType): Fragment {
  return {
    kind: 'fragment',
    isSmall: false,
    query: {
      ctes: [],
      body: {
        kind: 'select',
        items: work.columns.map((column, i) => ({ value: token(column), as: schema.fields[i]?.name ?? `c${i}` })),
        from: { kind: 'function', call: call('range', token(String(work.rows))), as: 't', columns: ['i'] },
        ...(work.where === undefined ? {} : { where: token(work.where) }),
      },
    },
    schema,
    runtimeFunctions: work.functions ?? [],
    inputs: [],
    blocks: [],
    raiseSites: [],
  };
}

let nextJob = 0;

export interface SetOptions extends Partial<TaskSet> {
  readonly schema?: string;
  readonly work: (task: { readonly partition: number; readonly attempt: number }) => Work;
}

/** Tasks that are tried again when they fail. */
export function setOf(count: number, { schema = 'i BIGINT', work, ...rest }: SetOptions): TaskSet {
  const jobId = rest.jobId ?? nextJob++;
  const types = parseSchema(schema);
  return {
    jobId,
    stageId: jobId,
    stageAttempt: 0,
    name: 'test',
    pool: 'default',
    partitions: Array.from({ length: count }, (_, i) => i),
    describe: ({ taskId, partition, attempt }): TaskDescription => {
      const one = work({ partition, attempt });
      return {
        jobId,
        stageId: jobId,
        stageAttempt: 0,
        taskId,
        partition,
        attempt,
        sessionId: 'test',
        timeZone: 'UTC',
        settings: {},
        fragment: fragmentOf(one, types),
        inputs: [],
        output: one.output ?? { kind: 'rows' },
      };
    },
    judge: (_, error) => ({ kind: 'retry', error }),
    ...rest,
  };
}

/** A query that keeps a core busy for minutes. */
export const endless: Work = { columns: ['sum(hash(i) % 7)::BIGINT'], rows: 400_000_000_000 };

/** A scheduler over a backend, and what it told. */
export class TaskFixture implements AsyncDisposable {
  readonly events: SparkEvent[];
  readonly backend: ExecutorBackend;
  readonly scheduler: TaskScheduler;
  readonly directory: string;

  constructor(backend: ExecutorBackend, config: SessionConfig, directory: string, events: SparkEvent[] = []) {
    this.backend = backend;
    this.directory = directory;
    this.events = events;
    this.scheduler = new TaskScheduler({ backend, config, bus: { post: (event) => this.events.push(event) } });
  }

  static async local(cores: number, settings: Readonly<Record<string, string>> = {}, failures = 1): Promise<TaskFixture> {
    const directory = await mkdtemp(join(tmpdir(), 'tasks-'));
    const config = new SessionConfig({ 'spark.master': `local[${cores},${failures}]`, ...settings });
    const backend = new LocalBackend({ cores, memoryBytes: cores * 256 * 1024 * 1024, tempDirectory: () => directory });
    return new TaskFixture(backend, config, directory);
  }

  /** A fixture over executor processes. */
  static async cluster(
    master: string,
    settings: Readonly<Record<string, string>> = {},
    directory = mkdtempSync(join(tmpdir(), 'tasks-')),
  ): Promise<TaskFixture & { readonly backend: ProcessBackend }> {
    const config = new SessionConfig({ 'spark.master': master, 'spark.local.dir': directory, ...settings });
    const folder = ApplicationFolder.open(directory);
    const events: SparkEvent[] = [];
    const backend = new ProcessBackend({ config, folder, applicationId: 'app-test', bus: { post: (event) => events.push(event) } });
    return new TaskFixture(backend, config, directory, events) as TaskFixture & { readonly backend: ProcessBackend };
  }

  run(set: TaskSet, signal: AbortSignal = new AbortController().signal) {
    return this.scheduler.submit(set, { signal });
  }

  /** Rows of a set, once its tasks have ended. */
  async rows(set: TaskSet): Promise<unknown[][]> {
    const run = this.run(set);
    const rows = await rowsIn(run.batches);
    await run.results;
    return rows;
  }

  ended(kind: string): number {
    return this.events.filter((event) => event.kind === 'taskEnd' && event.reason.kind === kind).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.scheduler[Symbol.dispose]();
    await this.backend[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true, force: true });
  }
}

export async function rowsIn(batches: AsyncIterable<RecordBatch>): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of batches) for (const row of rowsOf(batch)) rows.push([...row]);
  return rows;
}

export async function until(condition: () => boolean, what: string, limitMs = 60_000): Promise<void> {
  const startMs = performance.now();
  while (!condition()) {
    if (performance.now() - startMs > limitMs) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
