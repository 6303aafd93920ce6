import { sparkError, toSparkError } from '@kindling/protocol';
import type { ExecutePlanRequest, ExecutePlanResponse, Plan } from '@kindling/protocol/messages';
import { type ReadOptions, ResponseBuffer, type ResponseBufferOptions } from './response-buffer.ts';

export type OperationState = 'running' | 'terminating' | 'succeeded' | 'failed' | 'canceled';

export interface OperationInit {
  readonly id: string;
  readonly request: ExecutePlanRequest;
  readonly plan: Plan;
  readonly buffer: ResponseBufferOptions;
}

/** One ExecutePlan from its request until its last response was read. */
export class Operation {
  readonly id: string;
  readonly plan: Plan;
  readonly tags: readonly string[];
  readonly reattachable: boolean;
  readonly buffer: ResponseBuffer;
  readonly #controller = new AbortController();
  #state: OperationState = 'running';
  #readers = 0;
  #detachedSinceMs = Date.now();
  #running: Promise<void> = Promise.resolve();

  constructor(init: OperationInit) {
    this.id = init.id;
    this.plan = init.plan;
    this.tags = init.request.tags;
    this.reattachable = init.buffer.reattachable;
    this.buffer = new ResponseBuffer(init.buffer);
  }

  get state(): OperationState {
    return this.#state;
  }

  get isActive(): boolean {
    return this.#state === 'running';
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** How long nobody has been reading. */
  get detachedMs(): number {
    return this.#readers > 0 ? 0 : Date.now() - this.#detachedSinceMs;
  }

  /** Runs the work beside the readers. */
  start(work: (operation: Operation) => Promise<ExecutePlanResponse | undefined>): void {
    this.#running = this.#run(work);
  }

  async #run(work: (operation: Operation) => Promise<ExecutePlanResponse | undefined>): Promise<void> {
    try {
      const last = await work(this);
      if (this.#state === 'running') this.#state = 'succeeded';
      if (last !== undefined) this.buffer.pushNow(last, 0);
      this.buffer.end();
    } catch (error) {
      if (this.#state === 'running') this.#state = 'failed';
      this.buffer.fail(toSparkError(error));
    } finally {
      if (this.#state === 'terminating') this.#state = 'canceled';
    }
  }

  async *read(options: ReadOptions): AsyncGenerator<ExecutePlanResponse, void> {
    this.#readers += 1;
    try {
      yield* this.buffer.read(options);
    } finally {
      this.#readers -= 1;
      this.#detachedSinceMs = Date.now();
    }
  }

  /** Stops the work; its reader learns it at once. False when it had ended already. */
  interrupt(): boolean {
    if (this.#state !== 'running') return false;
    const error = sparkError('OPERATION_CANCELED');
    this.#state = 'terminating';
    this.buffer.fail(error, { afterWhatIsThere: false });
    this.#controller.abort(error);
    return true;
  }

  /** Nobody will read it any more. */
  release(): void {
    this.interrupt();
    this.buffer.releaseAll();
  }

  /** Resolves when nothing of it runs any more. */
  async whenEnded(): Promise<void> {
    await this.#running;
  }
}
