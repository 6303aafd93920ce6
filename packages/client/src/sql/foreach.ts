import { encodeParams } from '@kindling/protocol';
import { packForeachPartition, type Relation } from '@kindling/protocol/messages';
import { functionText } from '../javascript/index.ts';
import type { ForeachOptions } from './frame-actions.ts';
import { requireKindling } from './require-kindling.ts';
import type { SparkSession } from './spark-session.ts';

/** Runs a function for each row, or for each partition, where the partitions are. */
export async function runForeach<P>(
  session: SparkSession,
  input: Relation,
  each: 'row' | 'partition',
  f: (rows: never, params: P) => unknown,
  options: ForeachOptions<P>,
): Promise<void> {
  const functionName = each === 'row' ? 'foreach' : 'foreachPartition';
  const message = { input, each, ...functionText(f, functionName), paramsJson: encodeParams(options.params) };
  await requireKindling(session, functionName, 'it is called for its effect');
  await session.execution.command({ case: 'extension', value: packForeachPartition(message) }, { signal: options.signal });
}
