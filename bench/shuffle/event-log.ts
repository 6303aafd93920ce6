import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run used, from its event log: Spark's and ours have one form. */
export interface RunFigures {
  readonly elapsedMs: number;
  /** Of all tries of all tasks. */
  readonly taskTimeMs: number;
  readonly tasks: number;
  readonly retries: number;
  readonly shuffleBytes: number;
  /** What the tasks behind the widest shuffle read, each. */
  readonly partitionBytes: { readonly min: number; readonly median: number; readonly max: number };
  readonly memorySpillBytes: number;
  readonly diskSpillBytes: number;
}

interface TaskEnd {
  readonly Event: string;
  readonly 'Stage ID': number;
  readonly 'Task End Reason': { readonly Reason: string };
  readonly 'Task Info': { readonly 'Launch Time': number; readonly 'Finish Time': number; readonly Attempt: number };
  readonly 'Task Metrics'?: {
    readonly 'Executor Run Time': number;
    readonly 'Memory Bytes Spilled': number;
    readonly 'Disk Bytes Spilled': number;
    readonly 'Shuffle Read Metrics': { readonly 'Remote Bytes Read': number; readonly 'Local Bytes Read': number };
    readonly 'Shuffle Write Metrics': { readonly 'Shuffle Bytes Written': number };
  };
}

/** The only log in a folder. */
export function readFigures(folder: string): RunFigures {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`${folder} holds ${names.length} event logs instead of one`);
  const ends = readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"Event":"SparkListenerTaskEnd"'))
    .map((line) => JSON.parse(line) as TaskEnd);
  if (ends.length === 0) throw new Error(`the event log ${name} has no task`);
  const metric = (read: (metrics: NonNullable<TaskEnd['Task Metrics']>) => number): number =>
    ends.reduce((sum, end) => sum + (end['Task Metrics'] ? read(end['Task Metrics']) : 0), 0);
  const launched = ends.map((end) => end['Task Info']['Launch Time']);
  const finished = ends.map((end) => end['Task Info']['Finish Time']);
  return {
    elapsedMs: Math.max(...finished) - Math.min(...launched),
    taskTimeMs: metric((metrics) => metrics['Executor Run Time']),
    tasks: ends.length,
    retries: ends.filter((end) => end['Task Info'].Attempt > 0).length,
    shuffleBytes: metric((metrics) => metrics['Shuffle Write Metrics']['Shuffle Bytes Written']),
    partitionBytes: widest(ends),
    memorySpillBytes: metric((metrics) => metrics['Memory Bytes Spilled']),
    diskSpillBytes: metric((metrics) => metrics['Disk Bytes Spilled']),
  };
}

function widest(ends: readonly TaskEnd[]): RunFigures['partitionBytes'] {
  const byStage = new Map<number, number[]>();
  for (const end of ends) {
    const read = end['Task Metrics']?.['Shuffle Read Metrics'];
    const bytes = read ? read['Local Bytes Read'] + read['Remote Bytes Read'] : 0;
    if (bytes > 0) byStage.set(end['Stage ID'], [...(byStage.get(end['Stage ID']) ?? []), bytes]);
  }
  const total = (bytes: readonly number[]): number => bytes.reduce((sum, one) => sum + one, 0);
  const [most = []] = [...byStage.values()].sort((left, right) => total(right) - total(left));
  const sorted = [...most].sort((left, right) => left - right);
  return { min: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0, max: sorted.at(-1) ?? 0 };
}
