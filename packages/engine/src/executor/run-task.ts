import { access, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { memorySizeBytes, type RecordBatch } from '@kindling/protocol';
import { SessionConfig } from '../config/index.ts';
import { DuckDbError } from '../duckdb/driver/index.ts';
import { printQuery } from '../duckdb/sql/index.ts';
import type { ExecutorMetrics, TaskMetrics } from '../events/index.ts';
import type { ExchangeFile, FileBlock, OperatorMetrics, TaskDescription, TaskResult, WrittenFile } from '../physical/index.ts';
import type { CachedBlock } from '../plan/index.ts';
import { dataSource, dividesRows } from '../sources/index.ts';
import { BatchQueue } from './batch-queue.ts';
import { writeCachedBlock } from './cached-blocks.ts';
import { copyBlock } from './copy-block.ts';
import { writeExchange } from './exchange-writer.ts';
import { pathExists } from './path-exists.ts';
import { queryRows } from './query-rows.ts';
import { runFragment, withInputs } from './run-fragment.ts';
import { TaskMeasures } from './task-measures.ts';
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

interface Measured {
  readonly metrics: TaskMetrics;
  /** Of the process that it ran in. */
  readonly executorMetrics?: ExecutorMetrics;
}

/** How a task ended, as far as it can tell itself. */
export type TaskRunEnd =
  | ({ readonly kind: 'success'; readonly result: TaskResult } & Measured)
  | ({ readonly kind: 'failed'; readonly error: unknown } & Measured)
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
  const measures = new TaskMeasures();
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
  measures: TaskMeasures,
  signal: AbortSignal,
): Promise<TaskResult> {
  for (const path of new Set(task.inputs.map((input) => input.path))) await access(path);
  measures.readInputs(task.inputs, task.scans ?? []);
  const { fragment, output, blocks = [] } = task;
  await using _copies = await copiedBlocks(blocks, signal);
  return await slot.use(task.timeZone, async (connection) => {
    try {
      let exchangeFiles: readonly ExchangeFile[] = [];
      let writtenFiles: readonly WrittenFile[] = [];
      let hasOneStatement = true;
      let cachedBlock: CachedBlock | undefined;
      switch (output.kind) {
        case 'rows':
          for await (const batch of runFragment(fragment, connection, { signal })) {
            measures.gaveBatch(memorySizeBytes(batch));
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
              () => measures.finish(connection),
            ),
          );
          measures.wroteExchange(exchangeFiles);
          break;
        case 'write': {
          const source = dataSource(output.format);
          if (!source?.write) throw new TypeError(`The source ${output.format} does not write.`);
          const write = source.write;
          const config = new SessionConfig(task.settings);
          let statements = 0;
          const io = {
            query: async (sql: string) => {
              if (statements > 0) measures.ranStatement(connection);
              statements += 1;
              return queryRows(connection, sql, signal);
            },
            config: (key: string) => config.get(key),
            signal,
          };
          const { directory, options, partitionBy, jobUuid } = output;
          const { schema } = fragment;
          await mkdir(directory, { recursive: true });
          const query = printQuery(fragment.query);
          const rowsAreKept = !source.writesAtOnce || dividesRows(options, partitionBy, io.config);
          const written = await withInputs(fragment, connection, signal, async () => {
            if (rowsAreKept) await io.query(`CREATE TEMP TABLE kept_rows AS ${query}`);
            const sql = rowsAreKept ? 'SELECT * FROM temp.kept_rows' : query;
            return write({ directory, options, schema, partitionBy, sql, rowsAreKept, partition: task.partition, jobId: jobUuid }, io);
          });
          writtenFiles = await Promise.all(
            written.files.map(async (path) => ({ directory, path, sizeBytes: (await stat(join(directory, path))).size })),
          );
          measures.wroteFiles(writtenFiles, written.rows);
          hasOneStatement = statements === 1;
          break;
        }
        case 'cache':
          cachedBlock = await withInputs(fragment, connection, signal, () =>
            writeCachedBlock(printQuery(fragment.query), output, task.partition, connection, signal),
          );
          break;
        case 'userFunction': {
          if (!userCode) throw new TypeError('Functions of users do not run here.');
          const options = userCodeOptions(new SessionConfig(task.settings), signal);
          const rows = userRows(output, task.partition, runFragment(fragment, connection, { signal }), userCode, options);
          const made = new RowCount();
          if (output.directory === undefined) for await (const _ of rows);
          else writtenFiles = await writeRows(made.of(rows), output.directory, connection, signal);
          measures.wroteFiles(writtenFiles, made.rows);
          // The last statement writes what functions made.
          hasOneStatement = output.directory === undefined;
          break;
        }
      }
      const operators = asPlanned(task, measures.finish(connection));
      return { exchangeFiles, writtenFiles, ...(cachedBlock ? { cachedBlock } : {}), operators: hasOneStatement ? operators : [] };
    } catch (error) {
      measures.finish(connection);
      throw error;
    }
  });
}

/** The blocks that a task reads, as files of their own until it ends. */
async function copiedBlocks(blocks: readonly FileBlock[], signal: AbortSignal): Promise<AsyncDisposable> {
  const copies = {
    async [Symbol.asyncDispose]() {
      await Promise.all(blocks.map(({ copy }) => rm(copy, { force: true })));
    },
  };
  try {
    for (const block of blocks) await copyBlock(block, signal);
  } catch (error) {
    await copies[Symbol.asyncDispose]();
    throw error;
  }
  return copies;
}

/** The operators as the plan has them: without the one that orders an exchange's rows by partition, and with the names of copied files. */
function asPlanned({ output, blocks = [] }: TaskDescription, operators: readonly OperatorMetrics[]): readonly OperatorMetrics[] {
  const isOrdered = output.kind === 'exchange' && (output.partitions ?? 1) > 1;
  const sort = isOrdered ? operators.findIndex(({ name }) => name === 'ORDER_BY') : -1;
  const paths = new Map(blocks.map(({ copy, path }) => [copy, path]));
  return operators.flatMap((operator, i) => {
    if (i === sort) return [];
    const path = operator.file === undefined ? undefined : paths.get(operator.file);
    return [path === undefined ? operator : { ...operator, file: path }];
  });
}

/** The first input whose file is gone, if that can be what the error is about. */
async function lostInput(task: TaskDescription, error: unknown): Promise<ExchangeFile | undefined> {
  const isAboutFiles =
    (error instanceof DuckDbError && (error.type === 'IO' || error.type === 'HTTP' || error.type === 'BINDER')) ||
    (error instanceof Error && 'code' in error && error.code === 'ENOENT');
  if (!isAboutFiles) return undefined;
  for (const input of task.inputs) if (!(await pathExists(input.path))) return input;
  return undefined;
}

/** Counts the rows of batches that pass. */
class RowCount {
  rows = 0;

  async *of(batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch, void> {
    for await (const batch of batches) {
      this.rows += batch.length;
      yield batch;
    }
  }
}
