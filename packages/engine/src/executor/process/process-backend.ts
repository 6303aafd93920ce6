import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { sparkError } from '@kindling/protocol';
import type { SessionConfig } from '../../config/index.ts';
import type { SparkEvent } from '../../events/index.ts';
import type { TaskDescription } from '../../physical/index.ts';
import { Deferred, type ExecutorBackend, type ExecutorChange, type ExecutorInfo, type RunningTask } from '../../scheduler/index.ts';
import type { ApplicationFolder } from './application-folder.ts';
import { type ExecutorLoss, ExecutorProcess } from './executor-process.ts';
import { type ExecutorResources, executorResources } from './executor-resources.ts';
import { type Frame, FrameConnection } from './frame-connection.ts';
import { type Heartbeat, isProof, MAX_GREETING_BYTES, proofOf, type Registration } from './messages.ts';

export interface ProcessBackendOptions {
  readonly config: SessionConfig;
  /** Holds what the executors need while the application lives; whoever opened it removes it afterwards. */
  readonly folder: ApplicationFolder;
  readonly applicationId: string;
  readonly bus: { post(event: SparkEvent): void };
}

/** All executors are on this machine. */
const HOST = 'localhost';
const GREETING_TIMEOUT_MS = 10_000;
/** Least time that a process has to start and register. */
const START_TIMEOUT_MS = 60_000;
/** Longest path of a socket that every system allows. */
const MAX_SOCKET_PATH = 100;

/** Runs tasks in processes of their own on this machine: the executors of `local-cluster`. */
export class ProcessBackend implements ExecutorBackend {
  readonly #options: ProcessBackendOptions;
  readonly #resources: ExecutorResources;
  readonly #heartbeatIntervalMs: number;
  readonly #networkTimeoutMs: number;
  readonly #maxFailures: number;
  readonly #secret = randomBytes(32).toString('hex');
  readonly #socketPath: string;
  readonly #server: Server;
  readonly #processes = new Map<string, ExecutorProcess>();
  readonly #listeners: ((change: ExecutorChange) => void)[] = [];
  readonly #monitor: NodeJS.Timeout;
  readonly #ready = new Deferred<void>();
  #readyTimer: NodeJS.Timeout | undefined;
  #isReadyAsked = false;
  #nextId = 0;
  /** Executors lost since one of those started after a loss ended a task well. */
  #failures = 0;
  readonly #countsAll: boolean;
  #lastLossMs = 0;
  #checkedMs = performance.now();
  #isClosing = false;

