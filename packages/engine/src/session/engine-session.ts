import { encodeRows, type InternalValue, internalRowsOf, type RecordBatch, SparkError, type StructType } from '@kindling/protocol';
import type { ParameterText } from '@kindling/sql';
import { newSharedCatalog, SessionCatalog, type SharedCatalog } from '../catalog/index.ts';
import { SessionConfig } from '../config/index.ts';
import { notStored, ProgressTracker, type StorageLevel } from '../events/index.ts';
import { runFragment, type UserCode } from '../executor/index.ts';
import { parseDataTypeText, parseExpressionText, parsePlan, parseTableName, parseTableSchemaText } from '../frontend/index.ts';
import {
  type CachedRelation,
  type Command,
  type Expression,
  isCommand,
  type LogicalPlan,
  type ShowString,
  schemaOf,
} from '../plan/index.ts';
import { planFragment } from '../planner/index.ts';
import { localPath, type SourceIo } from '../sources/index.ts';
import { analyzeQuery } from './analyze-query.ts';
import { type Application, executionMemoryBytes } from './application.ts';
import { storageLevelNamed } from './cache/index.ts';
import { type CheckpointRequest, checkpoint } from './checkpoint.ts';
import { chooseExecution } from './choose-execution.ts';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';
import { type Answer, type DataAccess, resolveDataDependent } from './data-dependent-plans.ts';
import { expectObservations, type Observation, observations } from './observe.ts';
import { plannerContext } from './planner-context.ts';
import { frontendContext, parserOptions, type QueryState } from './query-state.ts';
import { FusedReport } from './report/fused-report.ts';
import { labelsOf, type QueryLabels } from './report/query-labels.ts';
import type { QueryReport } from './report/query-report.ts';
import { scansWithShares } from './report/read-shares.ts';
import { runCommand } from './run-command.ts';
import { RunnablePlan } from './runnable-plan.ts';
import { asSparkError, withSecondLook } from './second-look.ts';
import { shownRows, showText } from './show-string.ts';
import { sourceIo } from './source-io.ts';
import { stagedRows } from './staged/run-staged.ts';
import { substituteVariables } from './substitute-variables.ts';
import { withTextFile } from './text-file.ts';

export interface SessionOptions extends Omit<PoolOptions, 'spillDirectory'> {
  readonly sessionId: string;
  readonly userId: string;
  readonly config?: Readonly<Record<string, string>>;
  /** What the sessions of an engine share to run stages. */
  readonly application: () => Application;
  /** Follows what runs in the application; absent: nobody asks. */
  readonly progress?: ProgressTracker;
  /** Databases, tables and views that the sessions of an engine share; absent: the session's own. */
  readonly sharedCatalog?: SharedCatalog;
  /** Where JavaScript that a client sends runs; absent where it may not. */
  readonly startUserCode?: () => UserCode;
}

export interface ExecuteOptions {
  readonly signal: AbortSignal;
  /** What people read about the query, and what they find it by. */
  readonly labels?: Partial<QueryLabels>;
  readonly onProgress?: (progress: QueryProgress) => void;
}
export interface QueryProgress {
  /** 0 to 1; absent while the kernel cannot tell. */
  readonly fraction?: number;
  readonly rowsRead: number;
}

/** A running query: its schema, known before the first row, and its rows while they come. */
export interface QueryResult {
  readonly schema: StructType;
  readonly timeZone: string;
  readonly batches: AsyncIterable<RecordBatch>;
  /** What the query observed of its rows; to be asked when they are read to the end. */
  observations?(): Promise<readonly Observation[]>;
}

/** Rows that are kept under an id, and what was observed of them. */
export interface Checkpoint {
  readonly relation: CachedRelation;
  readonly observations: () => Promise<readonly Observation[]>;
}

