import { arch, release, type as systemName, userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { SessionConfig } from '../../config/index.ts';
import {
  EventBus,
  type EventListener,
  EventLogWriter,
  eventQueueCapacity,
  readEventLogOptions,
  type SparkEvent,
} from '../../events/index.ts';

export interface ApplicationDescription {
  readonly appId: string;
  readonly config: SessionConfig;
  readonly master: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Whether tasks run in the driver, which is then an executor, too. */
  readonly isLocal: boolean;
}

/** The Spark whose events these are. */
const SPARK_VERSION = '4.2.0';
/** Where all executors run. */
const HOST = 'localhost';
/** Blocks go over no port; Spark's readers take any number but zero. */
const NO_PORT = 1;

/** Tells listeners, and the event log where there is one, of all that the application does. */
export class ApplicationEvents {
  readonly #bus: EventBus;
  readonly #log: EventLogWriter | undefined;
  readonly #startMs = Date.now();
  #observers = 0;
  #hasStopped = false;

  /** Fails where an event log is asked for and cannot be kept. */
  constructor(appId: string, config: SessionConfig) {
    this.#bus = new EventBus({ capacityOf: (name) => eventQueueCapacity(config, name), log: warn });
    const options = readEventLogOptions(config);
    if (!options) return;
    const own = new Set(config.getAll().map(([key]) => key));
    this.#log = EventLogWriter.open(options, { appId, sparkVersion: SPARK_VERSION, isSetting: (key) => own.has(key), log: warn });
    this.observe('eventLog', this.#log.listener);
    // A program that ends without having closed its session still leaves a log that says how far it came.
    process.once('exit', this.#leave);
  }

  /** Whether somebody wants to know of plans and what became of their operators, which costs a little to find out. */
  get isObserved(): boolean {
    return this.#observers > 0;
  }

  /** Brings a listener all events from now on; what it answers ends that. */
  observe(name: string, listener: EventListener): () => void {
    this.#observers += 1;
    const remove = this.#bus.addListener(name, listener);
    return () => {
      this.#observers -= 1;
      remove();
    };
  }

  /** Like `observe` for who follows only jobs, stages and tasks. */
  follow(name: string, listener: EventListener): () => void {
    return this.#bus.addListener(name, listener);
  }

  post(event: SparkEvent): void {
    this.#bus.post(event);
  }

  /** The application's first events: its parts, and what it was started with. */
  start({ appId, config, master, cores, memoryBytes, isLocal }: ApplicationDescription): void {
    const timeMs = Date.now();
    this.post({
      kind: 'resourceProfileAdded',
      resourceProfileId: 0,
      executorResources: [
        { resourceName: 'cores', amount: cores, discoveryScript: '', vendor: '' },
        { resourceName: 'memory', amount: Math.floor(memoryBytes / 1024 / 1024), discoveryScript: '', vendor: '' },
      ],
      taskResources: [{ resourceName: 'cpus', amount: Number(config.getOption('spark.task.cpus') ?? 1) }],
    });
    if (isLocal) {
      const executorInfo = { host: HOST, totalCores: cores, logUrls: {}, attributes: {}, resourceProfileId: 0 };
      this.post({ kind: 'executorAdded', timeMs, executorId: 'driver', executorInfo });
    }
    this.blockManagerAdded('driver', isLocal ? memoryBytes : 0);
    this.post({
      kind: 'environmentUpdate',
      jvmInformation: {
        'Java Version': `${process.version.slice(1)} (Node.js)`,
        'Java Home': dirname(process.execPath),
        'Scala Version': `Kindling ${config.get('spark.kindling.version')}`,
      },
      sparkProperties: {
        ...Object.fromEntries(config.getAll()),
        'spark.app.id': appId,
        'spark.app.name': nameOf(config),
        'spark.app.startTime': String(this.#startMs),
        'spark.driver.host': HOST,
        'spark.master': master,
      },
      hadoopProperties: {},
      systemProperties: {
        'os.name': systemName(),
        'os.version': release(),
        'os.arch': arch(),
        'user.name': userName(),
        'user.dir': process.cwd(),
        'process.pid': String(process.pid),
      },
      metricsProperties: {},
      classpathEntries: {},
    });
    this.post({ kind: 'applicationStart', appName: nameOf(config), appId, timeMs: this.#startMs, sparkUser: userName() });
  }

  blockManagerAdded(executorId: string, maxMemoryBytes: number): void {
    const blockManagerId = { executorId, host: HOST, port: NO_PORT };
    this.post({
      kind: 'blockManagerAdded',
      timeMs: Date.now(),
      blockManagerId,
      maxMemoryBytes,
      maxOnHeapMemoryBytes: 0,
      maxOffHeapMemoryBytes: maxMemoryBytes,
    });
  }

  /** Delivers what waits, and completes the log. */
  async stop(): Promise<void> {
    if (this.#hasStopped) return;
    this.#hasStopped = true;
    process.off('exit', this.#leave);
    this.post({ kind: 'applicationEnd', timeMs: Date.now() });
    await this.#bus.stop();
    this.#log?.stop();
  }

  readonly #leave = (): void => {
    if (this.#hasStopped) return;
    this.post({ kind: 'applicationEnd', timeMs: Date.now(), exitCode: Number(process.exitCode ?? 0) });
    this.#bus.deliverNow();
    this.#log?.stop();
  };
}

const nameOf = (config: SessionConfig): string => config.getOption('spark.app.name') ?? 'Kindling';

/** Systems need not know who a process belongs to. */
function userName(): string {
  const named = process.env.SPARK_USER ?? process.env.USER ?? process.env.USERNAME;
  if (named) return named;
  try {
    return userInfo().username;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 'unknown';
    throw error;
  }
}

function warn(level: 'info' | 'warn' | 'error', message: string): void {
  if (level !== 'info') process.emitWarning(message, 'SparkEventWarning');
}
