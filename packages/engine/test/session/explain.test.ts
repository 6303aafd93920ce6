import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { internalRowsOf } from '@kindling/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine, type EngineSession } from '../../src/index.ts';

describe('EXPLAIN', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-explain-'));
  const engine = new Engine({ threads: 2 });
  let session: EngineSession;

  async function ask(sql: string): Promise<string> {
    const rows: unknown[] = [];
    const { batches } = await session.execute(session.parse(sql), { signal: new AbortController().signal });
    for await (const batch of batches) for (const [value] of internalRowsOf(batch)) rows.push(value);
    return rows.join('\n');
  }

  /** Ids of columns are of no interest here. */
  const explained = async (sql: string): Promise<string> => (await ask(sql)).replaceAll(/#\d+L?/g, '').replaceAll(folder, '/data');

  beforeAll(async () => {
    session = engine.createSession({ sessionId: crypto.randomUUID(), userId: 'ada' });
    await ask(`INSERT OVERWRITE DIRECTORY '${folder}/t' USING parquet SELECT id, id % 3 AS k FROM range(100)`);
    await ask(`CREATE TEMPORARY VIEW t AS SELECT * FROM parquet.\`${folder}/t\``);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const query = 'SELECT k, count(*) AS n FROM t WHERE id > 5 GROUP BY k ORDER BY n';

  it("shows a query that runs as one statement as Spark's operators, and why it runs so", async () => {
    expect(await explained(`EXPLAIN ${query}`)).toBe(`== Physical Plan ==
Sort [n ASC NULLS FIRST], true, 0
+- HashAggregate(keys=[k], functions=[count(1)])
   +- Filter (id > 5)
      +- Project [id, k]
         +- FileScan parquet [id, k] Batched: true, Format: Parquet, Location: InMemoryFileIndex(1 paths)[file:/data/t], ReadSchema: struct<id:bigint,k:bigint>

== Execution ==
Fused: nothing shows partitions, and what is not in memory can be on disk
`);
    expect(await explained(`EXPLAIN CODEGEN ${query}`)).toMatch(/== Generated ==\nWITH/);
  });

  it('shows the exchanges of a query that runs in stages', async () => {
    await ask('SET spark.kindling.execution.mode = staged');
    await ask('SET spark.sql.shuffle.partitions = 6');
    const lines = (await explained(`EXPLAIN ${query}`)).split('\n').map((line) => line.replace(/, \[plan_id=\d+\]$/, ''));
    expect(lines.filter((line) => !line.includes('FileScan') && !line.includes('Project'))).toEqual([
      '== Physical Plan ==',
      'AdaptiveSparkPlan isFinalPlan=false',
      '+- Sort [n ASC NULLS FIRST], true, 0',
      '   +- Exchange rangepartitioning(n ASC NULLS FIRST, 6), ENSURE_REQUIREMENTS, for order by',
      '      +- HashAggregate(keys=[k], functions=[count(1)])',
      '         +- Exchange hashpartitioning(k, 6), ENSURE_REQUIREMENTS, for aggregate',
      '            +- HashAggregate(keys=[k], functions=[partial_count(1)])',
      expect.stringContaining('Filter (id > 5)'),
      '',
      '== Execution ==',
      'Staged: spark.kindling.execution.mode is staged',
      '',
    ]);
    expect(await explained(`EXPLAIN FORMATTED ${query}`)).toMatch(/\(1\) Scan parquet[\s\S]*Location: InMemoryFileIndex/);
    await ask('RESET spark.kindling.execution.mode');
  });
});
