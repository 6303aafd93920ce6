import type { SparkEvent } from './spark-event.ts';

/** Is told every event, in order. One that takes long holds up only itself. */
export type EventListener = (event: SparkEvent) => void | Promise<void>;

/** Takes the lines that the bus and its listeners have to say. */
export type EventLog = (level: 'info' | 'warn' | 'error', message: string) => void;

export interface EventBusOptions {
  /** Most events that may wait for the listener of that name: `spark.scheduler.listenerbus.eventqueue.<name>.capacity`, else `….capacity`. */
  readonly capacityOf?: (queueName: string) => number;
  readonly log: EventLog;
}

export interface EventQueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly posted: number;
  readonly dropped: number;
}

const defaultCapacity = 10_000;
/** How long a queue delivers before other work of the process has its turn. */
const turnMs = 5;
const leastMsBetweenDropReports = 60_000;

/**
 * Brings events to listeners. Posting only queues; each listener has a queue of its own, in order, which drops what does not fit.
 *
 * ```ts
 * const bus = new EventBus({ log: (level, message) => console.error(level, message) });
 * bus.addListener('appStatus', (event) => console.log(event.kind));
 * bus.post({ kind: 'applicationEnd', timeMs: Date.now() });
 * await bus.stop();
 * ```
 */
export class EventBus {
  readonly #options: EventBusOptions;
  #queues: readonly EventQueue[] = [];
  #stopping: Promise<void> | undefined;

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  /** From now on; `name` is that of its queue. Answers how to remove it, which forgets what still waits. */
  addListener(name: string, listener: EventListener): () => void {
    const queue = new EventQueue(name, listener, this.#options.capacityOf?.(name) ?? defaultCapacity, this.#options.log);
    this.#queues = [...this.#queues, queue];
    return () => {
      this.#queues = this.#queues.filter((other) => other !== queue);
      queue.clear();
    };
  }

  /** Queues the event for all listeners. After `stop` it is forgotten. */
  post(event: SparkEvent): void {
    if (this.#stopping !== undefined) return;
    for (const queue of this.#queues) queue.post(event);
  }

  /** Resolves once all that has been posted is delivered. */
  async waitUntilEmpty(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.waitUntilEmpty()));
  }

  /** Delivers what waits, and takes no more. */
  stop(): Promise<void> {
    this.#stopping ??= this.waitUntilEmpty().then(() => {
      for (const queue of this.#queues) queue.reportDropped();
    });
    return this.#stopping;
  }

  /** Delivers what waits before it returns, for a process that ends now: listeners that take their time are not waited for. */
  deliverNow(): void {
    for (const queue of this.#queues) queue.deliverNow();
  }

  status(): readonly EventQueueStatus[] {
    return this.#queues.map((queue) => queue.status());
  }
}

class EventQueue {
  readonly #name: string;
  readonly #listener: EventListener;
  readonly #capacity: number;
  readonly #log: EventLog;
  #waiting: SparkEvent[] = [];
  /** Events before this place are delivered: shifting each off the array would move all others. */
  #next = 0;
  #isDelivering = false;
  #posted = 0;
  #dropped = 0;
  #droppedUnreported = 0;
  #lastReportMs: number | undefined;
  #whenEmpty: (() => void)[] = [];

  constructor(name: string, listener: EventListener, capacity: number, log: EventLog) {
    this.#name = name;
    this.#listener = listener;
    this.#capacity = capacity;
    this.#log = log;
  }

  post(event: SparkEvent): void {
    if (this.#count() >= this.#capacity) {
      this.#drop();
      return;
    }
    this.#posted++;
    this.#waiting.push(event);
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#deliverLater();
  }

  clear(): void {
    this.#waiting = [];
    this.#next = 0;
  }

  waitUntilEmpty(): Promise<void> {
    if (!this.#isDelivering) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
    });
  }

  status(): EventQueueStatus {
    return { name: this.#name, waiting: this.#count(), posted: this.#posted, dropped: this.#dropped };
  }

  deliverNow(): void {
    while (this.#count() > 0) void this.#deliverOne();
  }

  async #deliverOne(): Promise<void> {
    const event = this.#waiting[this.#next++] as SparkEvent;
    try {
      const done = this.#listener(event);
      if (done !== undefined) await done;
    } catch (error) {
      this.#log('error', `Listener ${this.#name} threw an exception on ${event.kind}: ${describe(error)}`);
    }
  }

  reportDropped(): void {
    if (this.#droppedUnreported === 0) return;
    const since = this.#lastReportMs === undefined ? 'the application started' : new Date(this.#lastReportMs).toISOString();
    this.#log('warn', `Dropped ${this.#droppedUnreported} events from ${this.#name} since ${since}.`);
    this.#droppedUnreported = 0;
    this.#lastReportMs = Date.now();
  }

  #count(): number {
    return this.#waiting.length - this.#next;
  }

  #deliverLater(): void {
    setTimeout(() => {
      this.#deliver().catch((error: unknown) => this.#log('error', `The queue ${this.#name} failed: ${describe(error)}`));
    }, 0);
  }

  async #deliver(): Promise<void> {
    const endMs = performance.now() + turnMs;
    while (this.#count() > 0) {
      await this.#deliverOne();
      if (performance.now() >= endMs) {
        this.#forgetDelivered();
        this.#deliverLater();
        return;
      }
    }
    this.clear();
    this.#isDelivering = false;
    const resolvers = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const resolve of resolvers) resolve();
  }

  #forgetDelivered(): void {
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }

  #drop(): void {
    if (this.#dropped === 0) {
      this.#log(
        'error',
        `Dropping event from queue ${this.#name}. This likely means one of the listeners is too slow and cannot keep up with the rate at which ` +
          'tasks are being started by the scheduler.',
      );
    }
    this.#dropped++;
    this.#droppedUnreported++;
    const isDue = this.#lastReportMs === undefined || Date.now() - this.#lastReportMs >= leastMsBetweenDropReports;
    if (isDue) this.reportDropped();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
