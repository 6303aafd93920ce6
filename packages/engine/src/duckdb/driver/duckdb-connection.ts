import { appendBatches } from './append-batches.ts';
import { DuckDbError } from './duckdb-error.ts';
import type { DuckDbInstance } from './duckdb-instance.ts';
import { DuckDbResult } from './duckdb-result.ts';
import { findRealError } from './find-real-error.ts';
import type { NativeBatch } from './native-batch.ts';
import { type Pointer, resultSizeBytes } from './native-calls.ts';
import { callOnPool, cell, cString, native, readCell } from './native-library.ts';
import type { NativeField } from './native-type.ts';
import { type OperatorProfile, readProfile } from './operator-profile.ts';
import { bindParameters, type ParameterValue } from './parameter.ts';
import { querySlots } from './query-slots.ts';
import { takeThrownError } from './thrown-errors.ts';

export interface QueryOptions {
  /** Cancels the query, wherever it is: waiting for a slot, running, or being read. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Values for `?` or `$1`, `$2` …, in order. */
  readonly parameters?: readonly ParameterValue[];
  /** The whole result is made by one call, instead of one for each step: a query without parameters whose rows are few. */
  readonly isSmall?: boolean;
  /** Rows after which a batch is handed out; default 65,536. */
  readonly batchRows?: number;
  /** Bytes after which a batch is handed out; default 2.5 MiB. */
  readonly batchBytes?: number;
  /** Called every `progressIntervalMs` while DuckDB works. DuckDB reports only queries that take a while. */
  readonly onProgress?: (progress: QueryProgress) => void;
  readonly progressIntervalMs?: number;
}

export interface QueryProgress {
  /** 0 to 100, or -1 while DuckDB cannot tell. */
  readonly percentage: number;
  readonly rowsProcessed: number;
  readonly totalRows: number;
}

const interruptIntervalMs = 5;

/**
 * A connection runs one statement at a time; temporary tables and settings of its own live as long as it does.
 *
 * ```ts
 * await using instance = await openInstance();
 * await using connection = instance.connect();
 * for await (const batch of await connection.query('SELECT 42 AS answer')) console.log(batch.length);
 * ```
 */
export class DuckDbConnection implements AsyncDisposable, Disposable {
  readonly instance: DuckDbInstance;
  #handle: Pointer;
  #busy = false;
  #measuresProgress = false;
  #isInterrupted = false;
  #result: DuckDbResult | undefined;
  #closing: Promise<void> | undefined;
  #idle: (() => void)[] = [];

  /** Only {@link DuckDbInstance.connect} makes connections. */
  constructor(instance: DuckDbInstance, handle: Pointer) {
    this.instance = instance;
    this.#handle = handle;
  }

