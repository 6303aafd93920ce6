import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sparkError } from '@kindling/protocol';
import type { TaskDescription } from '../../physical/index.ts';
import type { RunningTask } from '../../scheduler/index.ts';
import { BOOTSTRAP_VARIABLE } from './executor-program.ts';
import type { ExecutorResources } from './executor-resources.ts';
import type { Frame, FrameConnection } from './frame-connection.ts';
import { OUT_OF_MEMORY_EXIT_CODE, OUT_OF_MEMORY_MARK } from './guard-thread.ts';
import { decodeEnd, decodeRecord, type ExecutorBootstrap, encodeTask, type Heartbeat } from './messages.ts';
import { RemoteTask } from './remote-task.ts';

export interface ExecutorLoss {
  readonly reason: string;
  /** Its tasks are to blame, or it broke down by itself; not ended from outside. */
  readonly causedByApp: boolean;
}

export interface ExecutorProcessEvents {
  onHeartbeat(executor: ExecutorProcess, heartbeat: Heartbeat): void;
  onTaskSuccess(executor: ExecutorProcess): void;
  /** Once, when the process has ended. Its tasks have not been told yet. */
  onLost(executor: ExecutorProcess, loss: ExecutorLoss): void;
}

const KILL_AFTER_MS = 5000;
const CLOSED_KILL_AFTER_MS = 2000;
const MAIN = new URL(import.meta.url.endsWith('.ts') ? '../../executor-main.ts' : './executor-main.js', import.meta.url);

/** One executor as its driver sees it: a process, a connection, and the tasks that run there. */
export class ExecutorProcess {
  readonly executorId: string;
  readonly startedMs = performance.now();
  /** When it last gave a sign of life. */
  lastSeenMs = performance.now();
  readonly #bootstrap: ExecutorBootstrap;
  readonly #events: ExecutorProcessEvents;
  readonly #child: ChildProcess;
  readonly #tasks = new Map<number, RemoteTask>();
  #socket: Socket | undefined;
  #connection: FrameConnection | undefined;
  #loss: ExecutorLoss | undefined;
  #isShuttingDown = false;
  readonly #exited: Promise<void>;

