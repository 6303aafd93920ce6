/**
 * How many calls may be inside DuckDB at once, in this process.
 *
 * Calls that may run a query occupy a thread of libuv's pool as long as they last, and the pool also serves files, DNS and
 * compression. The pool's size is read once from UV_THREADPOOL_SIZE when the process starts; without it there are 4 threads.
 * Measured with 4 threads and 8 long queries: a trivial ninth query waited over 20 s, an interrupt 41 s. So a quarter of the pool
 * stays free, and what is too much waits here, where it can be cancelled at once.
 *
 * A slot is held for one call (start of a query, fetch of a chunk), not for the life of a result: a reader who pauses, or
 * who starts a query while reading another, holds none, and cannot block the others for ever.
 */
export class QuerySlots {
  readonly size: number;
  #free: number;
  readonly #waiting: Waiter[] = [];

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`A gate needs at least one slot, not ${size}`);
    this.size = size;
    this.#free = size;
  }

  /** How many calls wait for a slot. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs `call` when a slot is free; rejects with the signal's reason if that fires first. */
  async run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#enqueue(signal);
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next.admit();
    }
  }

  #enqueue(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        admit() {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#waiting.push(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

interface Waiter {
  admit(): void;
}

/** Three quarters of the pool: 3 of the default 4 threads, 12 of 16. */
export function slotsForPool(threadPoolSize: string | undefined): number {
  const threads = Number.parseInt(threadPoolSize ?? '', 10);
  return Math.max(1, Math.floor((Number.isNaN(threads) || threads < 1 ? 4 : Math.min(threads, 1024)) * 0.75));
}

/** The gate of this process; libuv's pool is one per process, so there is only one. */
export const querySlots = new QuerySlots(slotsForPool(process.env.UV_THREADPOOL_SIZE));
