import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseMaster, SessionConfig } from '../config/index.ts';
import type { SparkEvent } from '../events/index.ts';
import { ApplicationFolder, LocalBackend, ProcessBackend, type UserCode } from '../executor/index.ts';
import { type ExecutorBackend, TaskScheduler } from '../scheduler/index.ts';
import { findMemoryRoot, QueryCache } from './cache/index.ts';
import { ApplicationEvents } from './report/application-events.ts';
import { QueryReport, type QueryReportOptions } from './report/query-report.ts';

export interface ApplicationOptions {
  readonly config: Readonly<Record<string, string>>;
  readonly threads?: number;
  readonly memoryLimitBytes?: number;
  readonly tempDirectory?: string;
  userCode(sessionId: string): UserCode | undefined;
}

/** What all sessions of an engine share to run stages: executors, their scheduler, numbers of jobs, and a folder on disk. */
export class Application implements AsyncDisposable {
  readonly config: SessionConfig;
  readonly events: ApplicationEvents;
  readonly scheduler: TaskScheduler;
  /** Tasks that run at once. */
  readonly parallelism: number;
  readonly taskMemoryBytes: number;
  /** Memory of all tasks together. */
  readonly memoryBytes: number;
  /** The plans that are cached. */
  readonly cache: QueryCache;
  readonly #backend: ExecutorBackend;
  readonly #folderRoot: string;
  #opened: ApplicationFolder | undefined;
  #jobs = 0;
  #stages = 0;
  #executions = 0;
  #reportedJobs = 0;
  #accumulators = 0;
  #rdds = 0;

  constructor(options: ApplicationOptions) {
    this.config = new SessionConfig(options.config);
    const master = parseMaster(this.config.getOption('spark.master') ?? 'local[*]');
    this.#folderRoot = options.tempDirectory ?? this.config.get('spark.local.dir').split(',')[0] ?? '/tmp';
    const isLocal = master.kind !== 'localCluster';
    const applicationId = this.config.getOption('spark.app.id') ?? `${isLocal ? 'local' : 'app'}-${Date.now()}-${randomUUID().slice(0, 4)}`;
    this.events = new ApplicationEvents(applicationId, this.config);
    if (master.kind === 'localCluster') {
      const backend = new ProcessBackend({ config: this.config, folder: this.#folder(), applicationId, bus: this });
      this.parallelism = backend.totalCores;
      this.taskMemoryBytes = backend.taskMemoryBytes;
      this.#backend = backend;
    } else {
      const cores = options.threads ?? master.cores ?? availableParallelism();
      const memoryBytes = executionMemoryBytes(this.config, options.memoryLimitBytes);
      this.parallelism = cores;
      this.taskMemoryBytes = Math.floor(memoryBytes / cores);
      this.#backend = new LocalBackend({
        cores,
        memoryBytes,
        tempDirectory: () => join(this.#folder().path, 'spill'),
        userCode: (sessionId) => options.userCode(sessionId),
      });
    }
    this.memoryBytes = this.taskMemoryBytes * this.parallelism;
    const memoryRoot = findMemoryRoot();
    this.cache = new QueryCache({
      memoryBytes: this.memoryBytes,
      storageFraction: Number(this.config.get('spark.memory.storageFraction')),
      ...(memoryRoot === undefined ? {} : { memoryRoot }),
      diskFolder: () => join(this.#folder().path, 'cache'),
      post: (event) => this.post(event),
    });
    this.events.start({
      appId: applicationId,
      config: this.config,
      master: this.config.getOption('spark.master') ?? 'local[*]',
      cores: isLocal ? this.parallelism : Number(this.config.getOption('spark.driver.cores') ?? 1),
      memoryBytes: this.memoryBytes,
      isLocal,
    });
    this.#backend.onChange((change) => {
      if (change.kind === 'added') this.events.blockManagerAdded(change.executor.executorId, change.executor.memoryBytes);
    });
    this.scheduler = new TaskScheduler({ backend: this.#backend, config: this.config, bus: this });
  }

  /** Tells those who listen what happens. */
  post(event: SparkEvent): void {
    this.events.post(event);
  }

  /** Begins to tell of a query. */
  report(query: Pick<QueryReportOptions, 'config' | 'sessionId' | 'labels'>): QueryReport {
    return new QueryReport({ ...query, events: this.events, numbers: this });
  }

  newJobId = (): number => this.#jobs++;
  newStageId = (): number => this.#stages++;
  newExecutionId = (): number => this.#executions++;
  newReportedJobId = (): number => this.#reportedJobs++;
  newAccumulatorId = (): number => this.#accumulators++;
  newRddId = (): number => this.#rdds++;

  /** A folder for the exchanges of one job; `remove` it when the job is over. */
  async newDirectory(jobId: number): Promise<{ readonly path: string; remove(): Promise<void> }> {
    const path = join(this.#folder().path, `job-${jobId}`);
    await mkdir(path, { recursive: true });
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  }

  /** Where the statements of a session put what does not fit into memory; DuckDB makes it when it needs it. */
  spillDirectory(sessionId: string): string {
    return join(this.#folder().path, `spill-${sessionId}`);
  }

  /** Made when something has to be on disk: most programs need none. */
  #folder(): ApplicationFolder {
    if (this.#opened) return this.#opened;
    const memoryRoot = findMemoryRoot();
    if (memoryRoot !== undefined) ApplicationFolder.sweep(memoryRoot);
    this.#opened = ApplicationFolder.open(this.#folderRoot);
    return this.#opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.scheduler[Symbol.dispose]();
    await this.#backend[Symbol.asyncDispose]();
    await this.cache[Symbol.asyncDispose]();
    await this.events.stop();
    await this.#opened?.[Symbol.asyncDispose]();
  }
}

/** What Spark keeps for itself before it divides the memory of a process. */
const RESERVED_BYTES = 300 * 1024 * 1024;
/** Without a setting, the share of the machine's memory that queries may use. */
const SHARE_OF_MACHINE = 0.6;

/**
 * Memory of all tasks of this process: off-heap memory when it is set, as DuckDB's is; else Spark's share of `spark.driver.memory` where
 * that is set; else a share of the machine's.
 */
export function executionMemoryBytes(config: SessionConfig, given: number | undefined): number {
  if (given !== undefined) return given;
  const offHeapBytes = config.isOn('spark.memory.offHeap.enabled') ? config.getBytes('spark.memory.offHeap.size') : 0;
  if (offHeapBytes > 0) return offHeapBytes;
  if (!config.isSet('spark.driver.memory')) return Math.floor(totalmem() * SHARE_OF_MACHINE);
  const usable = config.getBytes('spark.driver.memory') - RESERVED_BYTES;
  return Math.max(32 * 1024 * 1024, Math.floor(usable * Number(config.get('spark.memory.fraction'))));
}
