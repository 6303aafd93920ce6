import { DuckDbConnection } from './duckdb-connection.ts';
import { DuckDbError } from './duckdb-error.ts';
import type { Pointer } from './native-calls.ts';
import { callOnPool, cell, native, readCell, takeString } from './native-library.ts';

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
    // Results of functions are recognised by their names alone, so what a name means must not depend on a home directory.
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
  #closing: Promise<void> | undefined;

  /** Only {@link openInstance} makes instances. */
  constructor(handle: Pointer) {
    this.#handle = handle;
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

  /** Stops every statement, closes the connections and then the database. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.close()));
    await callOnPool('duckdb_close', cell(this.#handle));
    this.#handle = 0n;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Closes in the background. */
  [Symbol.dispose](): void {
    void this.close();
  }

  /** A connection closed itself. For the other files of this folder. */
  forget(connection: DuckDbConnection): void {
    this.#connections.delete(connection);
  }
}
