import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { internalRowsOf, type RecordBatch, sparkError } from '@kindling/protocol';
import { pathExists } from '../../executor/index.ts';
import type {
  Exchange,
  ExchangeFile,
  Fragment,
  Piece,
  StagedQuery,
  StagePlan,
  TaskDescription,
  TaskOutput,
  TaskResult,
} from '../../physical/index.ts';
import { type ExchangeRead, type LogicalPlan, type SortOrder, walkPlan } from '../../plan/index.ts';
import {
  broadcastInstead,
  coalescePartitions,
  type FragmentOptions,
  planFragment,
  propagateEmpty,
  type RowPartitioning,
  splitSkewed,
} from '../../planner/index.ts';
import { FetchFailure, type TaskSet, type TaskSetRun } from '../../scheduler/index.ts';
import type { SourceIo } from '../../sources/index.ts';
import { plannerContext } from '../planner-context.ts';
import type { QueryState } from '../query-state.ts';
import type { AdaptiveSettings } from './adaptive-settings.ts';
import { exchangeScans, withEmptyPartitions } from './exchange-scans.ts';
import { scansOf, splitFiles, withCopies } from './input-splits.ts';
import { boundsOf } from './range-bounds.ts';
import type { StageSubject } from './report-staged.ts';
import { TaskJudge } from './task-judge.ts';
import { atMost, joinedRanges, joinedRows, rangeParts, rowsParts, type TaskPlan, valuesParts, withLeaf } from './task-plans.ts';

/** What a staged run needs from around it. */
export interface StagedEnvironment {
  readonly state: QueryState;
  readonly sessionId: string;
  readonly io: SourceIo;
  readonly signal: AbortSignal;
  readonly settings: AdaptiveSettings;
  /** Folder of the run's exchanges; whoever made it removes it. */
  readonly directory: string;
  readonly jobId: number;
  readonly name: string;
  newStageId(): number;
  submit(set: TaskSet, signal: AbortSignal, subject: StageSubject): TaskSetRun;
}

/** An exchange whose rows lie on disk. */
interface Materialized {
  readonly partitionCount: number;
  readonly files: readonly ExchangeFile[];
  readonly sizeBytes: number;
  readonly rows: number;
  /** How it came about, to make lost parts of it again. */
  readonly stage: FinishedStage;
  readonly partitioning: RowPartitioning | undefined;
}

interface FinishedStage {
  readonly tasks: readonly TaskPlan[];
  readonly results: Map<number, TaskResult>;
}

/** What the last stage's tasks make of their rows. */
export type FinalOutput = (partition: number) => TaskOutput;

/** Partitions whose results are known before, and who is told of the others as they come. */
export interface PartialResults {
  readonly done: Map<number, TaskResult>;
  readonly onSuccess: (partition: number, result: TaskResult) => void;
}

/**
 * Runs the stages of a query, each when the exchanges that it reads are complete, and decides with their measured sizes how the next
 * ones go on: small partitions are joined, skewed ones divided, and a side of a join that turned out small is given to every task.
 */
export class StagedRun {
  readonly #query: StagedQuery;
  readonly #environment: StagedEnvironment;
  readonly #materialized = new Map<number, Promise<Materialized>>();
  readonly #sets: Promise<unknown>[] = [];

  constructor(query: StagedQuery, environment: StagedEnvironment) {
    this.#query = query;
    this.#environment = environment;
  }

  /** The rows of the query, in the order of its partitions, while the last stage runs. */
  async *rows(): AsyncGenerator<RecordBatch, void> {
    let known: number | undefined;
    for (let attempt = 0; ; attempt++) {
      const tasks = await this.#tasksOf(this.#query.root);
      // After those of the stages that it reads.
      known ??= this.#environment.newStageId();
      const stageId = known;
      const run = this.#submit(tasks, { plan: this.#query.root, stageId, attempt, output: () => ({ kind: 'rows' }) });
      let handedOut = false;
      try {
        for await (const batch of run.batches) {
          handedOut ||= batch.length > 0;
          yield batch;
        }
        await run.results;
        return;
      } catch (error) {
        if (handedOut) throw stageFailure(error, stageId, attempt);
        await this.#recover(error, stageId, attempt);
      }
    }
  }

