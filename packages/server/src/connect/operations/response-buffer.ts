import { sparkError } from '@kindling/protocol';
import type { ExecutePlanResponse } from '@kindling/protocol/messages';

export interface ResponseBufferOptions {
  /** Bytes of responses that may be made before anybody reads them. */
  readonly aheadBytes: number;
  /** Bytes of sent responses that are kept for a reader whose connection broke. */
  readonly retryBytes: number;
  /** Whether readers come back: else a response is forgotten once it is read. */
  readonly reattachable: boolean;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Read on after this response; from the first one on when absent. */
  readonly after?: string;
  /** The stream ends here, and the reader comes back for the rest. */
  readonly maxBytes?: number;
  readonly maxDurationMs?: number;
}

interface Entry {
  readonly response: ExecutePlanResponse;
  readonly sizeBytes: number;
}

const INDEX_DIGITS = 12;

/**
 * The responses of one operation between who makes them and who reads them. Both sides wait for each other, so that
 * memory stays bounded however slow the reader is. Sent responses are kept until the reader releases them, or until they
 * take more than the retry buffer; a reader that releases is never sent more than the buffer can repeat.
 */
export class ResponseBuffer {
  readonly #options: ResponseBufferOptions;
  /** The ids are UUIDs whose last group is the index. */
  readonly #idPrefix = crypto.randomUUID().slice(0, -INDEX_DIGITS);
  readonly #entries: Entry[] = [];
  /** Index of the first entry. */
  #first = 0;
  /** Index after the last response that was sent. */
  #sentEnd = 0;
  #sentBytes = 0;
  #unsentBytes = 0;
  #readerReleases = false;
  #ended = false;
  #isReleased = false;
  #error: Error | undefined;
  #reader = 0;
  #wakers: (() => void)[] = [];

  constructor(options: ResponseBufferOptions) {
    this.#options = options;
  }

  /** Whether the reader has taken all that there is. */
  get isDrained(): boolean {
    return this.#unsentBytes === 0;
  }

  /** Whether the last response and the end, or the error, have been read. */
  get isReadToEnd(): boolean {
    return this.#ended && this.#sentEnd === this.#first + this.#entries.length;
  }

  /** Adds a response, at once when there is room. */
  async push(response: ExecutePlanResponse, sizeBytes: number): Promise<void> {
    while (this.#unsentBytes >= this.#options.aheadBytes && !this.#ended) await this.#change();
    this.pushNow(response, sizeBytes);
  }

  /** Adds a response without waiting for room. */
  pushNow(response: ExecutePlanResponse, sizeBytes: number): void {
    if (this.#ended) return;
    response.responseId = this.#idOf(this.#first + this.#entries.length);
    this.#entries.push({ response, sizeBytes });
    this.#unsentBytes += sizeBytes;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** What was not read yet is dropped: the reader gets the error next. */
  fail(error: Error, options: { readonly afterWhatIsThere: boolean } = { afterWhatIsThere: true }): void {
    if (this.#ended) return;
    this.#error = error;
    this.#ended = true;
    if (!options.afterWhatIsThere) {
      this.#entries.length = this.#sentEnd - this.#first;
      this.#unsentBytes = 0;
    }
    this.#wake();
  }

  /** The responses after a given one. A second reader sends the first away. */
  async *read(options: ReadOptions): AsyncGenerator<ExecutePlanResponse, void> {
    this.#reader += 1;
    const reader = this.#reader;
    let next = options.after === undefined ? this.#startIndex() : this.#indexAfter(options.after);
    if (options.after !== undefined) this.#drop(next);
    this.#wake();
    let sentBytes = 0;
    const deadlineMs = options.maxDurationMs === undefined ? undefined : Date.now() + options.maxDurationMs;
    for (;;) {
      if (this.#reader !== reader) throw sparkError('INVALID_CURSOR.DISCONNECTED');
      options.signal.throwIfAborted();
      const entry = this.#entries[next - this.#first];
      if (entry !== undefined && (next < this.#sentEnd || !this.#mustWaitForRelease())) {
        next += 1;
        this.#markSent(next);
        sentBytes += entry.sizeBytes;
        yield entry.response;
        if (options.maxBytes !== undefined && sentBytes >= options.maxBytes) return;
        continue;
      }
      if (entry === undefined && this.#ended) {
        if (this.#error !== undefined) throw this.#error;
        if (this.#isReleased) throw sparkError('OPERATION_CANCELED');
        return;
      }
      const waitMs = deadlineMs === undefined ? undefined : deadlineMs - Date.now();
      if (waitMs !== undefined && waitMs <= 0) return;
      await this.#change(options.signal, waitMs);
    }
  }

  /** The reader has everything up to this response. */
  releaseUntil(responseId: string): void {
    this.#readerReleases = true;
    this.#drop(this.#indexAfter(responseId));
    this.#wake();
  }

  releaseAll(): void {
    this.#ended = true;
    this.#isReleased = true;
    this.#drop(this.#first + this.#entries.length);
    this.#wake();
  }

  #idOf(index: number): string {
    return this.#idPrefix + index.toString(16).padStart(INDEX_DIGITS, '0');
  }

  #indexAfter(responseId: string): number {
    const index = Number.parseInt(responseId.slice(-INDEX_DIGITS), 16);
    if (!responseId.startsWith(this.#idPrefix) || !(index < this.#first + this.#entries.length)) {
      throw sparkError('INVALID_CURSOR.POSITION_NOT_FOUND', { responseId });
    }
    if (index + 1 < this.#first) throw sparkError('INVALID_CURSOR.POSITION_NOT_AVAILABLE', { responseId, index: String(index + 1) });
    return index + 1;
  }

  #startIndex(): number {
    if (this.#first > 0) throw sparkError('INVALID_CURSOR.POSITION_NOT_AVAILABLE', { responseId: this.#idOf(0), index: '1' });
    return 0;
  }

  /** A reader that releases what it has read is not sent more than can be repeated. */
  #mustWaitForRelease(): boolean {
    return this.#readerReleases && this.#sentBytes >= this.#options.retryBytes;
  }

  #markSent(end: number): void {
    for (; this.#sentEnd < end; this.#sentEnd += 1) {
      const { sizeBytes } = this.#entries[this.#sentEnd - this.#first] as Entry;
      this.#unsentBytes -= sizeBytes;
      this.#sentBytes += sizeBytes;
    }
    if (!this.#options.reattachable) this.#drop(this.#sentEnd);
    else if (!this.#readerReleases) {
      while (this.#sentBytes > this.#options.retryBytes && this.#first < this.#sentEnd - 1) this.#drop(this.#first + 1);
    }
    this.#wake();
  }

  #drop(end: number): void {
    while (this.#first < end) {
      const entry = this.#entries.shift();
      if (entry === undefined) return;
      if (this.#first < this.#sentEnd) this.#sentBytes -= entry.sizeBytes;
      else {
        this.#unsentBytes -= entry.sizeBytes;
        this.#sentEnd += 1;
      }
      this.#first += 1;
    }
  }

  #wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }

  /** Something changed, or the time is up. */
  #change(signal?: AbortSignal, timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
      signal?.addEventListener('abort', done, { once: true });
      this.#wakers.push(done);
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}
