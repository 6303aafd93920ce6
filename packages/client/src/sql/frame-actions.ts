import type { CallOptions } from '../connect/index.ts';
import { missing } from '../connect/index.ts';
import { adoptRelation, makeRelation } from '../plan/index.ts';
import { type ArrowTable, toArrowTable } from './arrow-table.ts';
import type { DataFrame } from './data-frame.ts';
import { DataFrameWriter } from './data-frame-writer.ts';
import { DataFrameWriterV2 } from './data-frame-writer-v2.ts';
import { runForeach } from './foreach.ts';
import { FrameBase } from './frame-base.ts';
import { LocalIterator } from './local-iterator.ts';
import { StorageLevel, storageLevelFromMessage, storageLevelToMessage } from './storage-level.ts';

/** What `foreach` and `foreachPartition` can be told. */
export interface ForeachOptions<P> extends CallOptions {
  /** Values that the function gets as its second argument: it runs elsewhere and sees nothing else of this program. */
  readonly params?: P;
}

/** How `show` prints rows. */
export interface ShowOptions extends CallOptions {
  /** Cut long values to 20 characters, to this many, or not at all. */
  readonly truncate?: boolean | number;
  /** One line per value. */
  readonly vertical?: boolean;
}

/** What runs a frame: the answers are promises or async iterators, and each takes an `AbortSignal`. */
export abstract class FrameActions<R> extends FrameBase<R> {
  /** All rows. @example `const rows = await df.collect()` */
  collect(options: CallOptions = {}): Promise<R[]> {
    return this.sparkSession.execution.collect<R>(this.relation, options);
  }
  /** The first rows. @example `const some = await df.take(10)` */
  take(count: number, options: CallOptions = {}): Promise<R[]> {
    return this.sparkSession.execution.collect<R>(this.#limited(count), options);
  }
  /** The first row, or undefined. @example `const row = await df.first()` */
  async first(options: CallOptions = {}): Promise<R | undefined> {
    return (await this.take(1, options))[0];
  }
  /** The first row, or the first `count` rows. @example `const row = await df.head()` */
  head(): Promise<R | undefined>;
  head(count: number, options?: CallOptions): Promise<R[]>;
  head(count?: number, options: CallOptions = {}): Promise<R[] | R | undefined> {
    return count === undefined ? this.first(options) : this.take(count, options);
  }
  /** The last rows. @example `const last = await df.tail(5)` */
  tail(count: number, options: CallOptions = {}): Promise<R[]> {
    const relation = makeRelation({ case: 'tail', value: { input: this.relation, limit: count } });
    return this.sparkSession.execution.collect<R>(relation, options);
  }
  /** The number of rows. @example `const rows = await df.count()` */
  async count(options: CallOptions = {}): Promise<number> {
    const relation = this.sparkSession.frame(this.relation).groupBy().count().relation;
    return Number(await this.sparkSession.execution.scalar(relation, options));
  }
  /** Whether there is no row. @example `if (await df.isEmpty()) console.log('nothing')` */
  async isEmpty(options: CallOptions = {}): Promise<boolean> {
    const relation = makeRelation({ case: 'project', value: { input: this.relation, expressions: [] } });
    return (await this.sparkSession.frame(relation).take(1, options)).length === 0;
  }
  /**
   * The rows one by one, while the query runs; leaving the loop stops it.
   *
   * @example
   * ```ts
   * for await (const row of df.toLocalIterator()) console.log(row);
   * ```
   */
  toLocalIterator(options: CallOptions = {}): LocalIterator<R> {
    return new LocalIterator(this.sparkSession.execution.rows<R>(this.relation, options));
  }
  /** All rows as a table of the package `apache-arrow`, whose type may be given. @example `const table = await df.toArrow<Table>()` */
  toArrow<T extends ArrowTable = ArrowTable>(options: CallOptions = {}): Promise<T> {
    return toArrowTable<T>(this.toArrowIpc(options));
  }
  /** The rows as Arrow IPC streams, a schema and a record batch each, while the query runs. @example `for await (const bytes of df.toArrowIpc()) socket.write(bytes)` */
  toArrowIpc(options: CallOptions = {}): LocalIterator<Uint8Array> {
    const batches = this.sparkSession.execution.batches(this.relation, options);
    return new LocalIterator(
      (async function* () {
        for await (const batch of batches) yield batch.data;
      })(),
    );
  }
  /** Prints the first rows as a table. @example `await df.show(5, { truncate: false })` */
  async show(count = 20, options: ShowOptions = {}): Promise<void> {
    console.log(await this.showString(count, options));
  }
  /** The text that {@link show} prints. @example `const text = await df.showString(5)` */
  async showString(count = 20, options: ShowOptions = {}): Promise<string> {
    const { truncate = true, vertical = false } = options;
    const width = typeof truncate === 'number' ? truncate : truncate ? 20 : 0;
    const relation = makeRelation({ case: 'showString', value: { input: this.relation, numRows: count, truncate: width, vertical } });
    return String(await this.sparkSession.execution.scalar(relation, options));
  }
  /**
   * Calls a function once for each row, where the partitions are.
   *
   * The function travels as text: it sees its arguments only, so values of this program go into `params`.
   *
   * @example
   * ```ts
   * await df.foreach((row, params) => console.log(params.prefix, row.id), { params: { prefix: 'row' } });
   * ```
   */
  foreach<P = undefined>(f: (row: R, params: P) => unknown, options: ForeachOptions<P> = {}): Promise<void> {
    return runForeach(this.sparkSession, this.relation, 'row', f, options);
  }
  /**
   * Calls a function once for each partition, with an iterator over its rows, where the partitions are.
   *
   * @example
   * ```ts
   * await df.foreachPartition((rows) => console.log([...rows].length));
   * ```
   */
  foreachPartition<P = undefined>(f: (rows: Iterable<R>, params: P) => unknown, options: ForeachOptions<P> = {}): Promise<void> {
    return runForeach(this.sparkSession, this.relation, 'partition', f, options);
  }

  /** Keeps the rows after the first action, so that later ones need not compute them. @example `await df.cache()` */
  cache(options: CallOptions = {}): Promise<DataFrame<R>> {
    return this.persist(StorageLevel.MEMORY_AND_DISK_DESER, options);
  }
  /** {@link cache} with a level of one's own. @example `await df.persist(StorageLevel.DISK_ONLY)` */
  async persist(level: StorageLevel = StorageLevel.MEMORY_AND_DISK_DESER, options: CallOptions = {}): Promise<DataFrame<R>> {
    const value = { relation: this.relation, storageLevel: storageLevelToMessage(level) };
    await this.sparkSession.execution.client.analyze({ case: 'persist', value }, options);
    return this.sparkSession.frame<R>(this.relation);
  }
  /** Gives up what was cached. @example `await df.unpersist()` */
  async unpersist(blocking = false, options: CallOptions = {}): Promise<DataFrame<R>> {
    await this.sparkSession.execution.client.analyze({ case: 'unpersist', value: { relation: this.relation, blocking } }, options);
    return this.sparkSession.frame<R>(this.relation);
  }
  /** Where the frame is cached. @example `(await df.storageLevel()).useMemory` */
  async storageLevel(options: CallOptions = {}): Promise<StorageLevel> {
    const { client } = this.sparkSession.execution;
    const { storageLevel } = await client.analyze({ case: 'getStorageLevel', value: { relation: this.relation } }, options);
    return storageLevel === undefined ? StorageLevel.NONE : storageLevelFromMessage(storageLevel);
  }
  /** Writes the rows to the checkpoint folder and cuts the plan there. @example `const cut = await df.checkpoint()` */
  checkpoint(eager = true, options: CallOptions = {}): Promise<DataFrame<R>> {
    return this.#checkpoint(false, eager, options);
  }
  /** {@link checkpoint} on the executors' own storage. @example `const cut = await df.localCheckpoint()` */
  localCheckpoint(eager = true, options: CallOptions & { readonly storageLevel?: StorageLevel } = {}): Promise<DataFrame<R>> {
    return this.#checkpoint(true, eager, options);
  }

  /** A name for the frame in this session's SQL; an error when it is taken. @example `await df.createTempView('people')` */
  createTempView(name: string, options: CallOptions = {}): Promise<void> {
    return this.#createView({ name, isGlobal: false, replace: false }, options);
  }
  /** A name for the frame in this session's SQL. @example `await df.createOrReplaceTempView('people')` */
  createOrReplaceTempView(name: string, options: CallOptions = {}): Promise<void> {
    return this.#createView({ name, isGlobal: false, replace: true }, options);
  }
  /** A name below `global_temp` for all sessions; an error when it is taken. @example `await df.createGlobalTempView('people')` */
  createGlobalTempView(name: string, options: CallOptions = {}): Promise<void> {
    return this.#createView({ name, isGlobal: true, replace: false }, options);
  }
  /** A name below `global_temp` for all sessions. @example `await df.createOrReplaceGlobalTempView('people')` */
  createOrReplaceGlobalTempView(name: string, options: CallOptions = {}): Promise<void> {
    return this.#createView({ name, isGlobal: true, replace: true }, options);
  }

  /** Saves the rows in files or tables. @example `await df.write.mode('overwrite').parquet('out/people')` */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.sparkSession.execution, this.relation);
  }
  /** Saves the rows in a table of a catalog. @example `await df.writeTo('db.people').append()` */
  writeTo(table: string): DataFrameWriterV2 {
    return new DataFrameWriterV2(this.sparkSession.execution, this.relation, table);
  }

  #limited(count: number) {
    return makeRelation({ case: 'limit', value: { input: this.relation, limit: count } });
  }

  async #createView(view: { name: string; isGlobal: boolean; replace: boolean }, options: CallOptions): Promise<void> {
    await this.sparkSession.execution.command({ case: 'createDataframeView', value: { input: this.relation, ...view } }, options);
  }

  async #checkpoint(
    local: boolean,
    eager: boolean,
    options: CallOptions & { readonly storageLevel?: StorageLevel },
  ): Promise<DataFrame<R>> {
    const { storageLevel } = options;
    const level = storageLevel === undefined ? {} : { storageLevel: storageLevelToMessage(storageLevel) };
    const value = { relation: this.relation, local, eager, ...level };
    const answers = await this.sparkSession.execution.command({ case: 'checkpointCommand', value }, options);
    for (const answer of answers) {
      if (answer.case !== 'checkpointCommandResult' || answer.value.relation === undefined) continue;
      const cached = makeRelation({ case: 'cachedRemoteRelation', value: answer.value.relation });
      return this.sparkSession.frame<R>(adoptRelation(cached));
    }
    throw missing('the relation of the checkpoint');
  }
}