/** One user's session: settings, views, and a DuckDB of its own. */
export class EngineSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly config: SessionConfig;
  readonly catalog: SessionCatalog;
  readonly #startUserCode: SessionOptions['startUserCode'];
  #userCode: UserCode | undefined;
  readonly pool: ConnectionPool;
  /** How far operations are, by their job tag. */
  readonly progress: ProgressTracker;
  readonly #application: SessionOptions['application'];
  #nextId = 0;

  constructor(options: SessionOptions) {
    this.sessionId = options.sessionId;
    this.userId = options.userId;
    this.#startUserCode = options.startUserCode;
    this.#application = options.application;
    this.progress = options.progress ?? new ProgressTracker();
    this.config = new SessionConfig(options.config);
    const shared = options.sharedCatalog ?? newSharedCatalog(localPath(this.config.get('spark.sql.warehouse.dir')));
    this.catalog = new SessionCatalog(shared, this.config);
    this.pool = new ConnectionPool({
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      memoryLimitBytes: executionMemoryBytes(this.config, options.memoryLimitBytes),
      spillDirectory: () => this.application.spillDirectory(this.sessionId),
    });
  }

  get application(): Application {
    return this.#application();
  }

  newAttributeId = (): number => {
    this.#nextId += 1;
    return this.#nextId;
  };

  /** Settings and clock for one query. */
  startQuery(): QueryState {
    return {
      config: this.config.snapshot(),
      queryStartMicros: BigInt(Date.now()) * 1000n,
      newAttributeId: this.newAttributeId,
      observed: new Map(),
    };
  }

  /** The unresolved plan of a statement; a syntax error has its position. */
  parse(text: string, parameters: readonly ParameterText[] = []): LogicalPlan {
    const state = this.startQuery();
    return parsePlan(frontendContext(text, state), parserOptions(state.config), parameters);
  }

  /** SQL text with the values of `${variables}` in it, as Spark has it before it reads anything. */
  withVariables(text: string): string {
    return substituteVariables(text, this.config);
  }

  parseExpression(text: string): Expression {
    const state = this.startQuery();
    return parseExpressionText(frontendContext(text, state), parserOptions(state.config));
  }

  parseTableName(text: string): readonly string[] {
    return parseTableName(text, parserOptions(this.config));
  }

  parseSchema(text: string): StructType {
    const state = this.startQuery();
    return parseTableSchemaText(frontendContext(text, state), parserOptions(state.config));
  }

  parseDataType(text: string): ReturnType<typeof parseDataTypeText> {
    const state = this.startQuery();
    return parseDataTypeText(frontendContext(text, state), parserOptions(state.config));
  }

  /** Resolves names, functions and types; nothing runs but what finding out the schema of files needs. */
  async analyze(plan: LogicalPlan, signal: AbortSignal, state: QueryState = this.startQuery()): Promise<LogicalPlan> {
    return this.#asSpark(async () => {
      const known = await resolveDataDependent(plan, this.#dataAccess(state, signal));
      return analyzeQuery(known, { state, catalog: this.catalog, user: this.userId, io: this.io(state, signal) });
    });
  }

  #dataAccess(state: QueryState, signal: AbortSignal): DataAccess {
    return {
      config: (key) => state.config.get(key),
      timeZone: state.config.get('spark.sql.session.timeZone'),
      schema: async (plan) => schemaOf(await this.analyze(plan, signal, state)),
      answer: (plan) => this.#answer(plan, state, signal),
      readTexts: (texts, source) =>
        withTextFile(texts, (path) => this.#answer({ kind: 'unresolvedDataSource', ...source, paths: [path] }, state, signal)),
    };
  }

  async #answer(plan: LogicalPlan, state: QueryState, signal: AbortSignal): Promise<Answer> {
    const { schema, batches } = this.executeResolved(await this.analyze(plan, signal, state), state, { signal });
    const rows: InternalValue[][] = [];
    for await (const batch of batches) rows.push(...internalRowsOf(batch));
    return { schema, rows };
  }

  async schema(plan: LogicalPlan, signal: AbortSignal): Promise<StructType> {
    return schemaOf(await this.analyze(plan, signal));
  }

  /** Runs a relation, or a command for its effect and answer. */
  async execute(plan: LogicalPlan, options: ExecuteOptions): Promise<QueryResult> {
    const state = this.startQuery();
    const result = isCommand(plan)
      ? await this.#asSpark(() => runCommand(plan as Command, this, state, options))
      : this.executeResolved(await this.analyze(plan, options.signal, state), state, options);
    return { ...result, observations: () => this.#asSpark(() => observations(this, state, options)) };
  }

  /** Keeps the rows of a relation, for all sessions, from the first query on that needs them. */
  async persist(plan: LogicalPlan, level: StorageLevel | undefined, signal: AbortSignal): Promise<void> {
    const state = this.startQuery();
    const analyzed = await this.analyze(plan, signal, state);
    this.application.cache.add(
      { plan: analyzed, state },
      level ?? storageLevelNamed(state.config.get('spark.sql.defaultCacheStorageLevel')),
    );
  }

  async unpersist(plan: LogicalPlan, signal: AbortSignal): Promise<void> {
    await this.application.cache.remove(await this.analyze(plan, signal), { cascade: false });
  }

  async storageLevel(plan: LogicalPlan, signal: AbortSignal): Promise<StorageLevel> {
    return this.application.cache.storageLevelOf(await this.analyze(plan, signal)) ?? notStored;
  }

  /** Keeps the rows of a relation until `releaseCheckpoint`. */
  async checkpoint(plan: LogicalPlan, request: CheckpointRequest, options: ExecuteOptions): Promise<Checkpoint> {
    const state = this.startQuery();
    const relation = await this.#asSpark(() => checkpoint(plan, request, this, state, options));
    return { relation, observations: () => this.#asSpark(() => observations(this, state, options)) };
  }

  async releaseCheckpoint(relation: CachedRelation): Promise<void> {
    await this.application.cache.releaseCheckpoint(relation.cacheId);
  }

  /** Runs an analysed relation. */
  executeResolved(analyzed: LogicalPlan, state: QueryState, options: ExecuteOptions): QueryResult {
    const timeZone = state.config.get('spark.sql.session.timeZone');
    const batches = analyzed.kind === 'showString' ? this.#show(analyzed, state, options) : this.#run(analyzed, state, options);
    return { schema: schemaOf(analyzed), timeZone, batches };
  }

  async *#show(plan: ShowString, state: QueryState, options: ExecuteOptions): AsyncGenerator<RecordBatch, void> {
    const text = await showText(plan, this.#run(shownRows(plan), state, options), state.config.get('spark.sql.session.timeZone'));
    yield encodeRows(schemaOf(plan), [[text]]);
  }

  async *#run(analyzed: LogicalPlan, state: QueryState, options: ExecuteOptions): AsyncGenerator<RecordBatch, void> {
    expectObservations(analyzed, state);
    await using runnable = await RunnablePlan.prepare(analyzed, this, state, options);
    const { sessionId } = this;
    const report = this.application.report({ sessionId, config: state.config, labels: labelsOf(options.labels, 'collect') });
    yield* report.during(this.#rows(runnable.plan, state, options, report));
  }

  async *#rows(optimized: LogicalPlan, state: QueryState, options: ExecuteOptions, report: QueryReport): AsyncGenerator<RecordBatch, void> {
    const choice = chooseExecution(optimized, state.config, this.application.memoryBytes);
    if (choice.mode === 'staged') {
      yield* stagedRows(optimized, this, state, options, report, choice.reason);
      return;
    }
    const fused = new FusedReport(optimized, report, this.application, {
      reason: choice.reason,
      scans: () => scansWithShares(optimized, this.io(state, options.signal)),
    });
    let handedOut = false;
    try {
      for await (const batch of fused.during(this.#fused(optimized, state, options, fused))) {
        handedOut ||= batch.length > 0;
        yield batch;
      }
    } catch (error) {
      // What does not fit as one statement may fit in stages, where tasks hold a part each.
      const isTooLarge = error instanceof SparkError && error.condition === 'KINDLING_OUT_OF_MEMORY';
      if (!isTooLarge || handedOut || state.config.get('spark.kindling.execution.mode').toLowerCase() === 'fused') throw error;
      yield* stagedRows(optimized, this, state, options, report, 'as one statement it does not fit into memory');
    }
  }

  async *#fused(
    optimized: LogicalPlan,
    state: QueryState,
    { signal, onProgress }: ExecuteOptions,
    report: FusedReport,
  ): AsyncGenerator<RecordBatch, void> {
    const context = plannerContext(state);
    const progress = onProgress && {
      onProgress: ({ percentage, rowsProcessed }: { readonly percentage: number; readonly rowsProcessed: number }) =>
        onProgress({ ...(percentage >= 0 ? { fraction: percentage / 100 } : {}), rowsRead: rowsProcessed }),
    };
    yield* withSecondLook(
      (mode) => planFragment(optimized, context, { mode }),
      (fragment) =>
        this.pool.stream(
          state.config.get('spark.sql.session.timeZone'),
          (connection) => report.attempt(connection, runFragment(fragment, connection, { signal, ...progress })),
          { profiles: report.isTold },
        ),
    );
  }

  /** What data sources may ask for. */
  io(state: QueryState, signal: AbortSignal): SourceIo {
    return sourceIo(this.pool, state, signal);
  }

  async #asSpark<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asSparkError(error);
    }
  }

  /** Runs the functions of the session's user; `undefined` where that is not allowed. */
  userCode(): UserCode | undefined {
    this.#userCode ??= this.#startUserCode?.();
    return this.#userCode;
  }

  /** Gives up the DuckDB of the session with everything in it, and the process of its user's functions. */
  async close(): Promise<void> {
    await this.#userCode?.[Symbol.asyncDispose]();
    this.#userCode = undefined;
    await this.pool.close();
  }
}
