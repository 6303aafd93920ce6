import { type AggregateFunction, registerAggregateFunction } from './aggregate-function.ts';
import { DuckDbConnection } from './duckdb-connection.ts';
import { DuckDbError } from './duckdb-error.ts';
import type { Pointer } from './native-calls.ts';
import { callOnPool, cell, native, readCell, takeString } from './native-library.ts';
import { type RegisteredRows, type RowSource, registerRowFunction, registerRows } from './row-source.ts';
import { registerScalarFunction, type ScalarFunction } from './scalar-function.ts';

export interface InstanceOptions {
  /** A database file; in memory if absent. */
  readonly path?: string;
  readonly memoryLimitBytes?: number;
  /** Threads that DuckDB may use, its own ones and the caller's together. */
  readonly threads?: number;
  /** Where DuckDB spills what does not fit into its memory limit. */
  readonly tempDirectory?: string;
  /** Further settings of DuckDB by name. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Opens a DuckDB. Nothing is fetched from the network: extensions are loaded only from files, by
 * {@link DuckDbInstance.loadExtension}.
 *
 * ```ts
 * await using instance = await openInstance({ threads: 2 });
 * ```
 */
export async function openInstance(options: InstanceOptions = {}): Promise<DuckDbInstance> {
  const settings: Record<string, string> = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Plans have their own limit of nesting, and one level of theirs is several of DuckDB's.
    max_expression_depth: '100000',
    ...(options.memoryLimitBytes === undefined ? {} : { memory_limit: `${Math.floor(options.memoryLimitBytes)}B` }),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    ...(options.tempDirectory === undefined ? {} : { temp_directory: options.tempDirectory }),
    ...options.settings,
  };
  const config = cell();
  const database = cell();
  const outError = cell();
  native.duckdb_create_config(config);
  try {
    for (const [name, value] of Object.entries(settings)) {
      if (native.duckdb_set_config(readCell(config), name, value) !== 0) {
        throw new DuckDbError(`Invalid Configuration Error: DuckDB has no setting ${name} that could be '${value}'`);
      }
    }
    if ((await callOnPool('duckdb_open_ext', options.path ?? null, database, readCell(config), outError)) !== 0) {
      throw new DuckDbError(takeString(readCell(outError)));
    }
  } finally {
    native.duckdb_destroy_config(config);
  }
  return new DuckDbInstance(readCell(database));
}

/** A DuckDB with its own memory limit, threads, tables and functions. An open one does not keep the process alive. */
export class DuckDbInstance implements AsyncDisposable, Disposable {
  #handle: Pointer;
  readonly #connections = new Set<DuckDbConnection>();
  #registrar: DuckDbConnection | undefined;
  readonly #functions = new Map<string, () => void>();
  #hasRowFunction = false;
  #closing: Promise<void> | undefined;

  /** Only {@link openInstance} makes instances. */
  constructor(handle: Pointer) {
    this.#handle = handle;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  connect(): DuckDbConnection {
    if (this.#closing !== undefined) throw new DuckDbError('Connection Error: the instance is closed');
    const out = cell();
    if (native.duckdb_connect(this.#handle, out) !== 0) throw new DuckDbError('Connection Error: DuckDB refuses a connection');
    const connection = new DuckDbConnection(this, readCell(out));
    this.#connections.add(connection);
    return connection;
  }

  /** Loads an extension's file, `….duckdb_extension`, made for this version of DuckDB. */
  async loadExtension(path: string): Promise<void> {
    await using connection = this.connect();
    await connection.execute(`LOAD '${path.replaceAll("'", "''")}'`);
  }

  /**
   * Lets the SQL of all connections call a JavaScript function. Registering takes some 50 µs, so register what a query needs, once:
   * see {@link hasFunction}.
   *
   * ```ts
   * instance.registerScalarFunction({
   *   name: 'twice',
   *   parameterTypes: [{ kind: 'BIGINT' }],
   *   returnType: { kind: 'BIGINT' },
   *   apply: (value: bigint) => value * 2n,
   * });
   * ```
   */
  registerScalarFunction(fn: ScalarFunction): void {
    this.#register(fn.name, (connection) => registerScalarFunction(connection, fn));
  }

  registerAggregateFunction<State>(fn: AggregateFunction<State>): void {
    this.#register(fn.name, (connection) => registerAggregateFunction(connection, fn));
  }

  /** Whether a JavaScript function of this name was registered here. */
  hasFunction(name: string): boolean {
    return this.#functions.has(name.toLowerCase());
  }

  /**
   * Makes JavaScript's rows readable by queries of this instance, without a copy in DuckDB.
   *
   * ```ts
   * using rows = instance.registerRows({ fields, batches: () => [batch] });
   * await connection.query(`SELECT count(*) FROM ${rows.sql}`);
   * ```
   */
  registerRows(source: RowSource): RegisteredRows {
    if (!this.#hasRowFunction) {
      registerRowFunction(this.#registrarHandle());
      this.#hasRowFunction = true;
    }
    return registerRows(source);
  }

  /** Stops every statement, closes the connections and then the database. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.close()));
    await callOnPool('duckdb_close', cell(this.#handle));
    for (const forget of this.#functions.values()) forget();
    this.#functions.clear();
    this.#handle = 0n;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Closes in the background. */
  [Symbol.dispose](): void {
    void this.close();
  }

  #register(name: string, register: (connection: Pointer) => () => void): void {
    if (this.hasFunction(name)) throw new DuckDbError(`Catalog Error: the function ${name} is registered already`);
    this.#functions.set(name.toLowerCase(), register(this.#registrarHandle()));
  }

  /** A connection that never runs a statement: one that does would hold its lock, and this thread would wait for a function of ours. */
  #registrarHandle(): Pointer {
    this.#registrar ??= this.connect();
    return this.#registrar.handle;
  }

  /** A connection closed itself. For the other files of this folder. */
  forget(connection: DuckDbConnection): void {
    this.#connections.delete(connection);
  }
}
