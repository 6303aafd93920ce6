import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDbConnection, DuckDbError, type DuckDbInstance } from '../duckdb/driver/index.ts';
import { quoteName, quoteText } from '../duckdb/sql/index.ts';
import type { CacheOutput, FragmentBlock } from '../physical/index.ts';
import { type CachedBlock, databaseNameOf } from '../plan/index.ts';

/** The table in a block's file. */
const TABLE = 'block';
/** Makes texts smaller by a third, and reading them slower by as much. */
const SLOW_COMPRESSION = 'fsst,dict_fsst,zstd';

/** Writes the rows of a query to a block; a file under the block's name is complete. */
export async function writeCachedBlock(
  sql: string,
  output: CacheOutput,
  partition: number,
  connection: DuckDbConnection,
  signal: AbortSignal,
): Promise<CachedBlock> {
  try {
    return await writeTo(output.path, sql, output, partition, connection, signal);
  } catch (error) {
    if (output.otherPath === undefined || !isFull(error)) throw error;
    return writeTo(output.otherPath, sql, output, partition, connection, signal);
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof DuckDbError && error.type === 'IO' && /no space left|could not write|disk full/i.test(error.message);

async function writeTo(
  path: string,
  sql: string,
  { pieceBytes }: CacheOutput,
  partition: number,
  connection: DuckDbConnection,
  signal: AbortSignal,
): Promise<CachedBlock> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}`;
  const database = quoteName(`new_${randomUUID()}`);
  await mkdir(dirname(path), { recursive: true });
  // A connection of its own, so that the profile of the task's one stays that of the query.
  await using attaching = connection.instance.connect();
  try {
    await attaching.execute(`SET disabled_compression_methods = '${SLOW_COMPRESSION}'`);
    await attaching.execute(`ATTACH ${quoteText(temporary)} AS ${database} (BLOCK_SIZE ${pieceBytes})`, { signal });
    let rows: number;
    try {
      const table = `${database}.${quoteName(TABLE)}`;
      rows = (await connection.execute(`CREATE TABLE ${table} AS ${sql}`, { signal })).rowsChanged;
      await attaching.execute(`CHECKPOINT ${database}`);
    } finally {
      await attaching.execute(`DETACH ${database}`);
    }
    const { size } = await stat(temporary);
    await rename(temporary, path);
    return { partition, path, rows, sizeBytes: size };
  } finally {
    await rm(temporary, { force: true });
    await rm(`${temporary}.wal`, { force: true });
  }
}

/** Each is an open file: with more than these, those that nobody reads at the moment are closed first. */
const MAX_ATTACHED = 256;

/** Blocks that one DuckDB has attached, with the number of statements that read them. */
class AttachedBlocks {
  readonly #users = new Map<string, number>();
  readonly #instance: DuckDbInstance;
  #last: Promise<void> = Promise.resolve();

  constructor(instance: DuckDbInstance) {
    this.#instance = instance;
  }

  attach(blocks: readonly FragmentBlock[]): Promise<void> {
    return this.#inTurn(async () => {
      const missing = blocks.filter(({ databaseName }) => !this.#users.has(databaseName));
      if (this.#users.size + missing.length > MAX_ATTACHED) await this.#detachUnused([...this.#users.keys()], blocks);
      try {
        await this.#execute(missing.map(({ databaseName, path }) => `ATTACH ${quoteText(path)} AS ${quoteName(databaseName)} (READ_ONLY)`));
      } catch (error) {
        await this.#execute(missing.map(({ databaseName }) => `DETACH DATABASE IF EXISTS ${quoteName(databaseName)}`));
        throw error;
      }
      for (const { databaseName } of blocks) this.#users.set(databaseName, (this.#users.get(databaseName) ?? 0) + 1);
    });
  }

  release(blocks: readonly FragmentBlock[]): Promise<void> {
    for (const { databaseName } of blocks) this.#users.set(databaseName, (this.#users.get(databaseName) ?? 1) - 1);
    return staysAttached ? Promise.resolve() : this.detach(blocks.map(({ databaseName }) => databaseName));
  }

  /** Detaches what nobody reads. */
  detach(databaseNames: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#detachUnused(databaseNames));
  }

  async #detachUnused(databaseNames: readonly string[], but: readonly FragmentBlock[] = []): Promise<void> {
    const kept = new Set(but.map(({ databaseName }) => databaseName));
    const unused = databaseNames.filter((databaseName) => this.#users.get(databaseName) === 0 && !kept.has(databaseName));
    for (const databaseName of unused) this.#users.delete(databaseName);
    await this.#execute(unused.map((databaseName) => `DETACH ${quoteName(databaseName)}`));
  }

  async #execute(statements: readonly string[]): Promise<void> {
    if (statements.length === 0 || this.#instance.isClosed) return;
    await using connection = this.#instance.connect();
    await connection.execute(statements.join('; '));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Of the DuckDBs of this process. */
const attachedBlocks = new Map<DuckDbInstance, AttachedBlocks>();
let staysAttached = true;

/**
 * From now on blocks are detached as soon as nobody reads them: where nobody could say that a block is removed, which gives its room
 * back only when no process has it open.
 */
export function detachBlocksAtOnce(): void {
  staysAttached = false;
}

/** Makes blocks readable in a connection's DuckDB, which keeps what it read of them in its memory; what it returns ends a use. */
export async function attachBlocks(blocks: readonly FragmentBlock[], { instance }: DuckDbConnection): Promise<() => Promise<void>> {
  if (blocks.length === 0) return () => Promise.resolve();
  for (const other of attachedBlocks.keys()) if (other.isClosed) attachedBlocks.delete(other);
  const attached = attachedBlocks.get(instance) ?? new AttachedBlocks(instance);
  attachedBlocks.set(instance, attached);
  await attached.attach(blocks);
  return () => attached.release(blocks);
}

/** Lets all DuckDBs of this process go of a block, before it is removed. */
export async function detachBlock(path: string): Promise<void> {
  await Promise.all([...attachedBlocks.values()].map((attached) => attached.detach([databaseNameOf(path)])));
}
