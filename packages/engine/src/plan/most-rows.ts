import type { LogicalPlan } from './logical-plan.ts';

/** How many rows a resolved plan gives at most; `undefined` where only its data could tell. */
export function mostRows(plan: LogicalPlan): number | undefined {
  switch (plan.kind) {
    case 'oneRow':
      return 1;
    case 'localRelation':
      return plan.batches.reduce((count, batch) => count + batch.length, 0);
    case 'range':
      return Math.max(0, Number(plan.end - plan.start) / Number(plan.step) + 1);
    case 'aggregate':
      return plan.grouping.length === 0 ? 1 : mostRows(plan.child);
    case 'limit':
      return least(mostRows(plan.child), plan.limit.kind === 'literal' ? Number(plan.limit.value) : undefined);
    case 'setOperation': {
      const [left, right] = [mostRows(plan.left), mostRows(plan.right)];
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case 'project':
    case 'filter':
    case 'sort':
    case 'offset':
    case 'window':
    case 'deduplicate':
    case 'repartition':
    case 'subqueryAlias':
    case 'view':
      return mostRows(plan.child);
    default:
      return undefined;
  }
}

const least = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined ? right : right === undefined ? left : Math.min(left, right);
