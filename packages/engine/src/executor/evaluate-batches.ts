import { encodeInternalRows, type InternalValue, internalRowsOf, type RecordBatch } from '@kindling/protocol';
import {
  aggregateFunction,
  type RowFunction,
  reduceList,
  scalarFunction,
  tableFunction,
  type UserConsole,
} from '../functions/runtime/index.ts';
import type { EvaluatedCall, PartitionFunction } from '../physical/index.ts';

/** For each batch of arguments a batch of results. */
export async function* evaluateBatches(
  fn: PartitionFunction & { readonly kind: 'evaluate' },
  partition: number,
  batches: AsyncIterable<RecordBatch>,
  output: UserConsole,
): AsyncGenerator<RecordBatch, void> {
  const calls = fn.calls.map((call) => ({ args: call.args, run: runnerOf(call, partition, output) }));
  for await (const batch of batches) {
    const rows: InternalValue[][] = [];
    for (const row of internalRowsOf(batch)) rows.push(calls.map(({ args, run }) => run(...args.map((i) => row[i] ?? null))));
    yield encodeInternalRows(fn.schema, rows);
  }
}

function runnerOf(call: EvaluatedCall, partition: number, output: UserConsole): RowFunction {
  const { definition, argTypes } = call;
  switch (definition.form) {
    case 'scalar':
      return scalarFunction(definition, argTypes, output, partition);
    case 'table':
      return tableFunction(definition, argTypes, output, partition);
    case 'aggregate': {
      // Its only argument is the list of a group's rows.
      const [list] = argTypes;
      const rowType = list?.kind === 'array' && list.elementType.kind === 'struct' ? list.elementType : undefined;
      const steps = aggregateFunction(definition, rowType?.fields.map((field) => field.dataType) ?? [], output);
      return (rows: readonly InternalValue[] | null) => reduceList(steps, rows ?? []);
    }
  }
}
