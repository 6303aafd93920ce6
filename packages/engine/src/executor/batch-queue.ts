import { memorySizeBytes, type RecordBatch } from '@kindling/protocol';

/**
 * Hands batches from one who makes them to one who reads them: `push` waits while more than the limit lie unread, so whoever reads sets
 * the pace.
 */
export class BatchQueue implements AsyncIterable<RecordBatch> {
  readonly #limitBytes: number;
  readonly #batches: RecordBatch[] = [];
  #bytes = 0;
  #ended = false;
  #abandoned = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Answers whether somebody still wants more. */
  async push(batch: RecordBatch): Promise<boolean> {
    this.#batches.push(batch);
    this.#bytes += memorySizeBytes(batch);
    this.#wakeReader?.();
    while (this.#bytes > this.#limitBytes && !this.#abandoned) await new Promise<void>((resolve) => (this.#wakeWriter = resolve));
    return !this.#abandoned;
  }

  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  /** The reader gives up: whoever makes batches stops. */
  abandon(): void {
    this.#abandoned = true;
    this.#batches.length = 0;
    this.#bytes = 0;
    this.end();
    this.#wakeWriter?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecordBatch, void> {
    try {
      for (;;) {
        const batch = this.#batches.shift();
        if (batch) {
          this.#bytes -= memorySizeBytes(batch);
          this.#wakeWriter?.();
          yield batch;
        } else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      }
    } finally {
      if (!this.#ended) this.abandon();
    }
  }
}
