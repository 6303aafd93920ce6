import { type ChildProcess, fork } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { decodeStream, encodeStream, isConditionName, type RecordBatch, type SparkError, sparkError } from '@kindling/protocol';
import type { UserCode, UserCodeOptions } from './executor/index.ts';
import type { PartitionFunction } from './physical/index.ts';
import { type Frame, readFrames, writeFrame } from './user-code-frames.ts';

export type ToUserCode =
  | { readonly kind: 'start'; readonly fn: PartitionFunction; readonly partition: number }
  | { readonly kind: 'batch' }
  | { readonly kind: 'end' };

export type FromUserCode =
  /** It is about to read a batch. */
  | { readonly kind: 'next' }
  | { readonly kind: 'batch' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly condition: string; readonly parameters: Readonly<Record<string, string>> };

/** The child writes its answers there: its standard output belongs to the log. */
export const answerDescriptor = 4;
/** Idle processes that are kept for the next query. */
const maxIdle = 2;

/**
 * Processes for the functions of one user: a busy or broken one stops nobody else, and is killed with the query that it works for.
 * Batches go to it on its standard input and come back on a descriptor of their own, both as fast as the other side reads.
 */
export class UserCodeProcess implements UserCode {
  readonly isInProcess = false;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();

  async *run(
    fn: PartitionFunction,
    partition: number,
    batches: AsyncIterable<RecordBatch>,
    options: UserCodeOptions,
  ): AsyncGenerator<RecordBatch, void> {
    options.signal.throwIfAborted();
    const worker = this.#take(options.memoryMib);
    const onAbort = () => worker.kill();
    options.signal.addEventListener('abort', onAbort);
    let isClean = false;
    try {
      yield* worker.run(fn, partition, batches, options);
      isClean = true;
    } catch (error) {
      options.signal.throwIfAborted();
      throw error;
    } finally {
      options.signal.removeEventListener('abort', onAbort);
      if (isClean && worker.isAlive && this.#idle.length < maxIdle) this.#idle.push(worker);
      else await this.#end(worker);
    }
  }

  #take(memoryMib: number): Worker {
    const at = this.#idle.findIndex((worker) => worker.memoryMib === memoryMib && worker.isAlive);
    const [known] = at < 0 ? [] : this.#idle.splice(at, 1);
    const worker = known ?? new Worker(memoryMib);
    this.#all.add(worker);
    return worker;
  }

  async #end(worker: Worker): Promise<void> {
    this.#all.delete(worker);
    await worker.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#idle.length = 0;
    await Promise.all([...this.#all].map((worker) => this.#end(worker)));
  }
}

/** The batches; what keeps them from coming is the query's own failure. */
async function* told(batches: AsyncIterable<RecordBatch>, state: RunState): AsyncGenerator<RecordBatch, void> {
  try {
    yield* batches;
  } catch (error) {
    state.readFailure = { error };
    throw error;
  }
}

interface RunState {
  readFailure?: { readonly error: unknown };
  /** Batches that went to the process, and those that it has asked for. */
  sent: number;
  asked: number;
  isDone: boolean;
}

class Worker {
  readonly memoryMib: number;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #frames: AsyncGenerator<Frame<FromUserCode>, void>;
  readonly #ended: Promise<string>;
  #isAlive = true;
  #wasKilled = false;

