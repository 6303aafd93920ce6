import type { LogicalPlan } from '../plan/index.ts';

/**
 * How many partitions the rows of an analysed plan stand in: those of the nearest repartition or source below, as long as every
 * operator in between works within a partition. What gathers rows (aggregates, joins, global sorts …) ends in one, as adaptive
 * execution coalesces results that fit into one task.
 */
export function partitionCountOf(plan: LogicalPlan, shufflePartitions: number): number {
  let node = plan;
  for (;;) {
    switch (node.kind) {
      case 'repartition':
        if (node.shuffle) return node.numPartitions ?? shufflePartitions;
        return Math.min(node.numPartitions ?? 1, partitionCountOf(node.child, shufflePartitions));
      case 'project':
      case 'filter':
      case 'generate':
      case 'subqueryAlias':
      case 'view':
      case 'hint':
      case 'sample':
      case 'expand':
      case 'withWatermark':
      case 'mapPartitions':
        node = node.child;
        break;
      case 'sort':
        if (node.isGlobal) return 1;
        node = node.child;
        break;
      default:
        return 1;
    }
  }
}
