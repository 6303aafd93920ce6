import { access, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { memorySizeBytes, type RecordBatch } from '@kindling/protocol';
import { SessionConfig } from '../config/index.ts';
import { type DuckDbConnection, DuckDbError, type OperatorProfile } from '../duckdb/driver/index.ts';
import { printQuery } from '../duckdb/sql/index.ts';
import { emptyTaskMetrics, type TaskMetrics } from '../events/index.ts';
import type { ExchangeFile, OperatorMetrics, TaskDescription, TaskResult, WrittenFile } from '../physical/index.ts';
import { dataSource } from '../sources/index.ts';
import { BatchQueue } from './batch-queue.ts';
import { writeExchange } from './exchange-writer.ts';
import { queryRows } from './query-rows.ts';
import { runFragment, withInputs } from './run-fragment.ts';
import type { TaskSlot } from './task-slot.ts';
import { type UserCode, userCodeOptions } from './user-code.ts';
import { userRows } from './user-rows.ts';
import { writeRows } from './write-rows.ts';

/** What a task gets from where it runs. */
export interface TaskEnvironment {
  readonly slot: TaskSlot;
  /** Runs functions of users; absent where that is not allowed. */
  readonly userCode?: UserCode | undefined;
  /** Unread bytes at which a task whose rows are read waits for its reader. */
  readonly bufferBytes?: number;
}

/** How a task ended, as far as it can tell itself. */
export type TaskRunEnd =
  | { readonly kind: 'success'; readonly result: TaskResult; readonly metrics: TaskMetrics }
  | { readonly kind: 'failed'; readonly error: unknown; readonly metrics: TaskMetrics }
  | { readonly kind: 'fetchFailed'; readonly exchangeId: number; readonly mapPartition: number; readonly message: string }
  | { readonly kind: 'killed'; readonly reason: string };

export interface TaskRun {
  readonly batches: AsyncIterable<RecordBatch>;
  /** Never rejects. */
  readonly end: Promise<TaskRunEnd>;
  kill(reason: string): void;
}

const defaultBufferBytes = 4 * 1024 * 1024;

/** Runs a task in this process. */
export function runTask(task: TaskDescription, environment: TaskEnvironment): TaskRun {
  const killing = new AbortController();
  const queue = new BatchQueue(environment.bufferBytes ?? defaultBufferBytes);
  const measures = new Measures();
  const end = (async (): Promise<TaskRunEnd> => {
    try {
      const result = await perform(task, environment, queue, measures, killing.signal);
      return { kind: 'success', result, metrics: measures.metrics() };
    } catch (error) {
      if (killing.signal.aborted) return { kind: 'killed', reason: String(killing.signal.reason) };
      const lost = await lostInput(task, error);
      if (lost) {
        const message = `The file ${lost.path} of exchange ${lost.exchangeId} is not there any more.`;
        return { kind: 'fetchFailed', exchangeId: lost.exchangeId, mapPartition: lost.mapPartition, message };
      }
      return { kind: 'failed', error, metrics: measures.metrics() };
    } finally {
      queue.end();
    }
  })();
  return {
    batches: queue,
    end,
    kill: (reason) => {
      killing.abort(reason);
      queue.abandon();
    },
  };
}

async function perform(
  task: TaskDescription,
  { slot, userCode }: TaskEnvironment,
  queue: BatchQueue,
  measures: Measures,
  signal: AbortSignal,
): Promise<TaskResult> {
  for (const input of task.inputs) await access(input.path);
  measures.readInputs(task.inputs);
  const { fragment, output } = task;
  return slot.use(task.timeZone, async (connection) => {
    try {
      let exchangeFiles: readonly ExchangeFile[] = [];
      let writtenFiles: readonly WrittenFile[] = [];
      switch (output.kind) {
        case 'rows':
          for await (const batch of runFragment(fragment, connection, { signal })) {
            measures.resultSizeBytes += memorySizeBytes(batch);
            if (!(await queue.push(batch))) break;
          }
          break;
        case 'exchange':
          exchangeFiles = await withInputs(fragment, connection, signal, () =>
            writeExchange(
              printQuery(fragment.query),
              output,
              { partition: task.partition, executorId: slot.executorId },
              connection,
              signal,
            ),
          );
          measures.wroteExchange(exchangeFiles);
          break;
        case 'write': {
          const source = dataSource(output.format);
          if (!source?.write) throw new TypeError(`The source ${output.format} does not write.`);
          const write = source.write;
          const config = new SessionConfig(task.settings);
          const io = {
            query: (sql: string) => queryRows(connection, sql, signal),
            config: (key: string) => config.get(key),
            signal,
          };
          const { directory, options, partitionBy, jobUuid } = output;
          const { schema } = fragment;
          await mkdir(directory, { recursive: true });
          const written = await withInputs(fragment, connection, signal, () =>
            write(
              { directory, options, schema, partitionBy, sql: printQuery(fragment.query), partition: task.partition, jobId: jobUuid },
              io,
            ),
          );
          writtenFiles = await Promise.all(
            written.files.map(async (path) => ({ directory, path, sizeBytes: (await stat(join(directory, path))).size })),
          );
          measures.wroteFiles(writtenFiles);
          break;
        }
        case 'userFunction': {
          if (!userCode) throw new TypeError('Functions of users do not run here.');
          const options = userCodeOptions(new SessionConfig(task.settings), signal);
          const rows = userRows(output, task.partition, runFragment(fragment, connection, { signal }), userCode, options);
          if (output.directory === undefined) for await (const _ of rows);
          else writtenFiles = await writeRows(rows, output.directory, connection, signal);
          measures.wroteFiles(writtenFiles);
          break;
        }
      }
      return { exchangeFiles, writtenFiles, operators: measures.finish(connection) };
    } catch (error) {
      measures.finish(connection);
      throw error;
    }
  });
}

/** The first input whose file is gone, if that can be what the error is about. */
async function lostInput(task: TaskDescription, error: unknown): Promise<ExchangeFile | undefined> {
  const isAboutFiles =
    (error instanceof DuckDbError && (error.type === 'IO' || error.type === 'HTTP' || error.type === 'BINDER')) ||
    (error instanceof Error && 'code' in error && error.code === 'ENOENT');
  if (!isAboutFiles) return undefined;
  for (const input of task.inputs) {
    try {
      await access(input.path);
    } catch (missing) {
      if (missing instanceof Error && 'code' in missing && missing.code === 'ENOENT') return input;
      throw missing;
    }
  }
  return undefined;
}

/** Gathers what a task's metrics are made of. */
class Measures {
  readonly #startMs = performance.now();
  #cpuTimeNs = 0;
  #peakMemoryBytes = 0;
  #spilledBytes = 0;
  #recordsScanned = 0;
  #inputs: readonly ExchangeFile[] = [];
  #exchanged: readonly ExchangeFile[] = [];
  #exchangeTimeNs = 0;
  #writtenBytes = 0;
  resultSizeBytes = 0;

  readInputs(inputs: readonly ExchangeFile[]): void {
    this.#inputs = inputs;
  }

  wroteExchange(files: readonly ExchangeFile[]): void {
    this.#exchanged = files;
  }

  wroteFiles(files: readonly WrittenFile[]): void {
    this.#writtenBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  }

  /** Reads the profile of the statement that ran last. */
  finish(connection: DuckDbConnection): OperatorMetrics[] {
    const profile = connection.profile();
    if (!profile) return [];
    const { metrics } = profile;
    this.#cpuTimeNs = Math.round(Number(metrics.cpu_time ?? 0) * 1e9);
    this.#peakMemoryBytes = Number(metrics.system_peak_buffer_memory ?? 0);
    this.#spilledBytes = Number(metrics.system_peak_temp_dir_size ?? 0);
    this.#recordsScanned = Number(metrics.cumulative_rows_scanned ?? 0);
    const operators: OperatorMetrics[] = [];
    const visit = (node: OperatorProfile, depth: number): void => {
      const { operator_name: name, operator_cardinality: rows, operator_timing: seconds, operator_type: type } = node.metrics;
      if (name !== undefined) {
        const timeNs = Math.round(Number(seconds ?? 0) * 1e9);
        operators.push({ name, depth, rows: Number(rows ?? 0), timeNs, details: { type: type ?? name } });
        if (name === 'COPY_TO_FILE') this.#exchangeTimeNs = timeNs;
      }
      for (const child of node.children) visit(child, depth + 1);
    };
    for (const child of profile.children) visit(child, 0);
    return operators;
  }

  metrics(): TaskMetrics {
    const sum = (files: readonly ExchangeFile[], figure: (file: ExchangeFile) => number) =>
      files.reduce((total, file) => total + figure(file), 0);
    const shuffled = sum(this.#inputs, (file) => file.rows);
    return {
      ...emptyTaskMetrics,
      executorRunTimeMs: Math.round(performance.now() - this.#startMs),
      executorCpuTimeNs: this.#cpuTimeNs,
      resultSizeBytes: this.resultSizeBytes,
      memoryBytesSpilled: this.#spilledBytes,
      diskBytesSpilled: this.#spilledBytes,
      peakExecutionMemoryBytes: this.#peakMemoryBytes,
      peakOffHeapExecutionMemoryBytes: this.#peakMemoryBytes,
      input: { bytesRead: 0, recordsRead: Math.max(0, this.#recordsScanned - shuffled) },
      output: { bytesWritten: this.#writtenBytes, recordsWritten: 0 },
      shuffleRead: {
        ...emptyTaskMetrics.shuffleRead,
        localBlocksFetched: this.#inputs.length,
        localBytesRead: sum(this.#inputs, (file) => file.sizeBytes),
        recordsRead: shuffled,
      },
      shuffleWrite: {
        bytesWritten: sum(this.#exchanged, (file) => file.sizeBytes),
        recordsWritten: sum(this.#exchanged, (file) => file.rows),
        writeTimeNs: this.#exchangeTimeNs,
      },
    };
  }
}
