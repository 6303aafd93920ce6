import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordBatch, StructType } from '@kindling/protocol';
import type { DuckDbConnection, NativeBatch } from '../duckdb/driver/index.ts';
import { physicalType, quoteText } from '../duckdb/sql/index.ts';
import type { WrittenFile } from '../physical/index.ts';
import { toNativeBatch } from './load-input.ts';
import { nativeTypeOf } from './native-type-of.ts';

/**
 * Keeps rows in a file of the form that exchanges have, with the columns w0, w1, …; none for no rows. They are gathered in a table of the
 * task's DuckDB, which puts on disk what does not fit into its memory.
 */
export async function writeRows(
  rows: AsyncIterable<RecordBatch>,
  directory: string,
  beside: DuckDbConnection,
  signal: AbortSignal,
): Promise<WrittenFile[]> {
  const iterator = rows[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    if (first.done === true) return [];
    // The task's own connection reads what the rows are made of.
    await using connection = beside.instance.connect();
    const { schema } = first.value;
    const columns = schema.fields.map((field, i) => ({ name: `w${i}`, dataType: field.dataType }));
    const shown = columns.length > 0 ? columns : [{ name: 'empty', dataType: { kind: 'boolean' } as const }];
    const table = `made_${randomUUID().replaceAll('-', '')}`;
    const definition = shown.map(({ name, dataType }) => `${name} ${physicalType(dataType)}`).join(', ');
    await connection.execute(`CREATE TEMP TABLE ${table} (${definition})`, { signal });
    await connection.append(
      table,
      shown.map(({ name, dataType }) => ({ name, type: nativeTypeOf(dataType) })),
      nativeBatches(first.value, iterator, schema),
      { signal },
    );
    await mkdir(directory, { recursive: true });
    const path = 'all.parquet';
    const target = join(directory, path);
    await connection.execute(`COPY ${table} TO ${quoteText(target)} (FORMAT parquet, COMPRESSION lz4_raw)`, { signal });
    return [{ directory, path, sizeBytes: (await stat(target)).size }];
  } finally {
    await iterator.return?.();
  }
}

async function* nativeBatches(first: RecordBatch, rest: AsyncIterator<RecordBatch>, schema: StructType): AsyncGenerator<NativeBatch, void> {
  for (let batch: RecordBatch | undefined = first; batch !== undefined; ) {
    yield toNativeBatch(schema.fields.length > 0 ? batch : onlyNulls(batch.length));
    const next: IteratorResult<RecordBatch> = await rest.next();
    batch = next.done === true ? undefined : next.value;
  }
}

function onlyNulls(length: number): RecordBatch {
  const bits = new Uint8Array((length + 7) >> 3);
  return {
    schema: { kind: 'struct', fields: [{ name: 'empty', dataType: { kind: 'boolean' }, nullable: true }] },
    length,
    columns: [{ length, nullCount: length, validity: bits, data: bits }],
  };
}
