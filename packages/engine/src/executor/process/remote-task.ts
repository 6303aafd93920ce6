import { decodeStream, type RecordBatch } from '@kindling/protocol';
import type { TaskDescription } from '../../physical/index.ts';
import { Deferred, type RunningTask, type TaskEnd } from '../../scheduler/index.ts';
import { encodeRecord } from './messages.ts';

/** The driver's side of a task that runs in another process. */
export class RemoteTask implements RunningTask {
  readonly task: TaskDescription;
  readonly batches: AsyncIterable<RecordBatch>;
  readonly #end = new Deferred<TaskEnd>();
  readonly #send: (kind: 'credit' | 'kill', payload: Uint8Array) => void;
  readonly #queue: Uint8Array[] = [];
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(task: TaskDescription, send: (kind: 'credit' | 'kill', payload: Uint8Array) => void) {
    this.task = task;
    this.#send = send;
    this.batches = this.#read();
  }

  get end(): Promise<TaskEnd> {
    return this.#end.promise;
  }

  kill(reason: string): void {
    if (this.#hasEnded) return;
    this.#send('kill', Buffer.from(reason));
    // Nobody reads what is still on its way.
    this.#queue.length = 0;
  }

  received(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#wake?.();
  }

  ended(end: TaskEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#wake?.();
    this.#end.resolve(end);
  }

  async *#read(): AsyncGenerator<RecordBatch, void> {
    for (;;) {
      const bytes = this.#queue.shift();
      if (bytes) {
        if (!this.#hasEnded) this.#send('credit', encodeRecord(bytes.length));
        const { schema } = this.task.fragment;
        for (const batch of decodeStream(bytes).batches) yield { ...batch, schema };
      } else if (this.#hasEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
