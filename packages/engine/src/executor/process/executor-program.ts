import { existsSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { encodeBatchStream, encodeSchemaMessage, toSparkError } from '@kindling/protocol';
import { emptyTaskMetrics } from '../../events/index.ts';
import type { TaskDescription } from '../../physical/index.ts';
import { detachBlocksAtOnce } from '../cached-blocks.ts';
import { garbageCollections } from '../garbage-collections.ts';
import { processMetrics } from '../process-metrics.ts';
import { runTask, type TaskRun } from '../run-task.ts';
import { TaskSlots } from '../task-slots.ts';
import { runPartition, type UserCode } from '../user-code.ts';
import { type Frame, FrameConnection } from './frame-connection.ts';
import { startGuard } from './guard-thread.ts';
import { decodeRecord, type ExecutorBootstrap, encodeEnd, encodeRecord, type Heartbeat, proofOf, ROW_WINDOW_BYTES } from './messages.ts';
import { printTo, RollingLog } from './rolling-log.ts';

/** Name of the variable that tells an executor process where its bootstrap file lies. */
export const BOOTSTRAP_VARIABLE = 'KINDLING_EXECUTOR_FILE';

/** What functions of users print goes to the executor's log. */
const userCode: UserCode = {
  isInProcess: true,
  run: (fn, partition, batches) => runPartition(fn, partition, batches, console),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** The life of an executor process: registers with its driver, runs the tasks that it is sent, ends with its driver. */
export function executorProgram(): void {
  const path = process.env[BOOTSTRAP_VARIABLE];
  if (path === undefined) throw new Error('This program is started by a driver.');
  delete process.env[BOOTSTRAP_VARIABLE];
  const bootstrap = JSON.parse(readFileSync(path, 'utf8')) as ExecutorBootstrap;
  unlinkSync(path);
  if (bootstrap.rolling) {
    printTo(process.stdout, new RollingLog(join(bootstrap.logFolder, 'stdout'), bootstrap.rolling));
    printTo(process.stderr, new RollingLog(join(bootstrap.logFolder, 'stderr'), bootstrap.rolling));
  }
  // Interrupts from the keyboard reach the whole group of processes: the driver decides what becomes of its executors.
  process.on('SIGINT', () => undefined);
  preferAsVictim();
  detachBlocksAtOnce();
  startGuard(bootstrap);
  new Executor(bootstrap).start();
}

/** When the machine runs out of memory, the system ends an executor rather than its driver. */
function preferAsVictim(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch (error) {
    console.error(`The system does not let executors be its first victims: ${String(error)}`);
  }
}

interface RunningTask {
  readonly run: TaskRun;
  /** Bytes that were sent and not read yet. */
  unreadBytes: number;
  encodingMs: number;
  killedFor: string | undefined;
  wake: (() => void) | undefined;
}

class Executor {
  readonly #bootstrap: ExecutorBootstrap;
  readonly #socket: Socket;
  readonly #connection: FrameConnection;
  readonly #slots: TaskSlots;
  readonly #tasks = new Map<number, RunningTask>();

  constructor(bootstrap: ExecutorBootstrap) {
    this.#bootstrap = bootstrap;
    const { executorId, cores, kernelMemoryBytes, folder, maxMessageBytes, socketPath } = bootstrap;
    this.#slots = new TaskSlots({ executorId, cores, memoryBytes: kernelMemoryBytes, tempDirectory: () => join(folder, 'spill') });
    this.#socket = connect(socketPath);
    this.#connection = new FrameConnection(this.#socket, maxMessageBytes, (frame) => this.#receive(frame));
  }

  start(): void {
    const gone = () => this.#leave();
    this.#socket.on('close', gone);
    this.#socket.on('error', (error) => console.error(`The connection to the driver failed: ${error.message}`));
    process.on('disconnect', gone);
    setInterval(() => this.#beat(), this.#bootstrap.heartbeatIntervalMs);
  }

  #receive({ kind, taskId, payload }: Frame): void {
    switch (kind) {
      case 'challenge': {
        const { executorId, secret } = this.#bootstrap;
        const proof = proofOf(secret, Buffer.from(payload).toString(), executorId);
        this.#connection.send('register', 0, Buffer.from(JSON.stringify({ executorId, pid: process.pid, proof })));
        break;
      }
      case 'launch':
        void this.#run(taskId, payload);
        break;
      case 'kill': {
        const task = this.#tasks.get(taskId);
        if (!task) break;
        task.killedFor = Buffer.from(payload).toString();
        task.run.kill(task.killedFor);
        task.wake?.();
        break;
      }
      case 'credit': {
        const task = this.#tasks.get(taskId);
        if (!task) break;
        task.unreadBytes -= decodeRecord<number>(payload);
        task.wake?.();
        break;
      }
      case 'shutdown':
        void this.#shutDown();
        break;
      default:
        throw new TypeError(`An executor is not sent ${kind}.`);
    }
  }

  async #run(taskId: number, payload: Uint8Array): Promise<void> {
    const startMs = performance.now();
    const slot = this.#slots.take();
    try {
      const description = decodeRecord<TaskDescription>(payload);
      const decodedMs = performance.now() - startMs;
      const gcMs = garbageCollections().totalMs;
      const task: RunningTask = {
        run: runTask(description, { slot, userCode, bufferBytes: ROW_WINDOW_BYTES }),
        unreadBytes: 0,
        encodingMs: 0,
        killedFor: undefined,
        wake: undefined,
      };
      this.#tasks.set(taskId, task);
      await this.#sendRows(taskId, description, task);
      const end = await task.run.end;
      if (end.kind === 'success' && task.killedFor !== undefined) {
        this.#connection.send('end', taskId, encodeEnd({ kind: 'killed', reason: task.killedFor }));
      } else if (!('metrics' in end)) this.#connection.send('end', taskId, encodeEnd(end));
      else {
        const metrics = {
          ...end.metrics,
          executorDeserializeTimeMs: Math.round(decodedMs),
          resultSerializationTimeMs: Math.round(task.encodingMs),
          jvmGcTimeMs: Math.round(garbageCollections().totalMs - gcMs),
        };
        this.#connection.send('end', taskId, encodeEnd({ ...end, metrics, executorMetrics: processMetrics() }));
      }
    } catch (error) {
      this.#connection.send('end', taskId, encodeEnd({ kind: 'failed', error: toSparkError(error), metrics: emptyTaskMetrics }));
    } finally {
      this.#tasks.delete(taskId);
      await this.#slots.giveBack(slot);
    }
  }

  /** Sends rows as far as their reader has made room, so that a slow one stops the scan. */
  async #sendRows(taskId: number, { fragment }: TaskDescription, task: RunningTask): Promise<void> {
    let schemaMessage: Uint8Array | undefined;
    for await (const batch of task.run.batches) {
      while (task.unreadBytes >= ROW_WINDOW_BYTES && task.killedFor === undefined) {
        await new Promise<void>((resolve) => (task.wake = resolve));
      }
      if (task.killedFor !== undefined) return;
      const startMs = performance.now();
      schemaMessage ??= encodeSchemaMessage(fragment.schema, 'UTC');
      const bytes = encodeBatchStream(schemaMessage, batch);
      task.encodingMs += performance.now() - startMs;
      task.unreadBytes += bytes.length;
      this.#connection.send('batch', taskId, bytes);
    }
  }

  #beat(): void {
    const heartbeat: Heartbeat = { taskIds: [...this.#tasks.keys()], metrics: processMetrics() };
    this.#connection.send('heartbeat', 0, encodeRecord(heartbeat));
  }

  async #shutDown(): Promise<void> {
    const tasks = [...this.#tasks.values()];
    for (const { run } of tasks) run.kill('The application ends.');
    await Promise.all(tasks.map(({ run }) => run.end));
    await this.#slots[Symbol.asyncDispose]();
    process.exit(0);
  }

  /** The driver is gone: nothing of this process stays. */
  #leave(): void {
    const { folder } = this.#bootstrap;
    rmSync(folder, { recursive: true, force: true });
    removeIfLast(dirname(folder));
    // Not by exit: threads of DuckDB may be in the middle of a query.
    process.kill(process.pid, 'SIGKILL');
  }
}

/** The last executor of a driver that is gone takes the application's folder along. */
function removeIfLast(executorsFolder: string): void {
  if (!existsSync(executorsFolder) || readdirSync(executorsFolder).length > 0) return;
  rmSync(dirname(executorsFolder), { recursive: true, force: true });
}
