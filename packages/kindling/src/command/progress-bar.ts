import type { Progress, SparkSession } from '@kindling/client';

const WIDTH = 30;
const INTERVAL_KEY = 'spark.connect.progress.reportInterval';

/** Shows on standard error how far queries are, when a person waits at a terminal for more than a second. */
export async function watchProgress(spark: SparkSession, settings: Readonly<Record<string, string>>): Promise<void> {
  if (!process.stderr.isTTY) return;
  if (settings[INTERVAL_KEY] === undefined) await spark.conf.set(INTERVAL_KEY, '1s');
  spark.registerProgressHandler((progress) => process.stderr.write(`\r${progress.isDone ? '' : line(progress)}\u001b[K`));
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