  constructor(bootstrap: ExecutorBootstrap, resources: ExecutorResources, events: ExecutorProcessEvents) {
    this.executorId = bootstrap.executorId;
    this.#bootstrap = bootstrap;
    this.#events = events;
    this.#child = start(bootstrap, resources);
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#ended(code, signal);
        resolve();
      });
      this.#child.once('error', (error) => {
        this.#loss ??= { reason: `It cannot be started: ${error.message}`, causedByApp: true };
        if (this.#child.pid === undefined) {
          this.#ended(null, null);
          resolve();
        }
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isRegistered(): boolean {
    return this.#connection !== undefined;
  }

  get tasks(): ReadonlyMap<number, { readonly task: TaskDescription }> {
    return this.#tasks;
  }

  get logFolder(): string {
    return this.#bootstrap.logFolder;
  }

  /** The process has shown who it is. */
  registered(socket: Socket, connection: FrameConnection): void {
    this.#socket = socket;
    this.#connection = connection;
    connection.maxPayloadBytes = this.#bootstrap.maxMessageBytes;
    this.lastSeenMs = performance.now();
    this.#keepAlive();
    let problem = 'It closed its connection.';
    socket.on('error', (error) => (problem = `Its connection failed: ${error.message}`));
    // A process that ends closes its connection first; one that only closes it cannot be used any more.
    socket.once('close', () => {
      if (!this.#isShuttingDown) setTimeout(() => this.kill(problem, true), CLOSED_KILL_AFTER_MS).unref();
    });
  }

  received({ kind, taskId, payload }: Frame): void {
    this.lastSeenMs = performance.now();
    switch (kind) {
      case 'batch':
        this.#tasks.get(taskId)?.received(payload);
        break;
      case 'end': {
        const task = this.#tasks.get(taskId);
        if (!task) break;
        this.#tasks.delete(taskId);
        const end = decodeEnd(payload);
        if (end.kind === 'success') this.#events.onTaskSuccess(this);
        task.ended(end);
        this.#keepAlive();
        break;
      }
      case 'heartbeat':
        this.#events.onHeartbeat(this, decodeRecord<Heartbeat>(payload));
        break;
      default:
        throw new TypeError(`A driver is not sent ${kind}.`);
    }
  }

  launch(description: TaskDescription): RunningTask {
    const payload = encodeTask(description);
    const { maxMessageBytes } = this.#bootstrap;
    if (payload.length > maxMessageBytes) {
      const message = `Serialized task ${description.taskId}:${description.partition} was ${payload.length} bytes, which exceeds max allowed: spark.rpc.message.maxSize (${maxMessageBytes} bytes). Consider increasing spark.rpc.message.maxSize, or write the data of the program to a file and read it.`;
      throw sparkError('KINDLING_JOB_ABORTED', { message });
    }
    const task = new RemoteTask(description, (kind, bytes) => this.#connection?.send(kind, description.taskId, bytes));
    this.#tasks.set(description.taskId, task);
    this.#connection?.send('launch', description.taskId, payload);
    this.#keepAlive();
    return task;
  }

  /** Ends it at once; what it was for becomes the reason of its loss. */
  kill(reason: string, causedByApp: boolean): void {
    this.#loss ??= { reason, causedByApp };
    this.#child.kill('SIGKILL');
  }

  /** Lets it end its tasks and go; ends it if it does not. */
  async shutDown(): Promise<void> {
    this.#isShuttingDown = true;
    if (this.#connection) this.#connection.send('shutdown');
    else this.#child.kill('SIGKILL');
    this.#socket?.ref();
    this.#child.ref();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    await this.#exited;
    clearTimeout(timer);
    this.#socket?.destroy();
  }

  get runsTasks(): boolean {
    return this.#tasks.size > 0;
  }

  /** Its tasks end as lost. */
  giveUpTasks(loss: ExecutorLoss): void {
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const task of tasks) task.ended({ kind: 'executorLost', executorId: this.executorId, ...loss });
  }

  /** A program may end while executors idle, not while they work for it. */
  #keepAlive(): void {
    if (this.#tasks.size > 0) this.#socket?.ref();
    else this.#socket?.unref();
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    const loss = this.#loss ?? this.#lossOf(code, signal);
    // What it sent before it ended is still read.
    const finish = () => {
      rmSync(join(this.#bootstrap.folder, 'spill'), { recursive: true, force: true });
      this.#events.onLost(this, loss);
    };
    if (this.#socket && !this.#socket.closed) this.#socket.once('close', finish).resume();
    else finish();
  }

  #lossOf(code: number | null, signal: NodeJS.Signals | null): ExecutorLoss {
    const mark = join(this.#bootstrap.folder, OUT_OF_MEMORY_MARK);
    if (code === OUT_OF_MEMORY_EXIT_CODE || existsSync(mark)) {
      rmSync(mark, { force: true });
      return outOfMemory(`Command exited with code ${OUT_OF_MEMORY_EXIT_CODE}`);
    }
    const last = lastLines(join(this.#bootstrap.logFolder, 'stderr'));
    if (signal === 'SIGABRT' || code === 134) {
      if (/heap out of memory|heap limit|Allocation failed/.test(last)) return outOfMemory('JavaScript heap out of memory');
    }
    if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP') {
      return { reason: `Command was ended by ${signal}`, causedByApp: false };
    }
    const how = signal === null ? `Command exited with code ${code}` : `Command was ended by ${signal}`;
    return { reason: last === '' ? how : `${how}. The end of its log: ${last}`, causedByApp: true };
  }
}

function outOfMemory(how: string): ExecutorLoss {
  return { reason: `The executor ran out of memory (${how}): raise spark.executor.memory, or use more partitions.`, causedByApp: true };
}

function lastLines(path: string): string {
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').slice(-1500).trim();
}

/** Options of the runtime that are this process's alone; with a value of their own behind them where they have no equals sign. */
const ownOptions =
  /^(--inspect|--max-old-space-size|--max_old_space_size|--cpu-prof|--heap-prof|-e$|-p$|-pe$|--eval|--print|--title|--input-type)/;

function inheritedOptions(): string[] {
  const kept: string[] = [];
  let isOwn = false;
  for (const option of process.execArgv) {
    if (option.startsWith('-')) isOwn = ownOptions.test(option);
    if (!isOwn) kept.push(option);
  }
  return kept;
}

function start(bootstrap: ExecutorBootstrap, { heapBytes }: ExecutorResources): ChildProcess {
  const { folder, logFolder } = bootstrap;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(logFolder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'executor.json');
  writeFileSync(file, JSON.stringify(bootstrap), { mode: 0o600 });
  const isSource = MAIN.pathname.endsWith('.ts');
  const inherited = inheritedOptions();
  const loader = isSource && !inherited.includes('--conditions=source') ? ['--import', 'tsx', '--conditions=source'] : [];
  const [out, err] = ['stdout', 'stderr'].map((name) => openSync(join(logFolder, name), 'a', 0o600)) as [number, number];
  try {
    const child = fork(fileURLToPath(MAIN), [], {
      execArgv: [...inherited, ...loader, `--max-old-space-size=${Math.ceil(heapBytes / 1024 / 1024)}`],
      stdio: ['ignore', out, err, 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '16', [BOOTSTRAP_VARIABLE]: file },
    });
    child.unref();
    child.channel?.unref();
    return child;
  } finally {
    closeSync(out);
    closeSync(err);
  }
}