  constructor(memoryMib: number) {
    this.memoryMib = memoryMib;
    const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './user-code-main.ts' : './user-code-main.js', import.meta.url));
    const child = fork(main, [], {
      stdio: ['pipe', 2, 2, 'ipc', 'pipe'],
      execArgv: [...process.execArgv, `--max-old-space-size=${memoryMib}`],
    });
    this.#child = child;
    this.#input = child.stdin as Writable;
    const output = child.stdio[answerDescriptor] as Readable;
    // A pipe that breaks is told by the end of the process.
    this.#input.on('error', () => undefined);
    output.on('error', () => undefined);
    this.#frames = readFrames<FromUserCode>(output);
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#isAlive = false;
        resolve(signal ?? `exit code ${code}`);
      });
    });
    child.unref();
    child.channel?.unref();
    for (const stream of [this.#input, output]) (stream as { unref?: () => void }).unref?.();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  async *run(
    fn: PartitionFunction,
    partition: number,
    batches: AsyncIterable<RecordBatch>,
    { idleTimeoutMs }: UserCodeOptions,
  ): AsyncGenerator<RecordBatch, void> {
    const name = fn.kind === 'map' ? fn.name : fn.calls.map(({ definition }) => definition.name).join(', ');
    const state: RunState = { sent: 0, asked: 0, isDone: false };
    const sending = this.#send(fn, partition, batches, state);
    try {
      for (;;) {
        const next = await this.#answer(idleTimeoutMs, state);
        if (state.readFailure) throw state.readFailure.error;
        if (next === 'timeout') throw processFailed(name, partition, `nothing came back from it for ${idleTimeoutMs / 1000} seconds`);
        if (next === undefined) throw processFailed(name, partition, `its process ended with ${await this.#endReason()}`);
        const { header, body } = next;
        if (header.kind === 'failed') throw failureOf(header, name, partition);
        if (header.kind === 'done') break;
        if (header.kind === 'next') {
          state.asked += 1;
          continue;
        }
        yield* decodeStream(body).batches;
      }
      state.isDone = true;
      await sending;
    } finally {
      state.isDone = true;
    }
  }

  /** Gives the rows to the process while it answers; a failure to get them ends the process, whose answers nobody wants then. */
  async #send(fn: PartitionFunction, partition: number, batches: AsyncIterable<RecordBatch>, state: RunState): Promise<void> {
    const send = (header: ToUserCode, body?: Uint8Array) => writeFrame(this.#input, header, body);
    try {
      await send({ kind: 'start', fn, partition });
      for await (const batch of told(batches, state)) {
        if (state.isDone || !this.#isAlive) break;
        state.sent += 1;
        await send({ kind: 'batch' }, encodeStream(batch.schema, [batch], 'UTC'));
      }
      state.sent += 1;
      if (this.#isAlive) await send({ kind: 'end' });
    } catch {
      // A process that takes no more has ended, and its end says why.
      if (state.readFailure) this.kill();
    }
  }

  /** The next frame; `undefined` when the process is at its end. */
  async #answer(idleTimeoutMs: number, state: RunState): Promise<Frame<FromUserCode> | 'timeout' | undefined> {
    const frame = this.#frames.next().then(({ value, done }) => (done === true ? undefined : (value as Frame<FromUserCode>)));
    if (idleTimeoutMs <= 0) return frame;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'timeout'>((resolve) => {
      // Waiting for rows is not the function's fault.
      const check = () => {
        if (state.asked <= state.sent) resolve('timeout');
        else timer = setTimeout(check, idleTimeoutMs);
      };
      timer = setTimeout(check, idleTimeoutMs);
    });
    try {
      return await Promise.race([frame, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #endReason(): Promise<string> {
    const reason = await this.#ended;
    if (this.#wasKilled || reason !== 'SIGABRT') return reason;
    return `${reason}, as it does when it needs more memory than spark.kindling.userCode.memory`;
  }

  /** Whatever it does: a function that loops forever hears no other signal. */
  kill(): void {
    this.#wasKilled = true;
    this.#child.kill('SIGKILL');
  }

  async end(): Promise<void> {
    if (this.#isAlive) this.kill();
    await this.#ended;
  }
}

function failureOf(header: FromUserCode & { readonly kind: 'failed' }, name: string, partition: number): SparkError {
  const { condition, parameters } = header;
  if (isConditionName(condition)) return sparkError(condition, parameters);
  return processFailed(name, partition, parameters.message ?? '');
}

function processFailed(functionName: string, partition: number, message: string): SparkError {
  return sparkError('KINDLING_USER_FUNCTION_FAILED', {
    functionName,
    file: 'unknown',
    line: '?',
    column: '?',
    row: '?',
    partition: String(partition),
    message,
  });
}
