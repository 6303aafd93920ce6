import { type InternalValue, internalRowsOf } from '@kindling/protocol';
import { Engine } from '../../src/index.ts';

const engine = new Engine({ threads: 2 });
const session = engine.createSession({ sessionId: 'functions', userId: 'test', config: { 'spark.sql.session.timeZone': 'UTC' } });

/** Rows of a query. */
export async function rowsOfSql(sql: string): Promise<readonly InternalValue[][]> {
  const { signal } = new AbortController();
  const { batches } = await session.execute(session.parse(sql), { signal });
  const rows: InternalValue[][] = [];
  for await (const batch of batches) rows.push(...internalRowsOf(batch));
  return rows;
}

/** The one value of an expression, or of what stands after SELECT. */
export async function valueOf(selected: string): Promise<InternalValue | undefined> {
  const rows = await rowsOfSql(`SELECT ${selected}`);
  return rows[0]?.[0];
}

export const closeEngine = (): Promise<void> => engine.close();
