import { conjunctsOf } from './conditions.ts';
import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { outputOf } from './output.ts';

/** Bytes of a value in a file, about: only relations between estimates matter. */
const BYTES_PER_COLUMN = 6;
const SELECTIVITY_OF_EQUALITY = 0.05;
const SELECTIVITY_OF_OTHERS = 0.4;

/** How many rows a plan gives, guessed from the sizes of its files and the shape of its conditions. */
export function estimateRows(plan: LogicalPlan): number {
  switch (plan.kind) {
    case 'oneRow':
      return 1;
    case 'localRelation':
      return plan.batches.reduce((rows, batch) => rows + batch.length, 0);
    case 'range':
      return Math.max(0, Math.ceil(Number(plan.end - plan.start) / Number(plan.step)));
    case 'fileRelation': {
      const bytes = plan.files.reduce((sum, file) => sum + file.sizeBytes, 0);
      return bytes / (BYTES_PER_COLUMN * Math.max(1, plan.dataSchema.fields.length));
    }
    case 'cachedRelation':
      return plan.blocks?.reduce((rows, block) => rows + block.rows, 0) ?? 1000;
    case 'filter':
      return conjunctsOf(plan.condition).reduce((rows, condition) => rows * selectivityOf(condition), estimateRows(plan.child));
    case 'aggregate':
      return plan.grouping.length === 0 ? 1 : estimateRows(plan.child) * 0.3;
    case 'deduplicate':
      return estimateRows(plan.child) * 0.5;
    case 'limit':
      return Math.min(estimateRows(plan.child), plan.limit.kind === 'literal' ? Number(plan.limit.value) : Number.POSITIVE_INFINITY);
    case 'join':
      return joinRows(plan);
    case 'setOperation':
      return estimateRows(plan.left) + (plan.operation === 'union' ? estimateRows(plan.right) : 0);
    case 'expand':
      return plan.projections.length * estimateRows(plan.child);
    default:
      return 'child' in plan && plan.child ? estimateRows(plan.child) : 1000;
  }
}

function joinRows(plan: Extract<LogicalPlan, { kind: 'join' }>): number {
  const left = estimateRows(plan.left);
  const right = estimateRows(plan.right);
  if (plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti') return left * 0.5;
  if (!plan.condition) return left * right;
  const outputs = Math.max(left, right);
  return plan.joinType === 'inner'
    ? outputs *
        conjunctsOf(plan.condition)
          .slice(1)
          .reduce((share) => share * 0.9, 1)
    : outputs;
}

function selectivityOf(condition: Expression): number {
  if (condition.kind === 'call' && (condition.fn === '=' || condition.fn === '<=>')) return SELECTIVITY_OF_EQUALITY;
  if (condition.kind === 'call' && (condition.fn === 'isnotnull' || condition.fn === 'not')) return 0.9;
  return SELECTIVITY_OF_OTHERS;
}

/** Bytes of a row in memory, about. */
export function rowBytes(plan: LogicalPlan): number {
  return outputOf(plan).reduce((sum, { dataType }) => {
    switch (dataType.kind) {
      case 'boolean':
      case 'byte':
        return sum + 1;
      case 'short':
        return sum + 2;
      case 'integer':
      case 'float':
      case 'date':
        return sum + 4;
      case 'decimal':
        return sum + (dataType.precision > 18 ? 16 : 8);
      case 'string':
      case 'binary':
        return sum + 20;
      case 'array':
      case 'map':
      case 'struct':
      case 'variant':
        return sum + 64;
      default:
        return sum + 8;
    }
  }, 8);
}
