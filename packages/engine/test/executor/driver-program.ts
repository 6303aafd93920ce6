/** A driver that tests kill: starts executors with tasks that never end, and tells their processes. Arguments: folder, what its tasks do. */
import { rowsIn, setOf, TaskFixture } from '../scheduler/task-fixture.ts';

const [, , directory = '', what = 'sql'] = process.argv;
const fixture = await TaskFixture.cluster('local-cluster[2,1,512]', {}, directory);
const source = '() => { for (;;); }';
const work = () =>
  what === 'javascript'
    ? {
        columns: ['i'],
        rows: 10,
        output: {
          kind: 'userFunction',
          fn: { kind: 'map', name: 'foreachPartition', each: 'partition', source, params: '', keyCount: 0 },
          passedColumns: 0,
        } as const,
      }
    : { columns: ['sum(hash(i) % 7)::BIGINT'], rows: 400_000_000_000 };
const run = fixture.run(setOf(2, { work }));
setInterval(() => {
  if (fixture.events.filter(({ kind }) => kind === 'taskStart').length < 2) return;
  // The tasks have been sent; give them time to begin.
  setTimeout(() => console.log(JSON.stringify([...fixture.backend.pids().values()])), 1000);
}, 200);
await Promise.race([rowsIn(run.batches), run.results]);
