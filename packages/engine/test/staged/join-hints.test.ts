import { internalRowsOf } from '@kindling/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine.ts';
import type { EngineSession } from '../../src/session/index.ts';

describe.each(['staged', 'fused'])('hints for joins, %s', (mode) => {
  let engine: Engine;
  let session: EngineSession;
  beforeAll(() => {
    engine = new Engine({ threads: 2, config: { 'spark.master': 'local[2]', 'spark.kindling.execution.mode': mode } });
    session = engine.createSession({ sessionId: 'hints', userId: 'tester' });
  });
  afterAll(() => engine.close());

  const rowsOf = async (sql: string) => {
    const { batches } = await session.execute(session.parse(sql), { signal: new AbortController().signal });
    const rows: unknown[][] = [];
    for await (const batch of batches) rows.push(...internalRowsOf(batch));
    return rows;
  };
  const joins = async (sql: string) => {
    const [[text] = []] = await rowsOf(`EXPLAIN ${sql}`);
    return [...String(text).matchAll(/(\w*Join|CartesianProduct)\b.*/g)].map(([line]) => line.replace(/\[.*\], |#\d+L?/g, ''));
  };

  it('choose the strategy', async () => {
    const hinted = (hint: string, join = 'JOIN') => `SELECT /*+ ${hint} */ a.id FROM range(9) a ${join} range(5) b ON a.id = b.id`;
    expect(await joins(hinted('BROADCAST(a)'))).toEqual(['BroadcastHashJoin Inner, BuildLeft']);
    expect(await joins(hinted('MAPJOIN(b)'))).toEqual(['BroadcastHashJoin Inner, BuildRight']);
    expect(await joins(hinted('MERGE(a, b)'))).toEqual(['SortMergeJoin Inner']);
    expect(await joins(hinted('shuffle_hash(b)', 'LEFT JOIN'))).toEqual(['ShuffledHashJoin LeftOuter, BuildRight']);
    for (const hint of ['BROADCAST(a)', 'MERGE(b)', 'SHUFFLE_HASH(a)', 'SHUFFLE_REPLICATE_NL(a)', 'MERGE(nobody)'])
      expect(await rowsOf(`SELECT count(*), sum(id) FROM (${hinted(hint)})`)).toEqual([[5n, 10n]]);
  });

  it('mean relations of their own query only', async () => {
    const inner = '(SELECT a.id FROM range(3) a JOIN range(4) b ON a.id = b.id)';
    const sql = `SELECT /*+ MERGE(a) */ a.id FROM range(5) a JOIN ${inner} c ON a.id = c.id`;
    const found = await joins(sql);
    expect(found.filter((join) => join.startsWith('SortMergeJoin'))).toHaveLength(1);
    expect(found).toHaveLength(2);
  });
});
