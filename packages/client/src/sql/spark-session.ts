import type { StructType } from '@kindling/protocol';
import { InterruptRequest_InterruptType as InterruptType, type Relation } from '@kindling/protocol/messages';
import { valueError } from '../client-error.ts';
import { type RowOf, toColumn, type Untyped } from '../column/index.ts';
import { type CallOptions, ConnectClient, type ConnectClientOptions, missing } from '../connect/index.ts';
import { adoptRelation, makeRelation } from '../plan/index.ts';
import type { Transport } from '../transport/index.ts';
import { resolveUserCalls } from '../udf/index.ts';
import { callEnvironment } from './call-environment.ts';
import { Catalog } from './catalog.ts';
import { DataFrame } from './data-frame.ts';
import { DataFrameReader } from './data-frame-reader.ts';
import { Execution } from './execution.ts';
import { FunctionRegistration } from './function-registration.ts';
import { type InferredRow, localRelation } from './local-relation.ts';
import { ObservationRegistry } from './observation.ts';
import type { ProgressHandler } from './progress.ts';
import type { UntypedRow } from './row-type.ts';
import { RuntimeConfig } from './runtime-config.ts';
import { SessionBuilder } from './session-builder.ts';
import { TableValuedFunction } from './table-valued-function.ts';

/** Sessions of {@link SparkSession.newSession} share a transport, which the last of them closes. */
const sessionCounts = new WeakMap<Transport, number>();

/**
 * A session: the way in to everything.
 *
 * @example
 * ```ts
 * await using spark = await SparkSession.builder.appName('example').getOrCreate();
 * await spark.range(10).show();
 * ```
 */
export class SparkSession implements AsyncDisposable {
  /** Runs the plans of this session. */
  readonly execution: Execution;
  /** The settings of the session. @example `await spark.conf.set('spark.sql.ansi.enabled', false)` */
  readonly conf: RuntimeConfig;
  /** Databases, tables, views and functions. @example `await spark.catalog.listTables()` */
  readonly catalog: Catalog;
  /** Functions of one's own, to be called by name. @example `await spark.udf.register('shout', (text: string) => text.toUpperCase(), 'string')` */
  readonly udf: FunctionRegistration;
  readonly #transport: Transport;
  readonly #options: ConnectClientOptions;
  #hasReleased = false;

  constructor(transport: Transport, options: ConnectClientOptions = {}) {
    const client = new ConnectClient(transport, options);
    this.#transport = transport;
    sessionCounts.set(transport, (sessionCounts.get(transport) ?? 0) + 1);
    this.#options = options;
    this.execution = new Execution(client, new ObservationRegistry());
    const environment = callEnvironment(this, client);
    client.prepare = (message) => resolveUserCalls(message, environment);
    this.conf = new RuntimeConfig(client);
    this.catalog = new Catalog(this);
    this.udf = new FunctionRegistration(this);
  }

  /** Starts a session. @example `const spark = await SparkSession.builder.remote('sc://localhost').getOrCreate()` */
  static get builder(): SessionBuilder {
    return new SessionBuilder((transport, options) => new SparkSession(transport, options));
  }

  /** The id by which the service knows the session. */
  get sessionId(): string {
    return this.execution.client.sessionId;
  }
  /** Whether {@link stop} was called, or the service has lost the session. */
  get isStopped(): boolean {
    return this.execution.client.isStopped;
  }

  /** Whole numbers from 0, or from `start` on, as the column `id`. @example `spark.range(10)` or `spark.range(0, 100, 10)` */
  range(end: number | bigint): DataFrame<{ id: bigint }>;
  range(start: number | bigint, end: number | bigint, step?: number | bigint, numPartitions?: number): DataFrame<{ id: bigint }>;
  range(first: number | bigint, second?: number | bigint, step: number | bigint = 1, numPartitions?: number): DataFrame<{ id: bigint }> {
    const [start, end] = second === undefined ? [0, first] : [first, second];
    const partitions = numPartitions === undefined ? {} : { numPartitions };
    return this.frame(
      makeRelation({ case: 'range', value: { start: BigInt(start), end: BigInt(end), step: BigInt(step), ...partitions } }),
    );
  }
  /** A table or view. @example `spark.table('people')` */
  table(tableName: string): DataFrame {
    return this.read.table(tableName);
  }
  /** Functions whose result is a table. @example `spark.tvf.explode(functions.array(lit(1), lit(2)))` */
  get tvf(): TableValuedFunction {
    return new TableValuedFunction(this);
  }
  /** Reads files. @example `spark.read.csv('people.csv', { header: true })` */
  get read(): DataFrameReader {
    return new DataFrameReader(this);
  }
  /**
   * A frame over rows of this program: objects, or arrays in column order.
   *
   * Without a schema the types follow from the values: whole numbers and bigints are BIGINT, other numbers DOUBLE, a `Date` TIMESTAMP.
   *
   * @example
   * ```ts
   * const people = spark.createDataFrame([{ name: 'Ann', age: 31 }, { name: 'Bob', age: null }]);
   * const typed = spark.createDataFrame([[1n, 'Ann']], types.struct([types.field('id', types.long), types.field('name', types.string)]));
   * ```
   */
  createDataFrame<S extends StructType>(rows: Iterable<unknown>, schema: S): DataFrame<RowOf<S>>;
  createDataFrame(rows: Iterable<unknown>, schema: string | readonly string[]): DataFrame<UntypedRow>;
  createDataFrame<T extends object>(rows: Iterable<T>): DataFrame<InferredRow<T>>;
  createDataFrame(rows: Iterable<unknown>, schema?: StructType | string | readonly string[]): DataFrame<Untyped> {
    return this.frame<Untyped>(localRelation(this.execution.client, rows, schema));
  }
  /**
   * Runs a statement once; its result is a frame. Arguments go into `:name` or `?` in the text.
   *
   * @example
   * ```ts
   * const adults = await spark.sql('SELECT * FROM people WHERE age >= :age', { age: 18 });
   * ```
   */
  async sql(
    text: string,
    args: Readonly<Record<string, unknown>> | readonly unknown[] = {},
    options: CallOptions = {},
  ): Promise<DataFrame> {
    const named = Array.isArray(args)
      ? {}
      : Object.fromEntries(Object.entries(args).map(([name, value]) => [name, toColumn(value).expression]));
    const positional = Array.isArray(args) ? args.map((value) => toColumn(value).expression) : [];
    const input = makeRelation({ case: 'sql', value: { query: text, namedArguments: named, posArguments: positional } });
    const answers = await this.execution.command({ case: 'sqlCommand', value: { input } }, options);
    for (const answer of answers) {
      if (answer.case === 'sqlCommandResult' && answer.value.relation !== undefined)
        return this.frame(adoptRelation(answer.value.relation));
    }
    throw missing('the result of the statement');
  }
  /** The version of Spark that answers. @example `await spark.version() // '4.2.0'` */
  async version(options: CallOptions = {}): Promise<string> {
    return (await this.execution.client.analyze({ case: 'sparkVersion', value: {} }, options)).version;
  }

