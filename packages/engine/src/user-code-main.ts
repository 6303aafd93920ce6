import { Socket } from 'node:net';
import { decodeStream, encodeStream, type RecordBatch, SparkError } from '@kindling/protocol';
import { runPartition } from './executor/user-code.ts';
import { executorConsole } from './functions/runtime/index.ts';
import { type Frame, readFrames, writeFrame } from './user-code-frames.ts';
import { answerDescriptor, type FromUserCode, type ToUserCode } from './user-code-process.ts';

/** The program of a user code process: runs one partition after the other. See `user-code-process.ts`. */
async function main(): Promise<void> {
  const answers = new Socket({ fd: answerDescriptor, readable: false, writable: true });
  const answer = (header: FromUserCode, body?: Uint8Array) => writeFrame(answers, header, body);
  const frames = readFrames<ToUserCode>(process.stdin);
  const ask = () => answer({ kind: 'next' });
  for (let frame = await next(frames); frame !== undefined; frame = await next(frames)) {
    if (frame.header.kind !== 'start') continue;
    const { fn, partition } = frame.header;
    const input = batchesUntilEnd(frames, ask);
    try {
      for await (const batch of runPartition(fn, partition, input, executorConsole)) {
        await answer({ kind: 'batch' }, encodeStream(batch.schema, [batch], 'UTC'));
      }
      await answer({ kind: 'done' });
    } catch (error) {
      await answer(failureOf(error));
    }
    // What a function did not read is not the input of the next one.
    for await (const _ of input);
  }
}

async function next(frames: AsyncGenerator<Frame<ToUserCode>, void>): Promise<Frame<ToUserCode> | undefined> {
  const { value, done } = await frames.next();
  return done === true ? undefined : (value as Frame<ToUserCode>);
}

/** Can be left and taken up again, unlike a generator. */
function batchesUntilEnd(frames: AsyncGenerator<Frame<ToUserCode>, void>, ask: () => Promise<void>): AsyncIterableIterator<RecordBatch> {
  let hasEnded = false;
  let open: RecordBatch[] = [];
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (open.length === 0 && !hasEnded) {
        await ask();
        const frame = await next(frames);
        if (frame === undefined || frame.header.kind === 'end') hasEnded = true;
        else open = [...decodeStream(frame.body).batches];
      }
      const value = open.shift();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
  };
}

function failureOf(error: unknown): FromUserCode {
  if (error instanceof SparkError) return { kind: 'failed', condition: error.condition, parameters: error.messageParameters };
  return { kind: 'failed', condition: '', parameters: { message: String(error) } };
}

process.on('disconnect', () => process.exit(0));
await main();
