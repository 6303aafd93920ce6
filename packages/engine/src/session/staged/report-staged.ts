import type { RDDInfo } from '../../events/index.ts';
import {
  type Exchange,
  readKey,
  type ShuffleRead,
  type StagedQuery,
  type StagedView,
  type StagePlan,
  stagedTree,
  type TaskDescription,
} from '../../physical/index.ts';
import { type FileRelation, type LogicalPlan, walkPlan } from '../../plan/index.ts';
import type { RowPartitioning } from '../../planner/index.ts';
import { FetchFailure, type TaskEnd, type TaskSet, type TaskSetRun } from '../../scheduler/index.ts';
import type { QueryReport, StageReport } from '../report/query-report.ts';
import type { StageRdds } from '../report/stage-rdds.ts';
import { valuesOf } from '../report/task-figures.ts';
import type { TaskPlan } from './task-plans.ts';

/** What the tasks of a set are for. */
export interface StageSubject {
  readonly stage: StagePlan;
  readonly tasks: readonly TaskPlan[];
  /** Where their rows go, unless that is whoever asked for the query. */
  readonly exchange?: Exchange;
  readonly partitioning?: RowPartitioning;
  /** They only look at some rows, before the stage itself runs. */
  readonly isSample: boolean;
}

type Submit = (set: TaskSet, signal: AbortSignal) => TaskSetRun;

/** Tells of a query that runs in stages, and keeps how its plan has come to look. */
export class StagedReport implements StagedView {
  readonly query: StagedQuery;
  readonly shufflePartitions: number;
  readonly #submit: Submit;
  readonly #call: unknown;
  readonly #report: QueryReport;
  readonly #plans = new Map<StagePlan, StagePlan>();
  readonly #reads = new Map<StagePlan, ReadonlyMap<number, ShuffleRead>>();
  readonly #partitions = new Map<number, number>();
  readonly #stageIds = new Map<number, number>();
  readonly #rdds: StageRdds;

  /** `call` is what the metrics of the operator that writes are kept under. */
  constructor(query: StagedQuery, shufflePartitions: number, report: QueryReport, call: unknown, submit: Submit) {
    this.query = query;
    this.#report = report;
    this.#rdds = report.stageRdds();
    this.#call = call;
    this.shufflePartitions = shufflePartitions;
    this.#submit = submit;
  }

  stagePlan(planned: StagePlan): StagePlan {
    return this.#plans.get(planned) ?? planned;
  }

  read(stage: StagePlan, exchangeId: number): ShuffleRead | undefined {
    return this.#reads.get(stage)?.get(exchangeId);
  }

  partitions(exchangeId: number): number | undefined {
    return this.#partitions.get(exchangeId);
  }

