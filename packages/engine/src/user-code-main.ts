import { decodeStream } from '@kindling/protocol';
import { executorConsole, runUserFunction, type UserFunction } from './executor/user-code.ts';
import type { UserCodeAnswer } from './user-code-process.ts';

/** The program of a user code process: frames in, one answer each. See `user-code-process.ts`. */
interface Frame extends UserFunction {
  readonly partition: number;
  readonly sizeBytes: number;
}

async function main(): Promise<void> {
  let pending: Buffer = Buffer.alloc(0);
  let frame: Frame | undefined;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (!frame) {
        const end = pending.indexOf(10);
        if (end < 0) break;
        frame = JSON.parse(pending.subarray(0, end).toString()) as Frame;
        pending = pending.subarray(end + 1);
      }
      if (pending.length < frame.sizeBytes) break;
      const bytes = new Uint8Array(pending.subarray(0, frame.sizeBytes));
      pending = pending.subarray(frame.sizeBytes);
      process.send?.(await run(frame, bytes));
      frame = undefined;
    }
  }
}

async function run(frame: Frame, bytes: Uint8Array): Promise<UserCodeAnswer> {
  try {
    await runUserFunction(frame, frame.partition, bytes.length === 0 ? [] : decodeStream(bytes).batches, executorConsole);
    return {};
  } catch (error) {
    return {
      failed:
        error instanceof Error && 'messageParameters' in error
          ? String((error.messageParameters as Record<string, string>).message)
          : String(error),
    };
  }
}

process.on('disconnect', () => process.exit(0));
await main();
