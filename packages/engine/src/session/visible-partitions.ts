import { type LogicalPlan, walkExpressions, walkPlan } from '../plan/index.ts';

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

/** Whether the rows of a query tell in which partition they were; where they do not, a repartition changes nothing and costs nothing. */
export function showsPartitions(plan: LogicalPlan): boolean {
  let shows = false;
  walkPlan(plan, (node) => {
    if (node.kind === 'sample') shows = true;
    return !shows;
  });
  walkExpressions(plan, (expression) => {
    if (expression.kind === 'call' && partitionFunctions.has(expression.fn)) shows = true;
    return !shows;
  });
  return shows;
}
