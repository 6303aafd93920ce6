import { mkdir } from 'node:fs/promises';
import { type DuckDbConnection, type DuckDbInstance, openInstance } from '../duckdb/driver/index.ts';
import { quoteText } from '../duckdb/sql/index.ts';
import { registeredFunctionCount } from './register-runtime.ts';
import { duckDbZone } from './time-zone.ts';

export interface TaskSlotOptions {
  readonly executorId: string;
  /** Most memory of one task. */
  readonly memoryLimitBytes?: number;
  /** Where a task puts what does not fit into its memory. */
  readonly tempDirectory?: string;
}

/** JavaScript functions cannot be taken back from a DuckDB: with more than these it is replaced before the next task. */
const MAX_FUNCTIONS = 5000;

/**
 * Room for one task at a time: a DuckDB with one thread and a memory limit of its own, so that what a task uses and spills is that
 * task's. It is opened by the first task and kept for the next ones.
 */
export class TaskSlot implements AsyncDisposable {
  readonly executorId: string;
  readonly #options: TaskSlotOptions;
  #instance: Promise<DuckDbInstance> | undefined;

  constructor(options: TaskSlotOptions) {
    this.executorId = options.executorId;
    this.#options = options;
  }

  get memoryLimitBytes(): number | undefined {
    return this.#options.memoryLimitBytes;
  }

  /** Runs work on a connection whose zone is the session's. */
  async use<T>(timeZone: string, work: (connection: DuckDbConnection) => Promise<T>): Promise<T> {
    const instance = await this.#open();
    await using connection = instance.connect();
    await connection.execute(`SET TimeZone = ${quoteText(duckDbZone(timeZone))}; SET enable_profiling = 'no_output'`);
    return await work(connection);
  }

  async #open(): Promise<DuckDbInstance> {
    if (this.#instance && registeredFunctionCount(await this.#instance) > MAX_FUNCTIONS) await this[Symbol.asyncDispose]();
    this.#instance ??= this.#openInstance();
    return this.#instance;
  }

  async #openInstance(): Promise<DuckDbInstance> {
    const { memoryLimitBytes, tempDirectory } = this.#options;
    if (tempDirectory !== undefined) await mkdir(tempDirectory, { recursive: true });
    return openInstance({
      threads: 1,
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
      ...(tempDirectory === undefined ? {} : { tempDirectory }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = this.#instance;
    this.#instance = undefined;
    if (opened) await (await opened)[Symbol.asyncDispose]();
  }
}
