import type { RecordBatch } from '@kindling/protocol';
import type { DuckDbConnection, QueryProgress } from '../duckdb/driver/index.ts';
import { printQuery } from '../duckdb/sql/index.ts';
import type { Fragment } from '../physical/index.ts';
import { attachBlocks } from './cached-blocks.ts';
import { loadInput } from './load-input.ts';
import { toRecordBatch } from './native-to-batch.ts';
import { registerRuntimeFunctions } from './register-runtime.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: QueryProgress) => void;
}

/** Runs a fragment on a connection; its rows come while it runs, as fast as the reader takes them. */
export async function* runFragment(
  fragment: Fragment,
  connection: DuckDbConnection,
  options: RunOptions,
): AsyncGenerator<RecordBatch, void> {
  const text = printQuery(fragment.query);
  const tooSlow = slowOptimizers(text);
  const drop = await provide(fragment, connection, options.signal);
  try {
    if (tooSlow.length > 0) await connection.execute(`SET disabled_optimizers = '${tooSlow.join()}'`);
    await using result = await connection.query(text, { ...options, isSmall: fragment.isSmall });
    for await (const batch of result) yield toRecordBatch(batch, fragment.schema);
  } finally {
    await drop();
    if (tooSlow.length > 0) await connection.execute('RESET disabled_optimizers');
  }
}

/** Optimizers of DuckDB that are no use to a query, as they take longer than it. */
function slowOptimizers(text: string): readonly string[] {
  return [
    // Their time grows with the cube of an expression's depth: a sum of 900 terms keeps them busy for a minute.
    ...(nesting(text) > DEEP ? ['expression_rewriter', 'common_subexpressions'] : []),
    // Measured with 2 cores: 40 joins take 0.3 s to plan, 60 take 3 s, 80 take 13 s; without these two 200 take 1 s.
    ...(text.split(' JOIN ').length > MANY_JOINS ? ['filter_pullup', 'join_order'] : []),
  ];
}
const DEEP = 150;
const MANY_JOINS = 40;

/** How deep parentheses are nested, counting those in quoted text as well, which does no harm. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 40) deepest = Math.max(deepest, ++depth);
    else if (code === 41) depth -= 1;
  }
  return deepest;
}

/** Runs a statement of one's own over what a fragment needs. */
export async function withInputs<T>(
  fragment: Fragment,
  connection: DuckDbConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const drop = await provide(fragment, connection, signal);
  try {
    return await work();
  } finally {
    await drop();
  }
}

/** Registers the functions and loads the data that a fragment names; what it returns drops the data again. */
async function provide(fragment: Fragment, connection: DuckDbConnection, signal: AbortSignal): Promise<() => Promise<void>> {
  registerRuntimeFunctions(fragment.runtimeFunctions, connection);
  const release = await attachBlocks(fragment.blocks, connection);
  const loaded: string[] = [];
  const drop = async () => {
    try {
      for (const tableName of loaded) await connection.execute(`DROP TABLE IF EXISTS temp."${tableName}"`);
    } finally {
      await release();
    }
  };
  try {
    for (const input of fragment.inputs) {
      loaded.push(input.tableName);
      await loadInput(input, connection, signal);
    }
  } catch (error) {
    await drop();
    throw error;
  }
  return drop;
}
