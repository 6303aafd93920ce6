import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import { runJsonLine } from '../harness/json-lines-process.ts';
import type { Table } from '../harness/table.ts';
import { prepareBenchPython } from '../python-environment.mjs';
import { prepareShuffleData, type ShuffleData } from './data.ts';
import { type RunFigures, readFigures } from './event-log.ts';
import { type Drawn, shufflePicture } from './picture.ts';
import { queryOf, runsOf, type ShuffleRun, settingsOf } from './runs.ts';

export interface ShuffleJob {
  readonly name: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly tables: string;
  readonly query: string;
  readonly settings: Readonly<Record<string, string>>;
}

interface Answer {
  readonly answer: readonly (readonly string[])[];
}

const cores = 2;
/** In half of this, a task's share, one of two partitions of the users does not fit, and one of twelve does. */
const memoryMiB = { quick: 260, full: 400 };
/** So that the groups of a task's rows fit as well. */
const maxPartitionBytes = { quick: '64k', full: '512k' };
/** A JVM needs some hundred MiB for itself before it begins to sort. */
const sparkMemoryMiB = { quick: 700, full: 1000 };

const engines = ['Kindling', 'Apache Spark'] as const;
type EngineName = (typeof engines)[number];

export const shuffle: Bench = {
  name: 'shuffle',
  summary:
    'A skewed log joined with its users: two partitions that spill, six times as many, the log aggregated first, and that with half the memory.',
  async run({ quick, without, scale = quick ? 0.1 : 1 }) {
    const tables: Table[] = [];
    for (const name of ['repeating', 'distinct'] as const) {
      const data = prepareShuffleData(name, scale);
      const drawn: Drawn[] = [];
      const answers: Answer[] = [];
      const size = scale < 1 ? 'quick' : 'full';
      for (const engine of engines.filter((one) => !without.has(one))) {
        for (const run of runsOf(cores, engine === 'Kindling' ? memoryMiB[size] : sparkMemoryMiB[size])) {
          console.error(`${engine}, ${name} data, run ${run.name}: ${run.title} …`);
          const { answer, figures } = await runOnce(engine, data, run, maxPartitionBytes[size]);
          answers.push(answer);
          drawn.push({ engine, run, figures });
        }
      }
      tables.push(tableOf(data, drawn, answers));
      if (!quick) {
        const folder = join(import.meta.dirname, '../../docs/reference/pictures');
        mkdirSync(folder, { recursive: true });
        writeFileSync(
          join(folder, `shuffle-${name}.svg`),
          shufflePicture(`The ${name} log, ${data.rows.toLocaleString('en')} rows`, drawn),
        );
      }
    }
    return tables;
  },
};

async function runOnce(
  engine: EngineName,
  data: ShuffleData,
  run: ShuffleRun,
  splitBytes: string,
): Promise<{ answer: Answer; figures: RunFigures }> {
  const logs = mkdtempSync(join(tmpdir(), 'kindling-shuffle-'));
  try {
    const job: ShuffleJob = {
      name: `shuffle ${data.name} ${run.name}`,
      cores,
      memoryMiB: run.memoryMiB,
      tables: data.folder,
      query: queryOf(run),
      settings: settingsOf(run, logs, splitBytes),
    };
    const [command, args, env] =
      engine === 'Kindling'
        ? [
            process.execPath,
            ['--import', 'tsx', '--conditions=source', join(import.meta.dirname, 'kindling-run.ts')],
            { UV_THREADPOOL_SIZE: '16' },
          ]
        : [prepareBenchPython(), [join(import.meta.dirname, '../python/run_shuffle.py')], {}];
    const answer = await runJsonLine<Answer>(command, args, job, env);
    return { answer, figures: readFigures(logs) };
  } finally {
    rmSync(logs, { recursive: true, force: true });
  }
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

function tableOf(data: ShuffleData, drawn: readonly Drawn[], answers: readonly Answer[]): Table {
  const first = JSON.stringify(answers[0]?.answer);
  const areEqual = answers.every(({ answer }) => JSON.stringify(answer) === first);
  const rows = drawn.map(({ engine, run, figures: f }) => [
    `${engine} ${run.name}: ${run.title}`,
    String(run.memoryMiB),
    (f.elapsedMs / 1000).toFixed(1),
    (f.taskTimeMs / 1000).toFixed(1),
    `${f.tasks}${f.retries > 0 ? ` (${f.retries})` : ''}`,
    mb(f.shuffleBytes),
    `${mb(f.partitionBytes.min)} / ${mb(f.partitionBytes.median)} / ${mb(f.partitionBytes.max)}`,
    mb(f.memorySpillBytes),
    mb(f.diskSpillBytes),
    ((run.memoryMiB / 1024) * (f.taskTimeMs / 3_600_000)).toFixed(5),
  ]);
  return {
    title: `${data.name}: ${data.users.toLocaleString('en')} users, ${data.rows.toLocaleString('en')} log rows, ${data.actions} actions`,
    columns: [
      'run',
      'memory MiB',
      'elapsed s',
      'task time s',
      'tasks (retries)',
      'shuffle MB',
      'partition MB min / median / max',
      'spill in memory MB',
      'spill on disk MB',
      'GB·core·hours',
    ],
    rows,
    notes: [
      areEqual ? 'All runs gave the same answer.' : 'THE ANSWERS DIFFER.',
      ...verdicts(drawn),
      'Memory is what tasks may use: off-heap memory of Kindling, the heap of Apache Spark, which keeps about 300 MiB of it and more for itself.',
    ],
  };
}

/** What the figures say about aggregating first. */
function verdicts(drawn: readonly Drawn[]): string[] {
  return engines.flatMap((engine) => {
    const [, second, third] = drawn.filter((one) => one.engine === engine);
    if (!second || !third) return [];
    const pays = third.figures.taskTimeMs < second.figures.taskTimeMs;
    const ratio = (third.figures.taskTimeMs / second.figures.taskTimeMs).toFixed(2);
    return [
      pays
        ? `${engine}: aggregating the log first paid: ${ratio} × the task time of run 2.`
        : `${engine}: aggregating the log first did not pay: ${ratio} × the task time of run 2, since too few rows share a key and an action.`,
    ];
  });
}
