import type { SessionConfig } from '../config/index.ts';
import { type LogicalPlan, walkExpressions, walkPlan } from '../plan/index.ts';
import { sizeBytes } from '../planner/index.ts';
import { dataSource } from '../sources/index.ts';

/** How a query runs, and why: `explain` shows both. */
export interface ExecutionChoice {
  readonly mode: 'fused' | 'staged';
  readonly reason: string;
}

/** One statement for the whole query where nothing speaks against it: it needs no disk between its steps, and DuckDB plans it as a whole. */
export function chooseExecution(optimized: LogicalPlan, config: SessionConfig, memoryBytes: number): ExecutionChoice {
  const mode = config.get('spark.kindling.execution.mode').toLowerCase();
  if (mode === 'fused' || mode === 'staged') return { mode, reason: `spark.kindling.execution.mode is ${mode}` };
  const master = config.get('spark.master');
  if (master.startsWith('local-cluster') && !hasOnePartition(optimized))
    return { mode: 'staged', reason: `${master} has executors to run it` };
  const shown = showsPartitions(optimized) ?? showsBlocks(optimized, config);
  if (shown) return { mode: 'staged', reason: shown };
  if (!config.isOn('spark.sql.adaptive.enabled')) return { mode: 'staged', reason: 'spark.sql.adaptive.enabled is false' };
  const gathered = gatheredBytes(optimized);
  if (gathered > memoryBytes)
    return { mode: 'staged', reason: `${gathered.toFixed(0)} bytes, about, are gathered into values, and memory holds ${memoryBytes}` };
  return { mode: 'fused', reason: 'nothing shows partitions, and what is not in memory can be on disk' };
}

/** Functions whose values depend on which partition holds a row. */
const partitionFunctions: ReadonlySet<string> = new Set([
  'spark_partition_id',
  'monotonically_increasing_id',
  'rand',
  'randn',
  'uniform',
  'randstr',
  'shuffle',
]);

/** Why the rows of a query tell in which partition they were; `undefined` where they do not, and partitions change nothing. */
function showsPartitions(plan: LogicalPlan): string | undefined {
  if (hasOnePartition(plan)) return undefined;
  let shown: string | undefined;
  walkPlan(plan, (node) => {
    if (node.kind === 'sample' && !node.rows) shown = 'a sample is drawn in each partition';
    if (node.kind === 'sort' && !node.isGlobal) shown = 'rows are sorted within partitions';
    return shown === undefined;
  });
  walkExpressions(plan, (expression) => {
    if (expression.kind === 'call' && (partitionFunctions.has(expression.fn) || (expression.fn === 'uuid' && expression.args.length > 0)))
      shown = `${expression.fn}() depends on the partition`;
    return shown === undefined;
  });
  return shown;
}

/** Why the rows of a query tell which part of a file they were in; `undefined` where they do not, or files are read in one part. */
function showsBlocks(plan: LogicalPlan, config: SessionConfig): string | undefined {
  let shown: string | undefined;
  walkExpressions(plan, (expression) => {
    if (expression.kind === 'getStructField' && /^file_block_(?:start|length)$/.test(expression.name))
      shown = `${expression.name} depends on how a file is divided`;
    return shown === undefined;
  });
  if (shown === undefined) return undefined;
  const smallest = Math.min(config.getBytes('spark.sql.files.maxPartitionBytes'), config.getBytes('spark.sql.files.openCostInBytes'));
  let isDivided = false;
  walkPlan(plan, (node) => {
    if (node.kind === 'fileRelation' && dataSource(node.format)?.dividesLines)
      isDivided ||= node.files.some(({ sizeBytes: fileBytes }) => fileBytes > smallest);
    return !isDivided;
  });
  return isDivided ? shown : undefined;
}

/** Whether all that a plan is made of are single rows. */
function hasOnePartition(plan: LogicalPlan): boolean {
  let isOne = true;
  walkPlan(plan, (node) => {
    if (
      node.kind === 'fileRelation' ||
      node.kind === 'stagedRows' ||
      node.kind === 'range' ||
      node.kind === 'repartition' ||
      node.kind === 'setOperation'
    )
      isOne = false;
    if (node.kind === 'localRelation' && node.batches.reduce((rows, batch) => rows + batch.length, 0) > 1) isOne = false;
    if (node.kind === 'cachedRelation' && node.blocks?.length !== 1) isOne = false;
    if (node.kind === 'expand' && node.projections.length > 1) isOne = false;
    return isOne;
  });
  return isOne;
}

/** Aggregates whose value grows with its group: DuckDB holds all of them in memory at once. */
const gathering: ReadonlySet<string> = new Set([
  'collect_list',
  'collect_set',
  'array_agg',
  'listagg',
  'string_agg',
  'percentile',
  'median',
  'mode',
  'histogram_numeric',
]);
/** Rows in a compressed file and as values of a list in memory. */
const GROWTH = 4;

function gatheredBytes(plan: LogicalPlan): number {
  let bytes = 0;
  walkPlan(plan, (node) => {
    if (node.kind !== 'aggregate' && node.kind !== 'groupingSetsAggregate') return;
    let gathers = false;
    walkExpressions({ ...node, child: { kind: 'oneRow' } }, (expression) => {
      if (expression.kind === 'aggregateCall' && gathering.has(expression.fn)) gathers = true;
      return !gathers;
    });
    if (gathers) bytes = Math.max(bytes, sizeBytes(node.child) * GROWTH);
  });
  return bytes;
}
