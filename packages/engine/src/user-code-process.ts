import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { encodeStream, type RecordBatch, sparkError } from '@kindling/protocol';
import type { UserCode, UserFunction } from './executor/index.ts';

/** What the child answers for each partition, in order. */
export interface UserCodeAnswer {
  readonly failed?: string;
}

/**
 * A process of its own for the functions of one user: a busy or broken one stops nobody else. Partitions go to it as frames on its
 * standard input (a header line of JSON, then an Arrow stream of the length that the header says), answers come as messages.
 */
export class UserCodeProcess implements UserCode {
  #child: ChildProcess | undefined;
  /** Its answers have no numbers, so one partition goes after the other. */
  #last: Promise<unknown> = Promise.resolve();

  runPartition(fn: UserFunction, partition: number, batches: readonly RecordBatch[]): Promise<void> {
    const run = this.#last.then(() => this.#runPartition(fn, partition, batches));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #runPartition(fn: UserFunction, partition: number, batches: readonly RecordBatch[]): Promise<void> {
    const child = this.#started();
    const [first] = batches;
    const bytes = first ? encodeStream(first.schema, batches, 'UTC') : new Uint8Array();
    // Only what makes the function: a command that is one holds its whole plan besides.
    const { each, source, params } = fn;
    const header = JSON.stringify({ each, source, params, partition, sizeBytes: bytes.length });
    const input = child.stdin;
    if (!input) throw userCodeFailed('its process takes no input');
    const answer = new Promise<UserCodeAnswer>((resolve, reject) => {
      const onExit = (code: number | null, signal: string | null) => {
        this.#child = undefined;
        reject(userCodeFailed(`partition ${partition}: its process ended with ${signal ?? `exit code ${code}`}`));
      };
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.removeListener('exit', onExit);
        resolve(message as UserCodeAnswer);
      });
    });
    input.write(`${header}\n`);
    input.write(bytes);
    const { failed } = await answer;
    if (failed !== undefined) throw userCodeFailed(failed);
  }

  #started(): ChildProcess {
    if (this.#child) return this.#child;
    const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './user-code-main.ts' : './user-code-main.js', import.meta.url));
    const child = fork(main, [], { stdio: ['pipe', 2, 2, 'ipc'] });
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await ended;
  }
}

function userCodeFailed(message: string) {
  return sparkError('KINDLING_USER_FUNCTION_FAILED', { functionName: 'foreachPartition', message });
}
