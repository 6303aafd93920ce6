import { type RecordBatch, sparkError } from '@kindling/protocol';
import { HandedOutRows, type Replay } from './handed-out-rows.ts';
import type { ResultBuffer } from './result-buffer.ts';
import { RowStream } from './row-stream.ts';

interface Partition {
  readonly streams: RowStream[];
  /** Of the try that ended well first. */
  winner?: RowStream;
  /** Its task has ended well and gives no rows. */
  isEmpty?: boolean;
}

export interface OrderedRowsEvents {
  /** The reader has got first rows of this try: it is now the one that counts. */
  onLeader(index: number, stream: RowStream): void;
  /** The reader goes on to this partition. */
  onFront(index: number): void;
  /** The reader wants no more, or the rows cannot be given to it: `error` says why. */
  onReaderGone(error?: unknown): void;
}

/** Rows of all partitions of a task set, one partition after the other, while later ones run ahead. */
export class OrderedRows {
  readonly #partitions: readonly number[];
  readonly #states: Partition[];
  readonly #buffer: ResultBuffer;
  readonly #events: OrderedRowsEvents;
  #front = 0;
  #leader: RowStream | undefined;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(partitions: readonly number[], buffer: ResultBuffer, events: OrderedRowsEvents) {
    this.#partitions = partitions;
    this.#states = partitions.map(() => ({ streams: [] }));
    this.#buffer = buffer;
    this.#events = events;
  }

  /** Index of the partition that is being read. */
  get front(): number {
    return this.#front;
  }

  /** Whether the reader has rows of the partition, so that only one try counts. */
  isHandedOut(index: number): boolean {
    return index < this.#front || (index === this.#front && this.#leader !== undefined);
  }

  /** Whether a task of this index may start: those that run ahead need room for their rows. */
  mayStart(index: number): boolean {
    return index <= this.#front || !this.#buffer.isFull;
  }

  attach(index: number, batches: AsyncIterable<RecordBatch>): RowStream {
    const stream = new RowStream(batches, this.#buffer, {
      isFront: () => index === this.#front,
      onChange: () => {
        if (index === this.#front) this.#notify();
      },
      onError: (error) => this.#events.onReaderGone(error),
    });
    this.#states[index]?.streams.push(stream);
    return stream;
  }

  /** This try of the task has ended well. */
  complete(index: number, stream: RowStream | undefined): void {
    const state = this.#states[index];
    if (state && stream) state.winner = stream;
    else if (state) state.isEmpty = true;
    this.#notify();
  }

  /** This try counts no more. */
  drop(index: number, stream: RowStream): void {
    const streams = this.#states[index]?.streams;
    streams?.splice(streams.indexOf(stream), 1);
    stream.close();
    this.#notify();
  }

  /** Ends the reader's loop with an error, at once. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { streams } of this.#states) for (const stream of streams) stream.close();
    this.#notify();
  }

  async *read(): AsyncGenerator<RecordBatch, void> {
    let problem: unknown;
    try {
      for (; this.#front < this.#partitions.length; this.#front++) {
        this.#leader = undefined;
        this.#buffer.wake();
        this.#events.onFront(this.#front);
        yield* this.#readPartition(this.#states[this.#front] as Partition);
        this.#states[this.#front] = { streams: [] };
      }
    } catch (error) {
      problem = error;
      throw error;
    } finally {
      this.#events.onReaderGone(problem);
    }
  }

  async *#readPartition(state: Partition): AsyncGenerator<RecordBatch, void> {
    const handedOut = new HandedOutRows();
    let stream: RowStream | undefined;
    let replay: Replay | undefined;
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      if (state.isEmpty) return;
      if (stream === undefined || stream.isClosed) {
        stream = state.winner ?? state.streams[0];
        replay = stream && handedOut.rows > 0 ? handedOut.replay() : undefined;
      } else if (state.winner && state.winner !== stream && handedOut.rows === 0) stream = state.winner;
      let batch = stream?.shift();
      if (stream && batch) {
        if (replay) {
          const answer = replay.accept(batch);
          if (answer.kind === 'differs') throw this.#changed(handedOut);
          if (answer.kind === 'more') continue;
          replay = undefined;
          batch = answer.rest;
        }
        if (batch.length === 0) continue;
        handedOut.add(batch);
        if (this.#leader !== stream) {
          this.#leader = stream;
          this.#events.onLeader(this.#front, stream);
        }
        yield batch;
      } else if (stream?.isDrained && stream === state.winner) {
        if (replay) throw this.#changed(handedOut);
        return;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #changed(handedOut: HandedOutRows) {
    return sparkError('KINDLING_RESULT_CHANGED', {
      partition: String(this.#partitions[this.#front]),
      rows: String(handedOut.rows),
    });
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
