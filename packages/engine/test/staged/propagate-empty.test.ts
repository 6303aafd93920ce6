import { type InternalValue, internalRowsOf } from '@kindling/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine.ts';

const engines: Engine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

/** Rows of a query whose joins are all shuffled, and the names of the sets of tasks that it took. */
async function run(sql: string, settings: Record<string, string> = {}) {
  const config = {
    'spark.master': 'local[2]',
    'spark.kindling.execution.mode': 'staged',
    'spark.sql.autoBroadcastJoinThreshold': '-1',
    'spark.sql.adaptive.autoBroadcastJoinThreshold': '-1',
    ...settings,
  };
  const engine = new Engine({ threads: 2, config });
  engines.push(engine);
  const session = engine.createSession({ sessionId: 'empty', userId: 'tester' });
  const { scheduler } = session.application;
  const submit = scheduler.submit.bind(scheduler);
  let tasks = 0;
  scheduler.submit = (set, options) => {
    tasks += set.partitions.length;
    return submit(set, options);
  };
  const { batches } = await session.execute(session.parse(sql), { signal: new AbortController().signal });
  const rows: InternalValue[][] = [];
  for await (const batch of batches) rows.push(...internalRowsOf(batch));
  return { rows, tasks };
}

const none = '(SELECT id AS b FROM range(10) WHERE id < 0)';

describe('a side of a join that turns out empty', () => {
  it('ends an inner join before the other side runs', async () => {
    const sql = `SELECT a.id, b FROM range(0, 1000000, 1, 20) a JOIN ${none} ON a.id = b`;
    const { rows, tasks } = await run(sql);
    expect(rows).toEqual([]);
    const rule = 'org.apache.spark.sql.execution.adaptive.AQEPropagateEmptyRelation';
    const without = await run(sql, { 'spark.sql.adaptive.optimizer.excludedRules': rule });
    expect(without.rows).toEqual([]);
    expect(without.tasks - tasks).toBeGreaterThanOrEqual(20);
  });

  it('leaves the rows of the side that an outer join keeps', async () => {
    const left = await run(`SELECT a.id, b FROM range(3) a LEFT JOIN ${none} ON a.id = b ORDER BY 1`);
    expect(left.rows).toEqual([0n, 1n, 2n].map((id) => [id, null]));
    const full = await run(`SELECT b, a.id FROM ${none} FULL JOIN range(3) a ON a.id = b ORDER BY 2`);
    expect(full.rows).toEqual([0n, 1n, 2n].map((id) => [null, id]));
    expect((await run(`SELECT a.id FROM range(3) a LEFT ANTI JOIN ${none} ON a.id = b ORDER BY 1`)).rows).toEqual([[0n], [1n], [2n]]);
    expect((await run(`SELECT a.id FROM range(3) a LEFT SEMI JOIN ${none} ON a.id = b`)).rows).toEqual([]);
  });

  it('leaves the one row of an aggregate over everything, and no group', async () => {
    const joined = `range(3) a JOIN ${none} ON a.id = b`;
    expect((await run(`SELECT count(*), max(a.id) FROM ${joined}`)).rows).toEqual([[0n, null]]);
    expect((await run(`SELECT a.id, count(*) FROM ${joined} GROUP BY a.id ORDER BY 1`)).rows).toEqual([]);
  });
});