  /** The native handle, for the other files of this folder. */
  get handle(): Pointer {
    if (this.#closing !== undefined) throw new DuckDbError('Connection Error: the connection is closed');
    return this.#handle;
  }

  /** Prepares and starts one statement. The result must be read to its end or closed before the next one starts. */
  async query(sql: string, options: QueryOptions = {}): Promise<DuckDbResult> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (options.onProgress !== undefined && !this.#measuresProgress) await this.#measureProgress();
    this.#enter();
    let statement = 0n;
    let started = false;
    try {
      const small = options.isSmall && options.parameters === undefined ? await this.#querySmall(sql, options) : undefined;
      if (small) {
        started = true;
        this.#result = small;
        return small;
      }
      statement = await this.#prepare(sql, signal);
      bindParameters(statement, options.parameters ?? []);
      const memory = new Uint8Array(resultSizeBytes);
      const state = await this.run(() => callOnPool('duckdb_execute_prepared_streaming', statement, memory), options);
      if (state !== 0) {
        const error = this.nativeError(native.duckdb_result_error(memory), native.duckdb_result_error_type(memory), signal);
        await callOnPool('duckdb_destroy_result', memory);
        throw this.isSpuriousInterrupt(error) ? await findRealError(this, statement, error, options) : error;
      }
      const result = new DuckDbResult(this, memory, statement, options, () => this.#leave());
      started = true;
      this.#result = result;
      return result;
    } finally {
      if (!started) {
        if (statement !== 0n) native.duckdb_destroy_prepare(cell(statement));
        this.#leave();
      }
    }
  }

  /** The result of a query as a whole; nothing where DuckDB fails without saying why. */
  async #querySmall(sql: string, options: QueryOptions): Promise<DuckDbResult | undefined> {
    const memory = new Uint8Array(resultSizeBytes);
    const text = cString(sql);
    const state = await this.run(() => callOnPool('duckdb_query', this.handle, text, memory), options);
    if (state === 0) return new DuckDbResult(this, memory, 0n, options, () => this.#leave());
    const error = this.nativeError(native.duckdb_result_error(memory), native.duckdb_result_error_type(memory), options.signal);
    native.duckdb_destroy_result(memory);
    if (this.isSpuriousInterrupt(error)) return undefined;
    throw error;
  }

  /** Runs statements for their effect, several separated by `;` if need be, and drops their rows. */
  async execute(sql: string, options: QueryOptions = {}): Promise<{ readonly rowsChanged: number }> {
    const { signal } = options;
    signal?.throwIfAborted();
    const text = cString(sql);
    this.#enter();
    try {
      const memory = new Uint8Array(resultSizeBytes);
      const state = await this.run(() => callOnPool('duckdb_query', this.handle, text, memory), options);
      try {
        if (state !== 0) throw this.nativeError(native.duckdb_result_error(memory), native.duckdb_result_error_type(memory), signal);
        return { rowsChanged: Number(native.duckdb_rows_changed(memory)) };
      } finally {
        await callOnPool('duckdb_destroy_result', memory);
      }
    } finally {
      this.#leave();
    }
  }

  /**
   * Appends batches to a table, whose columns must have exactly the types of `fields`; gives the number of rows.
   * When it fails, DuckDB may have kept full row groups of the beginning: use a transaction, or a table of its own, for all or nothing.
   *
   * ```ts
   * await connection.execute('CREATE TEMP TABLE t (a BIGINT)');
   * await connection.append('t', fields, batches);
   * ```
   */
  async append(
    table: string,
    fields: readonly NativeField[],
    batches: AsyncIterable<NativeBatch> | Iterable<NativeBatch>,
    options: Pick<QueryOptions, 'signal'> = {},
  ): Promise<number> {
    this.#enter();
    try {
      return await appendBatches(this, table, fields, batches, options);
    } finally {
      this.#leave();
    }
  }

  /** Stops what runs, at once; it fails with type `INTERRUPT`. Nothing happens when nothing runs. */
  interrupt(): void {
    if (this.#closing !== undefined) return;
    this.#isInterrupted = true;
    native.duckdb_interrupt(this.#handle);
  }

  /** How far the running statement is, if it was started with `onProgress`. */
  progress(): QueryProgress {
    const progress = native.duckdb_query_progress(this.handle);
    return {
      percentage: progress.percentage,
      rowsProcessed: Number(progress.rowsProcessed),
      totalRows: Number(progress.totalRows),
    };
  }

  /** Operators of the last statement with their measures, if profiling is on (`SET enable_profiling = 'no_output'`); undefined otherwise. */
  profile(): OperatorProfile | undefined {
    if (this.#busy) throw new DuckDbError('Connection Error: a profile exists only after the result is read or closed');
    return readProfile(this.handle);
  }

  /** Runs a native call on the pool inside a slot, and interrupts it when the signal fires. For the other files of this folder. */
  async run<T>(call: () => Promise<T>, options: QueryOptions): Promise<T> {
    const { signal, onProgress } = options;
    const interrupter = new Interrupter(this.#handle, signal);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await querySlots.run(() => {
        signal?.throwIfAborted();
        interrupter.start();
        if (onProgress !== undefined) timer = setInterval(() => onProgress(this.progress()), options.progressIntervalMs ?? 200);
        return call();
      }, signal);
    } finally {
      clearInterval(timer);
      interrupter.stop();
    }
  }

  /** The error to throw for what DuckDB reports: the reason of an abort, what a JavaScript function threw, or DuckDB's own. */
  nativeError(message: string | null, typeNumber: number, signal: AbortSignal | undefined): unknown {
    const text = message ?? 'INTERNAL Error: DuckDB failed without a message';
    const thrown = takeThrownError(text);
    if (thrown !== undefined) return thrown.error;
    const error = new DuckDbError(text, typeNumber);
    return error.type === 'INTERRUPT' && signal?.aborted ? signal.reason : error;
  }

  /** Whether DuckDB says that it was interrupted, though nobody did; see `findRealError`. For the other files of this folder. */
  isSpuriousInterrupt(error: unknown): boolean {
    return error instanceof DuckDbError && error.type === 'INTERRUPT' && !this.#isInterrupted && this.#closing === undefined;
  }

  /** Interrupts what runs, waits for it, and disconnects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const interrupter = new Interrupter(this.#handle, AbortSignal.abort());
    interrupter.start();
    try {
      await this.#result?.close();
      if (this.#busy) await new Promise<void>((resolve) => this.#idle.push(resolve));
    } finally {
      interrupter.stop();
    }
    await callOnPool('duckdb_disconnect', cell(this.#handle));
    this.#handle = 0n;
    this.instance.forget(this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Closes in the background. */
  [Symbol.dispose](): void {
    void this.close();
  }

  /** DuckDB measures only when asked to, connection by connection, and would then print to the terminal. */
  async #measureProgress(): Promise<void> {
    await this.execute('SET enable_progress_bar = true; SET enable_progress_bar_print = false');
    this.#measuresProgress = true;
  }

  async #prepare(sql: string, signal: AbortSignal | undefined): Promise<Pointer> {
    const text = cString(sql);
    const out = cell();
    const state = await this.run(() => callOnPool('duckdb_prepare', this.handle, text, out), { signal });
    const statement = readCell(out);
    if (state === 0) return statement;
    const error = this.nativeError(native.duckdb_prepare_error(statement), 0, signal);
    native.duckdb_destroy_prepare(cell(statement));
    throw error;
  }

  #enter(): void {
    void this.handle;
    if (this.#busy) throw new DuckDbError('Connection Error: the connection still runs a statement; read or close its result first');
    this.#busy = true;
    this.#isInterrupted = false;
  }

  #leave(): void {
    this.#busy = false;
    this.#result = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/**
 * DuckDB forgets an interrupt that comes in the moment before a statement starts, so it is repeated until the call is over.
 */
class Interrupter {
  readonly #connection: Pointer;
  readonly #signal: AbortSignal | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Pointer, signal: AbortSignal | undefined) {
    this.#connection = connection;
    this.#signal = signal;
  }

  start(): void {
    if (this.#signal?.aborted) this.#interrupt();
    else this.#signal?.addEventListener('abort', this.#interrupt, { once: true });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#signal?.removeEventListener('abort', this.#interrupt);
  }

  readonly #interrupt = (): void => {
    native.duckdb_interrupt(this.#connection);
    this.#timer = setInterval(() => native.duckdb_interrupt(this.#connection), interruptIntervalMs);
  };
}
