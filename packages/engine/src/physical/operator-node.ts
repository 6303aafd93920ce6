import type { Attribute, Expression } from '../plan/index.ts';

/** How the values of a metric add up and read. */
export type MetricType = 'sum' | 'size' | 'timing' | 'nsTiming' | 'average';

/** Names of metrics, as Spark's operators have them, and their types. */
export type Metrics = Readonly<Record<string, MetricType>>;

/** A physical operator as Spark names and shows it. */
export interface OperatorNode {
  readonly nodeName: string;
  readonly simpleString: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly metrics: Metrics;
  readonly children: readonly OperatorNode[];
  readonly output: readonly Attribute[];
  /** What it stands for: the metrics of a node are those of the node that stood for the same before the plan changed. */
  readonly of: unknown;
}

export const rowsOnly: Metrics = { 'number of output rows': 'sum' };
export const spillOnly: Metrics = { 'spill size': 'size' };
export const sortMetrics: Metrics = { 'sort time': 'timing', 'peak memory': 'size', 'spill size': 'size' };
export const joinMetrics: Metrics = { ...rowsOnly };
export const aggregateMetrics: Metrics = {
  'number of output rows': 'sum',
  'time in aggregation build': 'timing',
  'peak memory': 'size',
  'spill size': 'size',
};
export const scanMetrics: Metrics = {
  'number of output rows': 'sum',
  'number of files read': 'sum',
  'size of files read': 'size',
  'scan time': 'timing',
};
export const shuffleMetrics: Metrics = {
  'number of partitions': 'sum',
  'shuffle records written': 'sum',
  'shuffle bytes written': 'size',
  'shuffle write time': 'nsTiming',
  'records read': 'sum',
  'local bytes read': 'size',
  'local blocks read': 'sum',
  'remote bytes read': 'size',
  'remote blocks read': 'sum',
  'fetch wait time': 'timing',
};
export const broadcastMetrics: Metrics = { 'number of output rows': 'sum', 'data size': 'size' };
export const shuffleReadMetrics: Metrics = {
  'number of partitions': 'sum',
  'number of coalesced partitions': 'sum',
  'number of skewed partitions': 'sum',
  'number of skewed partition splits': 'sum',
  'partition data size': 'size',
};
export const writeMetrics: Metrics = {
  'number of written files': 'sum',
  'written output': 'size',
  'number of output rows': 'sum',
  'number of dynamic part': 'sum',
};

const MAX_FIELDS = 25;

/** Expressions in brackets, cut off as Spark does. */
export function fields(expressions: readonly Expression[], print: (expression: Expression) => string): string {
  const shown = expressions.slice(0, MAX_FIELDS).map(print);
  const rest = expressions.length - shown.length;
  return `[${shown.join(', ')}${rest > 0 ? `, ... ${rest} more fields` : ''}]`;
}