  /** Starts the tasks of a stage, and tells of it until its end. */
  submit(set: TaskSet, signal: AbortSignal, work: StageSubject): TaskSetRun {
    const report = this.#report;
    const { exchange, tasks } = work;
    if (exchange && !work.isSample) this.#stageIds.set(exchange.exchangeId, set.stageId);
    if (!work.isSample) this.#look(work, report);
    const stage = report.stage({
      stageId: set.stageId,
      attempt: set.stageAttempt,
      name: nameOf(report.labels.call, work),
      numTasks: set.partitions.length,
      rddInfos: report.isTold ? this.#rddInfos(work) : [],
      parentIds: [...new Set(tasks.flatMap((task) => [...task.reads.keys()]))].flatMap((id) => this.#stageIds.get(id) ?? []),
    });
    const accumulables = (task: TaskDescription, end: TaskEnd) => this.#accumulables(task, end, work, stage);
    const run = this.#submit(work.isSample || !report.isTold ? set : { ...set, accumulables }, signal);
    run.results.then(
      () => stage.jobEnded(),
      (error: unknown) => {
        // Lost files are made again, and then the stage goes on.
        if (error instanceof FetchFailure) stage.completed(error);
        else stage.jobEnded(error);
      },
    );
    return run;
  }

  /** The data of a stage's operators as the stage runs, other stages left out. */
  #rddInfos({ stage, tasks, exchange, isSample }: StageSubject): readonly RDDInfo[] {
    const view: StagedView = {
      query: { root: stage, exchanges: this.query.exchanges },
      shufflePartitions: this.shufflePartitions,
      stagePlan: (planned) => this.stagePlan(planned),
      read: (planned, exchangeId) => this.read(planned, exchangeId),
      partitions: (exchangeId) => this.partitions(exchangeId),
    };
    return this.#rdds.of(stagedTree(view), {
      callSite: this.#report.labels.call,
      numPartitions: tasks.length,
      ...(exchange && !isSample ? { exchangeId: exchange.exchangeId } : {}),
    });
  }

  /** Notes what the stage has become by what those before it found. */
  #look(work: StageSubject, report: QueryReport): void {
    const { stage, tasks, exchange, partitioning } = work;
    const pieces = [...new Set(tasks.map((task) => task.piece))];
    if (pieces.length > 0) this.#plans.set(stage, { pieces });
    if (exchange)
      this.#partitions.set(
        exchange.exchangeId,
        partitioning ? partitionsOf(partitioning) : exchange.partitioning.kind === 'single' ? 1 : tasks.length,
      );
    const reads = new Map<number, ShuffleRead>();
    const figures: (() => void)[] = [];
    for (const piece of pieces) {
      if (piece.source.kind !== 'exchanges') continue;
      const own = tasks.filter((task) => task.piece === piece);
      for (const id of piece.source.exchangeIds) {
        const { read, values } = readOf(id, own, this.#partitions.get(id) ?? 0);
        reads.set(id, read);
        if (read.isCoalesced || read.isSkewed) figures.push(() => report.driverValues(readKey(stage, id), values));
      }
    }
    this.#reads.set(stage, reads);
    report.planChanged();
    for (const tell of figures) tell();
    if (exchange) report.driverValues(exchange, { 'number of partitions': this.#partitions.get(exchange.exchangeId) ?? 0 });
    for (const relation of new Set(pieces.flatMap((piece) => fileRelationsOf(piece.plan)))) tellFiles(report, relation);
  }

  #accumulables(task: TaskDescription, end: TaskEnd, { tasks, exchange }: StageSubject, stage: StageReport) {
    const report = this.#report;
    const plan = tasks[task.partition];
    if (end.kind !== 'success' || !plan) return [];
    const reads = [...plan.reads].flatMap(([id, files]) => {
      const read = this.query.exchanges.get(id);
      return read ? [{ exchange: read, files: files.filter(({ rows }) => rows > 0) }] : [];
    });
    const { operators } = end.result;
    const values = valuesOf({ plan: plan.piece.plan, operators, metrics: end.metrics, reads, writes: exchange ?? this.#call });
    return stage.add(values.flatMap(([of, figures]) => report.updates(of, figures)));
  }
}

function nameOf(call: string, { exchange, isSample }: StageSubject): string {
  if (isSample) return `${call}: sample for ${exchange?.reason ?? 'ranges'}`;
  return exchange ? `${call}: exchange ${exchange.exchangeId} for ${exchange.reason}` : call;
}

function partitionsOf(partitioning: RowPartitioning): number {
  return partitioning.kind === 'range' ? partitioning.bounds.length + 1 : partitioning.count;
}

function readOf(exchangeId: number, tasks: readonly TaskPlan[], partitions: number) {
  const perTask = tasks.map((task) => new Set((task.reads.get(exchangeId) ?? []).map((file) => file.partition)));
  const seen = new Map<number, number>();
  for (const set of perTask) for (const partition of set) seen.set(partition, (seen.get(partition) ?? 0) + 1);
  const skewed = [...seen.values()].filter((count) => count > 1);
  const splits = skewed.reduce((sum, count) => sum + count, 0);
  const bytes = tasks.reduce((sum, task) => sum + (task.reads.get(exchangeId) ?? []).reduce((size, file) => size + file.sizeBytes, 0), 0);
  const isCoalesced = tasks.length - splits + skewed.length < partitions;
  return {
    read: { isCoalesced, isSkewed: skewed.length > 0 },
    values: {
      'number of partitions': tasks.length,
      ...(isCoalesced ? { 'number of coalesced partitions': perTask.filter((set) => set.size > 1).length } : {}),
      ...(skewed.length > 0 ? { 'number of skewed partitions': skewed.length, 'number of skewed partition splits': splits } : {}),
      'partition data size': bytes,
    },
  };
}

export function fileRelationsOf(plan: LogicalPlan): readonly FileRelation[] {
  const relations: FileRelation[] = [];
  walkPlan(plan, (node) => {
    if (node.kind === 'fileRelation') relations.push(node);
  });
  return relations;
}

export function tellFiles(report: QueryReport, relation: FileRelation): void {
  const sizeBytes = relation.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  report.driverValues(relation, { 'number of files read': relation.files.length, 'size of files read': sizeBytes });
}
