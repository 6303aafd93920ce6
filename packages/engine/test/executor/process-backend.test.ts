import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rowsIn, setOf, TaskFixture } from '../scheduler/task-fixture.ts';

const hasProc = process.platform === 'linux';
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

describe('executor processes', () => {
  it('run tasks, and leave neither a process nor a file', async () => {
    const fixture = await TaskFixture.cluster('local-cluster[2,1,512]');
    const set = setOf(5, { work: ({ partition }) => ({ columns: [`${partition} + i * 10`], rows: 1000 }) });
    const rows = await rowsIn(fixture.run(set).batches);
    expect(rows.map(([value]) => value)).toEqual(Array.from({ length: 5000 }, (_, i) => BigInt(Math.floor(i / 1000) + (i % 1000) * 10)));
    const pids = [...fixture.backend.pids().values()];
    expect(pids).toHaveLength(2);
    fixture.scheduler[Symbol.dispose]();
    await fixture.backend[Symbol.asyncDispose]();
    if (hasProc) expect(pids.filter(isAlive)).toEqual([]);
    expect(fixture.events.filter(({ kind }) => kind === 'executorAdded')).toHaveLength(2);
    console.log(readdirSync(fixture.directory, { recursive: true }));
    await fixture[Symbol.asyncDispose]();
  });
});