  /** Runs the query for what its last stage does with the rows. */
  async results(output: FinalOutput, partial?: PartialResults): Promise<readonly TaskResult[]> {
    const { onSuccess, done } = partial ?? {};
    const { tasks, results } = await this.#runStage(this.#query.root, { output, ...(onSuccess ? { onSuccess } : {}) }, done);
    return tasks.map((_, partition) => results.get(partition) as TaskResult);
  }

  /** Ends when no task of the run is at work any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#sets);
  }

  // -------------------------------------------------------------- exchanges

  #materialize(exchangeId: number): Promise<Materialized> {
    let running = this.#materialized.get(exchangeId);
    if (!running) {
      running = this.#run(this.#query.exchanges.get(exchangeId) as Exchange);
      this.#materialized.set(exchangeId, running);
    }
    return running;
  }

  async #run(exchange: Exchange): Promise<Materialized> {
    const partitioning = await this.#rowPartitioning(exchange);
    return this.#written(exchange, partitioning, await this.#runStage(exchange.child, this.#exchangeWork(exchange, partitioning)));
  }

  #exchangeWork(exchange: Exchange, partitioning: RowPartitioning | undefined): StageWork {
    const { exchangeId } = exchange;
    const { directory, settings } = this.#environment;
    const output = (partition: number): TaskOutput => ({
      kind: 'exchange',
      exchangeId,
      directory: join(directory, `exchange-${exchangeId}`, `${partition}-${randomUUID().slice(0, 8)}`),
      rowGroupRows: settings.rowGroupRows,
      ...(partitioning ? { partitions: partitionCount(exchange, partitioning, 1) } : {}),
      codec: settings.exchangeCodec,
    });
    return { exchange, output, ...(partitioning ? { partitioning } : {}) };
  }

  #written(exchange: Exchange, partitioning: RowPartitioning | undefined, stage: FinishedStage): Materialized {
    const { tasks, results } = stage;
    const written = [...results.values()].flatMap((result) => result.exchangeFiles);
    const { partitioning: kind } = exchange;
    // Only now the number of partitions is known where they are kept as they are.
    const files =
      kind.kind === 'keep'
        ? written.map((file) => ({ ...file, partition: joined(file.mapPartition, tasks.length, kind.count) }))
        : [...withEmptyPartitions(written)];
    files.sort((left, right) => left.partition - right.partition || left.mapPartition - right.mapPartition);
    return {
      partitionCount: partitionCount(exchange, partitioning, tasks.length),
      files,
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      rows: files.reduce((sum, file) => sum + file.rows, 0),
      stage,
      partitioning,
    };
  }

  /** Makes the files of an exchange that are gone again, with the tasks that wrote them. */
  async #repair(exchangeId: number): Promise<void> {
    const exchange = this.#query.exchanges.get(exchangeId) as Exchange;
    const { stage, partitioning } = await this.#materialize(exchangeId);
    const results = new Map(stage.results);
    for (const [partition, result] of stage.results) if (await isIncomplete(result)) results.delete(partition);
    const repairing = this.#runStage(exchange.child, this.#exchangeWork(exchange, partitioning), results).then((again) =>
      this.#written(exchange, partitioning, again),
    );
    this.#materialized.set(exchangeId, repairing);
    await repairing;
  }

  async #rowPartitioning(exchange: Exchange): Promise<RowPartitioning | undefined> {
    const { partitioning } = exchange;
    const { settings } = this.#environment;
    switch (partitioning.kind) {
      case 'single':
      case 'keep':
        return undefined;
      case 'roundRobin':
        return { kind: 'roundRobin', count: partitioning.count ?? settings.shufflePartitions };
      case 'hash':
        return {
          kind: 'hash',
          keys: partitioning.keys,
          count: partitioning.count ?? settings.shufflePartitions,
          spark: partitioning.spark,
        };
      case 'range': {
        const count = partitioning.count ?? settings.shufflePartitions;
        if (count === 1) return undefined;
        // What one task made, one task orders as well: sampling it would cost more.
        if (settings.isAdaptive && !exchange.isVisible && (await this.#tasksOf(exchange.child)).length === 1) return undefined;
        const bounds = await this.#bounds(exchange, partitioning.order, count);
        return bounds.length === 0 && !exchange.isVisible ? undefined : { kind: 'range', order: partitioning.order, bounds };
      }
    }
  }

  /** Samples what the tasks give, to divide it evenly. */
  async #bounds(exchange: Exchange, order: readonly SortOrder[], count: number): Promise<readonly Uint8Array[]> {
    let known: number | undefined;
    for (let attempt = 0; ; attempt++) {
      const tasks = await this.#tasksOf(exchange.child);
      known ??= this.#environment.newStageId();
      const stageId = known;
      const run = this.#submit(tasks, {
        plan: exchange.child,
        exchange,
        stageId,
        attempt,
        output: () => ({ kind: 'rows' }),
        sampledOrder: order,
      });
      try {
        const keys: Uint8Array[] = [];
        for await (const batch of run.batches) for (const [key] of internalRowsOf(batch)) keys.push(key as Uint8Array);
        await run.results;
        return boundsOf(keys, count);
      } catch (error) {
        await this.#recover(error, stageId, attempt);
      }
    }
  }

  /** Makes again what a stage found missing; any other failure, and one that comes too often, is the job's. */
  async #recover(error: unknown, stageId: number, attempt: number): Promise<void> {
    const isLast = attempt + 1 >= this.#environment.settings.maxStageAttempts;
    if (!(error instanceof FetchFailure) || isLast) throw stageFailure(error, stageId, attempt);
    await this.#repair(error.exchangeId);
  }

  // -------------------------------------------------------------- tasks

  async #tasksOf(stage: StagePlan): Promise<readonly TaskPlan[]> {
    const tasks: TaskPlan[] = [];
    for (const piece of stage.pieces) tasks.push(...(await this.#tasksOfPiece(piece)));
    return tasks;
  }

  async #tasksOfPiece(piece: Piece): Promise<readonly TaskPlan[]> {
    const { settings, state, io } = this.#environment;
    const { source } = piece;
    const whole = await this.#wholeReads(piece);
    const less = await this.#withoutEmpty(piece, [...whole.keys()]);
    if (less) return this.#tasksOf({ pieces: [less] });
    if (source.kind === 'exchanges') {
      const instead = await this.#switchToBroadcast(piece, source.exchangeIds);
      if (instead) return this.#tasksOf({ pieces: instead });
      const first = [...source.exchangeIds].sort((left, right) => this.#estimate(left) - this.#estimate(right));
      for (const id of settings.propagatesEmpty ? first : []) {
        const rest = await this.#withoutEmpty(piece, [id]);
        if (rest) return this.#tasksOf({ pieces: [rest] });
      }
    }
    const parts = (plans: readonly LogicalPlan[]): readonly TaskPlan[] => plans.map((plan) => ({ plan, piece, reads: whole }));
    switch (source.kind) {
      case 'one':
        return parts([piece.plan]);
      case 'rows':
        return parts(
          atMost(rowsParts(source.relation, settings.parallelism), piece.maxTasks, joinedRows).map((part) =>
            withLeaf(piece.plan, source.relation, part),
          ),
        );
      case 'staged': {
        const groups = atMost(source.relation.partitions, piece.maxTasks, (files) => files.flat());
        return parts(groups.map((files) => withLeaf(piece.plan, source.relation, { ...source.relation, partitions: [files] })));
      }
      case 'values':
        return parts(valuesParts(source.relation, settings.parallelism).map((part) => withLeaf(piece.plan, source.relation, part)));
      case 'range':
        return parts(
          atMost(rangeParts(source.relation, settings.parallelism), piece.maxTasks, joinedRanges).map((part) =>
            withLeaf(piece.plan, source.relation, part),
          ),
        );
      case 'cached': {
        const { relation } = source;
        const blocks = (relation.blocks ?? []).map((block) => [block]);
        const groups = blocks.length === 0 ? [[]] : atMost(blocks, piece.maxTasks, (some) => some.flat());
        return parts(groups.map((group) => withLeaf(piece.plan, relation, { ...relation, blocks: group })));
      }
      case 'files': {
        const splits = atMost(await splitFiles(source.relation, state.config, settings, io), piece.maxTasks, (groups) => groups.flat());
        return parts(splits.map((files) => withLeaf(piece.plan, source.relation, { ...source.relation, files })));
      }
      case 'exchanges': {
        const reads = atMost(await this.#partitionReads(piece, source.exchangeIds), piece.maxTasks, joinedReads);
        return reads.map((read) => ({ plan: piece.plan, piece, reads: new Map([...whole, ...read]) }));
      }
    }
  }

  /** Runs the smaller side of a join first; when it is small indeed, the other side need not be divided. */
  async #switchToBroadcast(piece: Piece, exchangeIds: readonly number[]): Promise<readonly Piece[] | undefined> {
    const { settings } = this.#environment;
    const [a, b] = exchangeIds;
    if (!settings.isAdaptive || exchangeIds.length !== 2 || a === undefined || b === undefined || piece.splittable.length === 0)
      return undefined;
    const sizes = new Map(exchangeIds.map((id) => [id, this.#estimate(id)]));
    const [first, second] = (sizes.get(a) as number) <= (sizes.get(b) as number) ? [a, b] : [b, a];
    const small = await this.#materialize(first as number);
    const less = await this.#withoutEmpty(piece, [first as number]);
    if (less) return [less];
    const other = this.#query.exchanges.get(second as number) as Exchange;
    if (other.isVisible || this.#materialized.has(other.exchangeId)) return undefined;
    if (small.sizeBytes > settings.adaptiveBroadcastBytes) return undefined;
    return broadcastInstead(piece, first as number, other);
  }

  /** The piece without what nothing comes of, as some of these exchanges, which are complete, are empty. */
  async #withoutEmpty(piece: Piece, exchangeIds: readonly number[]): Promise<Piece | undefined> {
    if (!this.#environment.settings.propagatesEmpty) return undefined;
    const empty = new Set<number>();
    for (const id of exchangeIds) {
      const { isVisible } = this.#query.exchanges.get(id) as Exchange;
      if (!isVisible && (await this.#materialize(id)).rows === 0) empty.add(id);
    }
    return empty.size === 0 ? undefined : propagateEmpty(piece, (id) => empty.has(id));
  }

  #estimate(exchangeId: number): number {
    return this.#environment.settings.estimates.get(exchangeId) ?? Number.POSITIVE_INFINITY;
  }

  /** Files of the exchanges that every task reads as a whole. */
  async #wholeReads(piece: Piece): Promise<ReadonlyMap<number, readonly ExchangeFile[]>> {
    const reads = new Map<number, readonly ExchangeFile[]>();
    for (const id of wholeReadsOf(piece.plan)) reads.set(id, (await this.#materialize(id)).files);
    return reads;
  }

  /** What each task reads of exchanges with the same partitions. */
  async #partitionReads(piece: Piece, exchangeIds: readonly number[]): Promise<readonly ReadonlyMap<number, readonly ExchangeFile[]>[]> {
    const { settings } = this.#environment;
    const inputs = await Promise.all(exchangeIds.map((id) => this.#materialize(id)));
    const count = Math.max(...inputs.map((input) => input.partitionCount));
    const byPartition = exchangeIds.map((_, i) => {
      const lists: ExchangeFile[][] = Array.from({ length: count }, () => []);
      for (const file of inputs[i]?.files ?? []) lists[file.partition]?.push(file);
      return lists;
    });
    const sizes = Array.from({ length: count }, (_, p) => byPartition.reduce((sum, lists) => sum + bytesOf(lists[p] ?? []), 0));
    const isFixed = exchangeIds.some((id) => keepsItsPartitions(this.#query.exchanges.get(id) as Exchange));
    const groups =
      settings.isAdaptive && settings.coalesces && !isFixed
        ? coalescePartitions(sizes, settings.coalesce)
        : Array.from({ length: count }, (_, p) => [p]);
    const reads = groups.map(
      (group): ReadonlyMap<number, readonly ExchangeFile[]> =>
        new Map(exchangeIds.map((id, i) => [id, group.flatMap((p) => byPartition[i]?.[p] ?? [])])),
    );
    if (!settings.isAdaptive || !settings.splitsSkewed || piece.splittable.length === 0) return reads;
    const medians = new Map(exchangeIds.map((id, i) => [id, median((byPartition[i] ?? []).map(bytesOf))]));
    return reads.flatMap((read) => splitSkewed(read, piece.splittable, medians, settings.skew) ?? [read]);
  }

  /** Runs the tasks of a stage, those again whose inputs were lost on the way; `done` has what need not run any more. */
  async #runStage(stage: StagePlan, work: StageWork, done: Map<number, TaskResult> = new Map()): Promise<FinishedStage> {
    const { newStageId } = this.#environment;
    let known: number | undefined;
    for (let attempt = 0; ; attempt++) {
      const tasks = await this.#tasksOf(stage);
      known ??= newStageId();
      const stageId = known;
      const partitions = tasks.map((_, partition) => partition).filter((partition) => !done.has(partition));
      const onSuccess = (partition: number, result: TaskResult) => {
        done.set(partition, result);
        work.onSuccess?.(partition, result);
      };
      const run = this.#submit(tasks, { plan: stage, stageId, attempt, partitions, ...work, onSuccess });
      try {
        await run.results;
        return { tasks, results: done };
      } catch (error) {
        await this.#recover(error, stageId, attempt);
      }
    }
  }

  #submit(tasks: readonly TaskPlan[], stage: StageAttempt): TaskSetRun {
    const { state, sessionId, signal, jobId, name, directory, submit } = this.#environment;
    const { plan, exchange, stageId, attempt: stageAttempt, output, onSuccess, partitioning, sampledOrder } = stage;
    const config = state.config;
    const settings = Object.fromEntries(config.getAll());
    const judge = new TaskJudge();
    const run = submit(
      {
        jobId,
        stageId,
        stageAttempt,
        name,
        pool: config.getOption('spark.scheduler.pool') ?? 'default',
        partitions: stage.partitions ?? tasks.map((_, partition) => partition),
        describe: ({ taskId, partition, attempt }): TaskDescription => {
          const task = tasks[partition] as TaskPlan;
          const { plan: own, blocks } = withCopies(task.plan, (position) => join(directory, 'blocks', `${taskId}-${position}`));
          const fragment = fragmentOf({ ...task, plan: own }, state, {
            mode: judge.modeOf(partition),
            partition,
            ...(partitioning ? { partitioning } : {}),
            ...(sampledOrder ? { sampledOrder } : {}),
          });
          judge.planned(partition, fragment);
          return {
            jobId,
            stageId,
            stageAttempt,
            taskId,
            partition,
            attempt,
            sessionId,
            timeZone: config.get('spark.sql.session.timeZone'),
            settings,
            fragment,
            inputs: [...task.reads.values()].flat().filter(({ rows }) => rows > 0),
            scans: scansOf(task.plan),
            ...(blocks.length > 0 ? { blocks } : {}),
            output: output(partition),
          };
        },
        judge: (task, error) => judge.judge(task, error),
        ...(onSuccess ? { onSuccess } : {}),
      },
      signal,
      {
        stage: plan,
        tasks,
        isSample: sampledOrder !== undefined,
        ...(exchange ? { exchange } : {}),
        ...(partitioning ? { partitioning } : {}),
      },
    );
    // Who reads only the rows learns of a failure there.
    this.#sets.push(run.results.catch(() => undefined));
    return run;
  }
}

/** What the tasks of a stage do with their rows. */
interface StageWork {
  readonly onSuccess?: (partition: number, result: TaskResult) => void;
  /** Where they go, unless that is out of the query. */
  readonly exchange?: Exchange;
  readonly output: FinalOutput;
  readonly partitioning?: RowPartitioning;
  readonly sampledOrder?: readonly SortOrder[];
}

interface StageAttempt extends StageWork {
  readonly plan: StagePlan;
  readonly stageId: number;
  readonly attempt: number;
  /** Those that still have to run; all when absent. */
  readonly partitions?: readonly number[];
}

function stageFailure(error: unknown, stageId: number, attempt: number): unknown {
  if (!(error instanceof FetchFailure)) return error;
  return sparkError(
    'KINDLING_JOB_ABORTED',
    { message: `Stage ${stageId} could not read what it needs in ${attempt + 1} attempts. ${error.message}` },
    { cause: error },
  );
}

async function isIncomplete(result: TaskResult): Promise<boolean> {
  for (const path of new Set(result.exchangeFiles.map((file) => file.path))) if (!(await pathExists(path))) return true;
  return false;
}

function fragmentOf(task: TaskPlan, state: QueryState, options: FragmentOptions): Fragment {
  const context = plannerContext(state, (read: ExchangeRead) => exchangeScans(task.reads.get(read.exchangeId) ?? []));
  return planFragment(task.plan, context, options);
}

function wholeReadsOf(plan: LogicalPlan): readonly number[] {
  const ids = new Set<number>();
  walkPlan(plan, (node) => {
    if (node.kind === 'exchangeRead' && node.reads === 'all') ids.add(node.exchangeId);
  });
  return [...ids];
}

/** Partitions that the query asked for, or that are in an order, stay as they are. */
function keepsItsPartitions(exchange: Exchange): boolean {
  const { partitioning } = exchange;
  if (partitioning.kind === 'keep' || partitioning.kind === 'single') return true;
  return exchange.isVisible && partitioning.count !== undefined;
}

function partitionCount(exchange: Exchange, partitioning: RowPartitioning | undefined, tasks: number): number {
  if (exchange.partitioning.kind === 'keep') return Math.min(tasks, exchange.partitioning.count ?? tasks);
  if (!partitioning) return 1;
  if (partitioning.kind !== 'range') return partitioning.count;
  const asked = exchange.partitioning.kind === 'range' && exchange.isVisible ? exchange.partitioning.count : undefined;
  return asked ?? partitioning.bounds.length + 1;
}

/** Number of the group of neighbours that a task's rows go to. */
const joined = (mapPartition: number, tasks: number, count: number | undefined): number =>
  count === undefined || tasks <= count ? mapPartition : Math.floor(((mapPartition + 1) * count - 1) / tasks);

function joinedReads(reads: readonly ReadonlyMap<number, readonly ExchangeFile[]>[]): ReadonlyMap<number, readonly ExchangeFile[]> {
  const all = new Map<number, readonly ExchangeFile[]>();
  for (const read of reads) for (const [id, files] of read) all.set(id, [...(all.get(id) ?? []), ...files]);
  return all;
}

const bytesOf = (files: readonly ExchangeFile[]): number => files.reduce((sum, file) => sum + file.sizeBytes, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
