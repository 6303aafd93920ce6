import { createHash } from 'node:crypto';
import { concatBatches, type RecordBatch, sliceBatch } from '@kindling/protocol';
import { digestOfBatch } from './batch-digest.ts';

/** What a reader has been given of one partition, so that another try of its task can go on behind it. */
export class HandedOutRows {
  /** Sizes of the batches, equal ones in succession counted. */
  readonly #sizes: { readonly rows: number; count: number }[] = [];
  #digest = '';
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(batch: RecordBatch): void {
    const last = this.#sizes.at(-1);
    if (last?.rows === batch.length) last.count += 1;
    else this.#sizes.push({ rows: batch.length, count: 1 });
    this.#rows += batch.length;
    this.#digest = chained(this.#digest, batch);
  }

  /** Takes the batches of another try, and gives back what comes behind the rows that are known. */
  replay(): Replay {
    return new Replay(
      this.#sizes.map(({ rows, count }) => ({ rows, count })),
      this.#digest,
    );
  }
}

export type ReplayAnswer =
  | { readonly kind: 'more' }
  /** The rows were the same; the rest of the batch is new. */
  | { readonly kind: 'passed'; readonly rest: RecordBatch }
  | { readonly kind: 'differs' };

export class Replay {
  readonly #sizes: { readonly rows: number; count: number }[];
  readonly #expected: string;
  #digest = '';
  #held: RecordBatch[] = [];
  #heldRows = 0;

  constructor(sizes: { readonly rows: number; count: number }[], expected: string) {
    this.#sizes = sizes;
    this.#expected = expected;
  }

  accept(batch: RecordBatch): ReplayAnswer {
    this.#held.push(batch);
    this.#heldRows += batch.length;
    for (let next = this.#sizes[0]; next; next = this.#sizes[0]) {
      if (this.#heldRows < next.rows) return { kind: 'more' };
      const [only] = this.#held;
      const held = this.#held.length === 1 && only ? only : concatBatches(batch.schema, this.#held);
      this.#digest = chained(this.#digest, sliceBatch(held, 0, next.rows));
      this.#held = [sliceBatch(held, next.rows)];
      this.#heldRows -= next.rows;
      next.count -= 1;
      if (next.count === 0) this.#sizes.shift();
    }
    if (this.#digest !== this.#expected) return { kind: 'differs' };
    return { kind: 'passed', rest: this.#held[0] as RecordBatch };
  }
}

function chained(digest: string, batch: RecordBatch): string {
  return createHash('sha1').update(digest).update(digestOfBatch(batch)).digest('base64');
}