  /** All that this session runs from now on carries the tag. @example `spark.addTag('nightly')` */
  addTag(tag: string): void {
    if (tag === '' || tag.includes(','))
      throw valueError('VALUE_ALLOWED', { arg_name: 'tag', allowed: 'a text without commas', arg_value: tag });
    this.execution.tags.add(tag);
  }
  /** Takes a tag away again. @example `spark.removeTag('nightly')` */
  removeTag(tag: string): void {
    this.execution.tags.delete(tag);
  }
  /** The tags of what runs from now on. @example `spark.getTags()` */
  getTags(): string[] {
    return [...this.execution.tags];
  }
  /** Takes all tags away. @example `spark.clearTags()` */
  clearTags(): void {
    this.execution.tags.clear();
  }
  /** Stops all that runs; the ids of the operations. @example `await spark.interruptAll()` */
  interruptAll(): Promise<readonly string[]> {
    return this.execution.client.interrupt(InterruptType.ALL);
  }
  /** Stops what carries the tag. @example `await spark.interruptTag('nightly')` */
  interruptTag(tag: string): Promise<readonly string[]> {
    return this.execution.client.interrupt(InterruptType.TAG, { case: 'operationTag', value: tag });
  }
  /** Stops one operation. @example `await spark.interruptOperation(operationId)` */
  interruptOperation(operationId: string): Promise<readonly string[]> {
    return this.execution.client.interrupt(InterruptType.OPERATION_ID, { case: 'operationId', value: operationId });
  }

  /** Calls a function when the service tells how far an execution is; the answer ends that. @example `const stop = spark.onProgress(console.log)` */
  onProgress(handler: ProgressHandler): () => void {
    return this.execution.onProgress(handler);
  }
  /** The same as {@link onProgress}. @example `spark.registerProgressHandler(handler)` */
  registerProgressHandler(handler: ProgressHandler): void {
    this.execution.onProgress(handler);
  }
  /** Ends what {@link registerProgressHandler} began. @example `spark.removeProgressHandler(handler)` */
  removeProgressHandler(handler: ProgressHandler): void {
    this.execution.clearProgressHandlers(handler);
  }
  /** Ends all reports. @example `spark.clearProgressHandlers()` */
  clearProgressHandlers(): void {
    this.execution.clearProgressHandlers();
  }

  /** Another session on the same service, with views and settings of its own. @example `const other = spark.newSession()` */
  newSession(): SparkSession {
    return new SparkSession(this.#transport, { ...this.#options, sessionId: undefined });
  }
  /** Another session that starts with the views and settings of this one. @example `const copy = await spark.cloneSession()` */
  async cloneSession(): Promise<SparkSession> {
    return new SparkSession(this.#transport, { ...this.#options, sessionId: await this.execution.client.cloneSession() });
  }
  /** The frame over a relation of Spark Connect, for those who build their own. @example `spark.frame(relation)` */
  frame<R = UntypedRow>(relation: Relation): DataFrame<R> {
    return new DataFrame<R>(this, relation);
  }

  /** Ends the session and gives back what it holds. @example `await spark.stop()` */
  async stop(): Promise<void> {
    if (this.#hasReleased) return;
    this.#hasReleased = true;
    SessionBuilder.forget(this);
    await this.execution.client.stop();
    const others = (sessionCounts.get(this.#transport) ?? 1) - 1;
    sessionCounts.set(this.#transport, others);
    if (others === 0) await this.#transport.close();
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
