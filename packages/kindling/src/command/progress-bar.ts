import type { Progress, SparkSession, StageProgress } from '@kindling/client';

const INTERVAL_KEY = 'spark.connect.progress.reportInterval';
const DEFAULT_COLUMNS = 80;
/** More would leave no room for their bars. */
const MOST_STAGES = 3;

/** Shows on standard error how far the stages of a query are, when a person waits at a terminal for more than a second. */
export async function watchProgress(spark: SparkSession, settings: Readonly<Record<string, string>>): Promise<void> {
  if (!process.stderr.isTTY) return;
  if (settings[INTERVAL_KEY] === undefined) await spark.conf.set(INTERVAL_KEY, '1s');
  spark.registerProgressHandler((progress) => {
    const line = progress.isDone ? '' : progressLine(progress, process.stderr.columns ?? DEFAULT_COLUMNS);
    process.stderr.write(`\r${line}\u001b[K`);
  });
}

/**
 * The bars of the stages at work, as Spark's console draws them.
 *
 * ```ts
 * progressLine(progress, 60); // '[Stage 3:===================>              (12 + 2) / 20]'
 * ```
 */
export function progressLine({ stages, numInflightTasks }: Progress, columns: number): string {
  const working = stages.filter((stage) => !stage.isDone).slice(0, MOST_STAGES);
  // Whose tasks are at work is known only where one stage is.
  const running = working.length === 1 ? ` + ${numInflightTasks}` : '';
  const width = Math.floor((columns - 1) / Math.max(1, working.length));
  return working.map((stage) => bar(stage, running, width)).join('');
}

function bar({ stageId, numTasks, numCompletedTasks }: StageProgress, running: string, width: number): string {
  const head = `[Stage ${stageId}:`;
  const tail = `(${numCompletedTasks}${running}) / ${numTasks}]`;
  const room = width - head.length - tail.length;
  if (room <= 0) return `${head}${tail}`;
  const filled = numTasks === 0n ? 0 : Math.min(room, Math.floor((room * Number(numCompletedTasks)) / Number(numTasks)));
  const drawn = filled < room ? `${'='.repeat(filled)}>` : '='.repeat(room);
  return `${head}${drawn.padEnd(room)}${tail}`;
}
