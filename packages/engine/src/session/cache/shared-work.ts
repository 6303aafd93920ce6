interface Waiter<T> {
  readonly resolve: (result: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Work that is done once for all who wait for it, and given up when nobody waits any more. */
export class SharedWork<T> {
  readonly #waiters = new Set<Waiter<T>>();
  readonly #ending = new AbortController();

  /** `finished` is told how many get the result, before they do. */
  constructor(work: (signal: AbortSignal) => Promise<T>, finished: (result: T, waiters: number) => void) {
    void this.#run(work, finished);
  }

  get isGivenUp(): boolean {
    return this.#ending.signal.aborted;
  }

  wait(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    return new Promise<T>((resolve, reject) => {
      const stopListening = () => signal.removeEventListener('abort', leave);
      const waiter: Waiter<T> = {
        resolve: (result) => {
          stopListening();
          resolve(result);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      };
      const leave = () => {
        this.#waiters.delete(waiter);
        waiter.reject(signal.reason);
        if (this.#waiters.size === 0) this.#ending.abort(signal.reason);
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  async #run(work: (signal: AbortSignal) => Promise<T>, finished: (result: T, waiters: number) => void): Promise<void> {
    try {
      const result = await work(this.#ending.signal);
      const waiters = [...this.#waiters];
      finished(result, waiters.length);
      for (const waiter of waiters) waiter.resolve(result);
    } catch (error) {
      for (const waiter of this.#waiters) waiter.reject(error);
    }
    this.#waiters.clear();
  }
}
