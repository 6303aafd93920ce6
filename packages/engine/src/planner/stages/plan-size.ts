import type { StagePlan } from '../../physical/index.ts';
import { estimateRows, type LogicalPlan, rowBytes } from '../../plan/index.ts';

/**
 * Bytes of a plan's rows, about, never guessed too small for what gives few rows of many: like Spark's own estimate it does not believe
 * in conditions, since a relation that is given to every task must be small for sure.
 */
export function sizeBytes(plan: LogicalPlan): number {
  switch (plan.kind) {
    case 'fileRelation': {
      const bytes = plan.files.reduce((sum, file) => sum + file.sizeBytes, 0);
      const columns = plan.dataSchema.fields.length;
      const read = plan.requiredColumns?.length ?? columns;
      return (bytes * Math.max(1, read)) / Math.max(1, columns);
    }
    case 'cachedRelation':
      return plan.blocks?.reduce((sum, block) => sum + block.sizeBytes, 0) ?? Number.POSITIVE_INFINITY;
    case 'project':
      return Math.min(sizeBytes(plan.child), estimateRows(plan) * rowBytes(plan));
    case 'filter':
    case 'subqueryAlias':
    case 'view':
    case 'hint':
    case 'sort':
    case 'deduplicate':
    case 'repartition':
    case 'sample':
      return sizeBytes(plan.child);
    case 'aggregate':
      return plan.grouping.length === 0 ? rowBytes(plan) : sizeBytes(plan.child);
    case 'join':
      if (plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti') return sizeBytes(plan.left);
      return plan.condition ? sizeBytes(plan.left) + sizeBytes(plan.right) : sizeBytes(plan.left) * Math.max(1, estimateRows(plan.right));
    case 'setOperation':
      return sizeBytes(plan.left) + sizeBytes(plan.right);
    case 'stagedRows':
      return plan.sizeBytes;
    case 'exchangeRead':
    case 'cteReference':
      return Number.POSITIVE_INFINITY;
    default:
      return estimateRows(plan) * rowBytes(plan);
  }
}

/** Bytes that the tasks of a stage give, about. */
export const stageSizeBytes = (stage: StagePlan): number => stage.pieces.reduce((sum, piece) => sum + sizeBytes(piece.plan), 0);
