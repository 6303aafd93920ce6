import { memorySizeBytes, type RecordBatch } from '@kindling/protocol';
import type { ResultBuffer } from './result-buffer.ts';

/** Rows of one try of a task on their way to the reader. */
export class RowStream {
  readonly #queue: RecordBatch[] = [];
  readonly #buffer: ResultBuffer;
  readonly #isFront: () => boolean;
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  #bytes = 0;
  #hasEnded = false;
  #isClosed = false;
  #blockedSinceMs: number | undefined;

  constructor(
    batches: AsyncIterable<RecordBatch>,
    buffer: ResultBuffer,
    events: {
      /** Whether the reader is at this partition. */
      readonly isFront: () => boolean;
      readonly onChange: () => void;
      /** Its rows cannot be read. */
      readonly onError: (error: unknown) => void;
    },
  ) {
    this.#buffer = buffer;
    this.#isFront = events.isFront;
    this.#onChange = events.onChange;
    this.#onError = events.onError;
    void this.#pump(batches);
  }

  /** Since when nothing more is taken from the task, because its reader or the buffer does not take it. */
  get blockedSinceMs(): number | undefined {
    return this.#blockedSinceMs;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether all of the task's rows have been taken. */
  get isDrained(): boolean {
    return this.#hasEnded && this.#queue.length === 0;
  }

  shift(): RecordBatch | undefined {
    const batch = this.#queue.shift();
    if (batch === undefined) return undefined;
    const bytes = memorySizeBytes(batch);
    this.#bytes -= bytes;
    this.#buffer.release(bytes);
    return batch;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.length = 0;
    this.#buffer.release(this.#bytes);
    this.#bytes = 0;
    this.#onChange();
  }

  async #pump(batches: AsyncIterable<RecordBatch>): Promise<void> {
    const iterator = batches[Symbol.asyncIterator]();
    try {
      for (;;) {
        await this.#room();
        if (this.#isClosed) break;
        const next = await iterator.next();
        if (next.done || this.#isClosed) break;
        const bytes = memorySizeBytes(next.value);
        this.#queue.push(next.value);
        this.#bytes += bytes;
        this.#buffer.add(bytes);
        this.#onChange();
      }
      if (this.#isClosed) await iterator.return?.();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#hasEnded = true;
      this.#onChange();
    }
  }

  async #room(): Promise<void> {
    while (!this.#isClosed && this.#buffer.isFull && !(this.#isFront() && this.#queue.length === 0)) {
      this.#blockedSinceMs ??= performance.now();
      await this.#buffer.change();
    }
    this.#blockedSinceMs = undefined;
  }
}
