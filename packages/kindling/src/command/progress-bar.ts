import type { Progress, SparkSession } from '@kindling/client';

const WIDTH = 30;
/** Shorter queries are over before anybody would read it. */
const DELAY_MS = 1000;

/** Shows on standard error how far queries are, when a person waits at a terminal for more than a second. */
export function watchProgress(spark: SparkSession): void {
  if (!process.stderr.isTTY) return;
  const started = new Map<string, number>();
  spark.registerProgressHandler((progress) => {
    const since = started.get(progress.operationId) ?? Date.now();
    started.set(progress.operationId, since);
    if (progress.isDone) {
      started.delete(progress.operationId);
      process.stderr.write('\r\u001b[K');
    } else if (Date.now() - since >= DELAY_MS) {
      process.stderr.write(`\r${line(progress)}\u001b[K`);
    }
  });
}

function line(progress: Progress): string {
  let tasks = 0n;
  let done = 0n;
  let bytes = 0n;
  for (const stage of progress.stages) {
    tasks += stage.numTasks;
    done += stage.numCompletedTasks;
    bytes += stage.inputBytesRead;
  }
  const fraction = tasks === 0n ? 0 : Number(done) / Number(tasks);
  const filled = Math.round(fraction * WIDTH);
  const read = bytes === 0n ? '' : `  ${(Number(bytes) / 1048576).toFixed(1)} MiB read`;
  return `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${Math.floor(fraction * 100)} %${read}`;
}
