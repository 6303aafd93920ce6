/** Child process of the conformance command: scores one job after the other on the embedded engine. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparkSession } from 'kindling';
import { type GoldenQuery, parseGoldenFile, parseSettings } from './golden-file.ts';
import { makeGoldenTables } from './golden-tables.ts';
import type { FromChild, Job } from './job.ts';
import { type FunctionExample, goldenTimeZone, type Outcome, scoreExample, scoreGolden } from './score-query.ts';

const send = (message: FromChild): void => void process.send?.(message);

async function openSession(settings: readonly (readonly [string, string])[]): Promise<SparkSession> {
  const spark = await SparkSession.builder
    .master('local[2]')
    .config('spark.sql.session.timeZone', goldenTimeZone)
    .config('spark.sql.warehouse.dir', mkdtempSync(join(tmpdir(), 'kindling-warehouse-')))
    .config('spark.kindling.execution.mode', process.env.KINDLING_EXECUTION_MODE ?? 'auto')
    .create();
  for (const [key, value] of settings) {
    try {
      await spark.conf.set(key, value);
    } catch (error) {
      // A setting that this engine does not have must not keep the file's queries from being scored.
      console.error(`${key}=${value}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return spark;
}

function settingsOf(job: Job): [string, string][] {
  const input = join(job.folder, 'sql-tests/inputs', job.name.replace(/\.out$/, ''));
  return [
    ...(job.name.includes('nonansi/') ? [['spark.sql.ansi.enabled', 'false'] as [string, string]] : []),
    ...(job.name.includes('timestampNTZ/') ? [['spark.sql.timestampType', 'TIMESTAMP_NTZ'] as [string, string]] : []),
    ...(existsSync(input) ? parseSettings(readFileSync(input, 'utf8')) : []),
  ];
}

async function runAll<T>(items: readonly T[], job: Job, score: (item: T) => Promise<Outcome>): Promise<void> {
  for (let index = job.from; index < Math.min(job.to, items.length); index += 1) {
    if (job.skip.includes(index)) continue;
    send({ kind: 'start', index });
    send({ kind: 'scored', index, outcome: await score(items[index] as T) });
  }
}

async function runJob(job: Job): Promise<void> {
  if (job.kind === 'examples') {
    const spark = await openSession([]);
    const examples = readFileSync(join(job.folder, 'function-examples.jsonl'), 'utf8').trim().split('\n');
    await runAll(examples, job, (line) => scoreExample(spark, JSON.parse(line) as FunctionExample));
    await spark.stop();
    return;
  }
  const spark = await openSession(settingsOf(job));
  await makeGoldenTables(spark, join(job.folder, 'sql-tests/test-data'));
  const queries: GoldenQuery[] = parseGoldenFile(readFileSync(join(job.folder, 'sql-tests/results', job.name), 'utf8'));
  await runAll(queries, job, (query) => scoreGolden(spark, query));
  await spark.stop();
}

process.on('message', (job: Job) => {
  runJob(job).then(
    () => send({ kind: 'done' }),
    (error: unknown) => send({ kind: 'done', problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
