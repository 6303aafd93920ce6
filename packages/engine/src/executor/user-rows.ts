import { type RecordBatch, sparkError } from '@kindling/protocol';
import type { UserFunctionOutput } from '../physical/index.ts';
import { runScript } from './run-script.ts';
import type { UserCode, UserCodeOptions } from './user-code.ts';

/** What functions of users make of the rows of a partition, behind the columns that go past them. */
export async function* userRows(
  { fn, passedColumns }: UserFunctionOutput,
  partition: number,
  batches: AsyncIterable<RecordBatch>,
  userCode: UserCode,
  options: UserCodeOptions,
): AsyncGenerator<RecordBatch, void> {
  if (fn.kind === 'script') {
    // The command is a process of its own already, and ends with the task.
    yield* runScript(fn, batches, options.signal);
    return;
  }
  if (fn.kind === 'map') {
    yield* userCode.run(fn, partition, batches, options);
    return;
  }
  const waiting: RecordBatch[] = [];
  async function* argumentBatches(): AsyncGenerator<RecordBatch, void> {
    for await (const batch of batches) {
      if (batch.length === 0) continue;
      waiting.push(columnsOf(batch, 0, passedColumns));
      yield columnsOf(batch, passedColumns);
    }
  }
  for await (const result of userCode.run(fn, partition, argumentBatches(), options)) {
    const passed = waiting.shift();
    if (passed === undefined) throw sparkError('INTERNAL_ERROR', { message: 'User code gave more batches than it got.' });
    yield {
      schema: { kind: 'struct', fields: [...passed.schema.fields, ...result.schema.fields] },
      length: passed.length,
      columns: [...passed.columns, ...result.columns],
    };
  }
}

function columnsOf(batch: RecordBatch, from: number, to?: number): RecordBatch {
  return {
    schema: { kind: 'struct', fields: batch.schema.fields.slice(from, to) },
    length: batch.length,
    columns: batch.columns.slice(from, to),
  };
}
