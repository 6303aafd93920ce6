import { availableParallelism } from 'node:os';
import { type DuckDbConnection, type DuckDbInstance, openInstance } from '../duckdb/driver/index.ts';
import { quoteText } from '../duckdb/sql/index.ts';
import { duckDbZone, registeredFunctionCount } from '../executor/index.ts';

export interface PoolOptions {
  readonly threads?: number;
  readonly memoryLimitBytes?: number;
  /** Where DuckDB puts what does not fit into memory; asked for when it is opened. */
  readonly spillDirectory?: () => string;
}

/** Connections that stay open between queries; more than these are closed when they come back. */
const MAX_IDLE = 4;
/** JavaScript functions cannot be taken back from a DuckDB: with more than these it is replaced as soon as nothing uses it. */
const MAX_FUNCTIONS = 5000;

/** DuckDB counts its buffers; what it holds beside them is a few hundredths more. */
const COUNTED_SHARE = 0.96;

/** The DuckDB of one session, opened by the first query, and its connections. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  #instance: Promise<DuckDbInstance> | undefined;
  readonly #idle: DuckDbConnection[] = [];
  #inUse = 0;
  readonly #timeZones = new WeakMap<DuckDbConnection, string>();
  /** Connections that measure their operators: small queries take a tenth longer for it. */
  readonly #profiling = new WeakSet<DuckDbConnection>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  instance(): Promise<DuckDbInstance> {
    const { threads = availableParallelism(), memoryLimitBytes, spillDirectory } = this.#options;
    this.#instance ??= openInstance({
      threads,
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes: memoryLimitBytes * COUNTED_SHARE }),
      ...(spillDirectory ? { tempDirectory: spillDirectory() } : {}),
    });
    return this.#instance;
  }

  /** A connection of one's own, for temporary tables that outlive a query; whoever opens it gives it to `closeOwn`. */
  async open(timeZone: string): Promise<DuckDbConnection> {
    const connection = await this.#take(timeZone);
    this.#timeZones.delete(connection);
    return connection;
  }

  async closeOwn(connection: DuckDbConnection): Promise<void> {
    this.#inUse -= 1;
    await connection[Symbol.asyncDispose]();
  }

  /** A connection whose time zone is the session's, for one query. */
  async use<T>(timeZone: string, work: (connection: DuckDbConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take(timeZone);
    try {
      return await work(connection);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Like `use` for a stream of results: the connection comes back when the reader is done. */
  async *stream<T>(
    timeZone: string,
    work: (connection: DuckDbConnection) => AsyncIterable<T>,
    { profiles = false }: { readonly profiles?: boolean } = {},
  ): AsyncGenerator<T, void> {
    const connection = await this.#take(timeZone);
    try {
      if (profiles && !this.#profiling.has(connection)) {
        await connection.execute("SET enable_profiling = 'no_output'");
        this.#profiling.add(connection);
      }
      yield* work(connection);
    } finally {
      this.#giveBack(connection);
    }
  }

  async #take(timeZone: string): Promise<DuckDbConnection> {
    this.#inUse += 1;
    try {
      if (this.#inUse === 1 && this.#instance && registeredFunctionCount(await this.#instance) > MAX_FUNCTIONS) await this.close();
      return await this.#connection(timeZone);
    } catch (error) {
      this.#inUse -= 1;
      throw error;
    }
  }

  async #connection(timeZone: string): Promise<DuckDbConnection> {
    const connection = this.#idle.pop() ?? (await this.instance()).connect();
    if (this.#timeZones.get(connection) !== timeZone) {
      await connection.execute(setTimeZone(timeZone));
      this.#timeZones.set(connection, timeZone);
    }
    return connection;
  }

  #giveBack(connection: DuckDbConnection): void {
    this.#inUse -= 1;
    if (this.#idle.length < MAX_IDLE) this.#idle.push(connection);
    else connection[Symbol.dispose]();
  }

  async close(): Promise<void> {
    const opened = this.#instance;
    this.#instance = undefined;
    this.#idle.length = 0;
    if (opened) await (await opened)[Symbol.asyncDispose]();
  }
}

function setTimeZone(timeZone: string): string {
  return `SET TimeZone = ${quoteText(duckDbZone(timeZone))}`;
}
