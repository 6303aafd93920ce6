import type { TaskMetrics } from '../../events/index.ts';
import { type Exchange, type ExchangeFile, matchOperators, type OperatorMetrics } from '../../physical/index.ts';
import { type LogicalPlan, walkPlan } from '../../plan/index.ts';
import type { MetricValues } from './plan-metrics.ts';

/** What a task did, as far as its operators' metrics come from it. */
export interface TaskFigures {
  readonly plan: LogicalPlan;
  readonly operators: readonly OperatorMetrics[];
  readonly metrics: TaskMetrics;
  /** The exchange, or the operator that writes files, that its rows go to. */
  readonly writes?: unknown;
  readonly reads: readonly { readonly exchange: Exchange; readonly files: readonly ExchangeFile[] }[];
}

const toMs = (timeNs: number): number => Math.round(timeNs / 1e6);

/** Operators that hold many rows at once: what a task spills is theirs. */
const blocking: ReadonlySet<LogicalPlan['kind']> = new Set([
  'aggregate',
  'groupingSetsAggregate',
  'deduplicate',
  'sort',
  'window',
  'join',
  'asOfJoin',
]);

/** Values of the metrics of the nodes that the task worked for; only what is certain. */
export function valuesOf(task: TaskFigures): readonly (readonly [of: unknown, values: MetricValues])[] {
  const { plan, operators, metrics, writes, reads } = task;
  const values: (readonly [unknown, MetricValues])[] = [];
  for (const { node, operator } of matchOperators(plan, operators)) {
    switch (node.kind) {
      case 'fileRelation':
        // A scan with filters tells only what passed them.
        values.push([
          node,
          { ...(operator.isFiltered ? {} : { 'number of output rows': operator.rows }), 'scan time': toMs(operator.timeNs) },
        ]);
        break;
      case 'aggregate':
      case 'groupingSetsAggregate':
      case 'deduplicate':
        values.push([node, { 'number of output rows': operator.rows, 'time in aggregation build': toMs(operator.timeNs) }]);
        break;
      case 'sort':
        values.push([node, { 'sort time': toMs(operator.timeNs) }]);
        break;
      default:
        values.push([node, { 'number of output rows': operator.rows }]);
    }
  }
  const holders: LogicalPlan[] = [];
  walkPlan(plan, (node) => {
    if (blocking.has(node.kind)) holders.push(node);
  });
  const [holder] = holders;
  if (holder && holders.length === 1)
    values.push([holder, { 'spill size': metrics.memoryBytesSpilled, 'peak memory': metrics.peakExecutionMemoryBytes }]);
  if (writes !== undefined) {
    const { bytesWritten, recordsWritten, writeTimeNs } = metrics.shuffleWrite;
    values.push([
      writes,
      {
        'shuffle records written': recordsWritten,
        'shuffle bytes written': bytesWritten,
        'shuffle write time': writeTimeNs,
        'number of output rows': recordsWritten + metrics.output.recordsWritten,
        'data size': bytesWritten,
      },
    ]);
  }
  for (const { exchange, files } of reads) {
    values.push([
      exchange,
      {
        'records read': files.reduce((sum, file) => sum + file.rows, 0),
        'local bytes read': files.reduce((sum, file) => sum + file.sizeBytes, 0),
        'local blocks read': files.length,
        'remote bytes read': 0,
        'remote blocks read': 0,
        'fetch wait time': 0,
      },
    ]);
  }
  return values;
}