  /** Starts the executors; they may still be on their way when it is done. */
  constructor(options: ProcessBackendOptions) {
    const { config, folder } = options;
    this.#options = options;
    this.#resources = executorResources(config);
    this.#heartbeatIntervalMs = config.getMilliseconds('spark.executor.heartbeatInterval');
    this.#networkTimeoutMs = config.getMilliseconds('spark.network.timeout');
    if (this.#heartbeatIntervalMs >= this.#networkTimeoutMs) {
      const message = `The value of spark.network.timeout=${this.#networkTimeoutMs}ms must be greater than the value of spark.executor.heartbeatInterval=${this.#heartbeatIntervalMs}ms`;
      throw sparkError('KINDLING_INVALID_OPTION', { option: 'spark.executor.heartbeatInterval', message });
    }
    this.#countsAll = config.isSet('spark.executor.maxNumFailures');
    this.#maxFailures = this.#countsAll ? config.getInteger('spark.executor.maxNumFailures') : Math.max(3, 2 * this.#resources.instances);
    this.#socketPath = socketPathIn(folder.path);
    this.#server = createServer((socket) => this.#greet(socket));
    this.#monitor = setInterval(() => this.#watch(), Math.min(1000, this.#networkTimeoutMs / 4));
    this.#monitor.unref();
    mkdirSync(join(folder.path, 'executors'), { recursive: true, mode: 0o700 });
    this.#server.once('error', (error) => this.#tell({ kind: 'exhausted', reason: `The driver cannot listen: ${error.message}` }));
    this.#server.listen(this.#socketPath, () => {
      if (!this.#isClosing) for (let i = 0; i < this.#resources.instances; i++) this.#startExecutor();
    });
    this.#server.unref();
  }

  /** Cores of all executors together, once all are there. */
  get totalCores(): number {
    return this.#resources.instances * this.#resources.cores;
  }

  /** Memory of one task. */
  get taskMemoryBytes(): number {
    return Math.floor(this.#resources.kernelMemoryBytes / this.#resources.cores);
  }

  executors(): readonly ExecutorInfo[] {
    return [...this.#processes.values()].filter(({ isRegistered }) => isRegistered).map((one) => this.#infoOf(one.executorId));
  }

  /** Processes by executor, for those who want to look at them. */
  pids(): ReadonlyMap<string, number> {
    const pids = new Map<string, number>();
    for (const { executorId, pid, isRegistered } of this.#processes.values())
      if (pid !== undefined && isRegistered) pids.set(executorId, pid);
    return pids;
  }

  ready(): Promise<void> {
    if (!this.#isReadyAsked) {
      this.#isReadyAsked = true;
      const { config } = this.#options;
      // Keeps a program alive that waits for its first executors.
      this.#readyTimer = setTimeout(
        () => this.#ready.resolve(),
        config.getMilliseconds('spark.scheduler.maxRegisteredResourcesWaitingTime'),
      );
      this.#checkReady();
    }
    return this.#ready.promise;
  }

  launch(executorId: string, task: TaskDescription): RunningTask {
    const executor = this.#processes.get(executorId);
    if (!executor) throw new TypeError(`There is no executor ${executorId}.`);
    return executor.launch(task);
  }

  replace(executorId: string, reason: string): void {
    this.#processes.get(executorId)?.kill(reason, false);
  }

  onChange(listener: (change: ExecutorChange) => void): void {
    this.#listeners.push(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#monitor);
    clearTimeout(this.#readyTimer);
    this.#ready.resolve();
    await Promise.all([...this.#processes.values()].map((executor) => executor.shutDown()));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #infoOf(executorId: string): ExecutorInfo {
    const { cores, memoryBytes } = this.#resources;
    return { executorId, host: HOST, cores, memoryBytes };
  }

  #startExecutor(): void {
    const { config, folder, applicationId } = this.#options;
    const { cores, kernelMemoryBytes, maxResidentBytes } = this.#resources;
    const executorId = String(this.#nextId++);
    const own = join(folder.path, 'executors', executorId);
    const kept = config.getOption('spark.kindling.executor.workDirectory');
    const rolls = config.get('spark.executor.logs.rolling.strategy') === 'size';
    const executor = new ExecutorProcess(
      {
        executorId,
        driverPid: process.pid,
        socketPath: this.#socketPath,
        secret: this.#secret,
        cores,
        kernelMemoryBytes,
        maxResidentBytes,
        heartbeatIntervalMs: this.#heartbeatIntervalMs,
        maxMessageBytes: config.getInteger('spark.rpc.message.maxSize') * 1024 * 1024,
        folder: own,
        logFolder: kept === undefined ? own : join(kept, applicationId, executorId),
        rolling: rolls
          ? {
              maxSizeBytes: config.getBytes('spark.executor.logs.rolling.maxSize'),
              maxRetainedFiles: config.getInteger('spark.executor.logs.rolling.maxRetainedFiles'),
            }
          : undefined,
      },
      this.#resources,
      {
        onHeartbeat: (from, heartbeat) => this.#heard(from, heartbeat),
        onTaskSuccess: ({ startedMs }) => {
          if (startedMs >= this.#lastLossMs) this.#failures = 0;
        },
        onLost: (lost, loss) => this.#lost(lost, loss),
      },
    );
    this.#processes.set(executorId, executor);
  }

  /** Lets a process in that knows the secret; others learn nothing and cannot send much. */
  #greet(socket: Socket): void {
    const challenge = randomBytes(16).toString('hex');
    let executor: ExecutorProcess | undefined;
    const timer = setTimeout(() => socket.destroy(), GREETING_TIMEOUT_MS).unref();
    const onFrame = (frame: Frame) => {
      if (executor) executor.received(frame);
      else {
        executor = this.#register(frame, challenge, socket, connection);
        clearTimeout(timer);
        if (!executor) socket.destroy();
      }
    };
    const connection = new FrameConnection(socket, MAX_GREETING_BYTES, onFrame);
    // What becomes of an executor whose connection fails is decided when it is closed.
    socket.on('error', () => socket.destroy());
    connection.send('challenge', 0, Buffer.from(challenge));
  }

  #register(frame: Frame, challenge: string, socket: Socket, connection: FrameConnection): ExecutorProcess | undefined {
    if (frame.kind !== 'register') return undefined;
    let registration: Partial<Registration>;
    try {
      registration = JSON.parse(Buffer.from(frame.payload).toString()) as Partial<Registration>;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
    const { executorId = '', proof = '' } = registration;
    const executor = this.#processes.get(executorId);
    if (!executor || executor.isRegistered || this.#isClosing || !isProof(proof, proofOf(this.#secret, challenge, executorId)))
      return undefined;
    executor.registered(socket, connection);
    const { cores } = this.#resources;
    const logUrls = { stdout: join(executor.logFolder, 'stdout'), stderr: join(executor.logFolder, 'stderr') };
    this.#options.bus.post({
      kind: 'executorAdded',
      timeMs: Date.now(),
      executorId,
      executorInfo: { host: HOST, totalCores: cores, logUrls, attributes: {}, resourceProfileId: 0, registrationTimeMs: Date.now() },
    });
    this.#tell({ kind: 'added', executor: this.#infoOf(executorId) });
    this.#checkReady();
    return executor;
  }

  #checkReady(): void {
    const ratio = Number(this.#options.config.get('spark.scheduler.minRegisteredResourcesRatio'));
    const isEnough = this.executors().length >= Math.min(1, ratio) * this.#resources.instances;
    if (!isEnough || !this.#isReadyAsked) return;
    clearTimeout(this.#readyTimer);
    this.#ready.resolve();
  }

  #heard({ executorId, tasks }: ExecutorProcess, { taskIds, metrics }: Heartbeat): void {
    const running = taskIds.flatMap((taskId) => {
      const task = tasks.get(taskId)?.task;
      return task ? [task] : [];
    });
    const stages = new Map(
      running.map(({ stageId, stageAttempt }) => [`${stageId}.${stageAttempt}`, { stageId, stageAttemptId: stageAttempt }]),
    );
    this.#options.bus.post({
      kind: 'executorMetricsUpdate',
      executorId,
      taskUpdates: running.map(({ taskId, stageId, stageAttempt }) => ({
        taskId,
        stageId,
        stageAttemptId: stageAttempt,
        accumulatorUpdates: [],
      })),
      executorUpdates: [{ stageId: -1, stageAttemptId: -1 }, ...stages.values()].map((stage) => ({ ...stage, executorMetrics: metrics })),
    });
  }

  /** Looks for executors that have fallen silent, and for those that hold more memory than they may and are too stuck to notice. */
  #watch(): void {
    const nowMs = performance.now();
    // When this process itself stood still, what they sent meanwhile is still to be read.
    const pausedMs = nowMs - this.#checkedMs > this.#networkTimeoutMs / 2 ? nowMs - this.#checkedMs : 0;
    this.#checkedMs = nowMs;
    for (const executor of this.#processes.values()) {
      if (pausedMs > 0) executor.lastSeenMs = Math.max(executor.lastSeenMs, nowMs - this.#heartbeatIntervalMs);
      const silentMs = Math.round(nowMs - executor.lastSeenMs);
      const limitMs = executor.isRegistered ? this.#networkTimeoutMs : Math.max(this.#networkTimeoutMs, START_TIMEOUT_MS);
      if (silentMs > limitMs) {
        const what = executor.isRegistered ? 'Executor heartbeat timed out' : 'The executor did not register';
        executor.kill(`${what} after ${silentMs} ms`, true);
      } else if (residentBytesOf(executor.pid) > this.#resources.maxResidentBytes * 1.25) {
        executor.kill('The executor ran out of memory: raise spark.executor.memory, or use more partitions.', true);
      }
    }
  }

  #lost(executor: ExecutorProcess, loss: ExecutorLoss): void {
    const { executorId, isRegistered } = executor;
    this.#processes.delete(executorId);
    if (isRegistered) {
      if (!this.#isClosing) this.#options.bus.post({ kind: 'executorRemoved', timeMs: Date.now(), executorId, reason: loss.reason });
      this.#tell({ kind: 'removed', executorId, ...loss });
    }
    this.#lastLossMs = performance.now();
    // Tasks that take their executors along have failures of their own, and others' tasks go on.
    if (this.#countsAll || !loss.causedByApp || !executor.runsTasks) this.#failures += 1;
    if (!this.#isClosing) {
      if (this.#failures <= this.#maxFailures) this.#startExecutor();
      else if (this.#processes.size === 0) {
        const reason = `Max number of executor failures (${this.#maxFailures}) reached; the last one: ${loss.reason}`;
        this.#tell({ kind: 'exhausted', reason });
      }
    }
    executor.giveUpTasks(loss);
    this.#checkReady();
  }

  #tell(change: ExecutorChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** The folder's own path may be too long for a socket; Windows has pipes of another kind. */
function socketPathIn(folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\kindling-${process.pid}-${randomBytes(8).toString('hex')}`;
  const path = join(folder, 'driver.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  throw sparkError('KINDLING_INVALID_OPTION', {
    option: 'spark.local.dir',
    message: `the path of its socket, ${path}, is longer than the ${MAX_SOCKET_PATH} bytes that a socket's path may have`,
  });
}

/** 0 where the system does not tell. */
function residentBytesOf(pid: number | undefined): number {
  const path = `/proc/${pid}/statm`;
  if (pid === undefined || process.platform !== 'linux' || !existsSync(path)) return 0;
  return Number(readFileSync(path, 'utf8').split(' ')[1] ?? 0) * 4096;
}
