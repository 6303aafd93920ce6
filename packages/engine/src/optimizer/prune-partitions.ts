import { equalTypes } from '@kindling/protocol';
import { type Expression, type FileRelation, type LogicalPlan, rewritePlanUp, typeOf } from '../plan/index.ts';

/** Drops the files of partitions in which no row passes the filter above: their values are known without a look inside. */
export function prunePartitions(plan: LogicalPlan): LogicalPlan {
  return rewritePlanUp(plan, (node) => {
    if (node.kind !== 'filter' || node.child.kind !== 'fileRelation') return node;
    const relation = prunedRelation(node.child, node.condition);
    return relation === node.child ? node : { ...node, child: relation };
  });
}

function prunedRelation(relation: FileRelation, condition: Expression): FileRelation {
  if (relation.partitionSchema.fields.length === 0) return relation;
  const first = relation.dataSchema.fields.length;
  const ids = relation.output.slice(first, first + relation.partitionSchema.fields.length).map((attribute) => attribute.id);
  const files = relation.files.filter((file) => {
    const outcome = outcomeOf(condition, new Map(ids.map((id, i) => [id, file.partitionValues[i] ?? null])));
    return outcome === undefined || outcome === true;
  });
  return files.length === relation.files.length ? relation : { ...relation, files };
}

/** What a condition is for all rows of a partition; nothing where rows may differ or it is not decided here. */
type Outcome = boolean | null | undefined;
type PartitionValues = ReadonlyMap<number, unknown>;

function outcomeOf(condition: Expression, values: PartitionValues): Outcome {
  if (condition.kind === 'literal') return typeof condition.value === 'boolean' ? condition.value : undefined;
  if (condition.kind !== 'call') return undefined;
  const [left, right, ...others] = condition.args;
  if (left === undefined) return undefined;
  switch (condition.fn) {
    case 'and': {
      const outcomes = condition.args.map((arg) => outcomeOf(arg, values));
      return outcomes.includes(false) ? false : outcomes.includes(undefined) ? undefined : !outcomes.includes(null) || null;
    }
    case 'or': {
      const outcomes = condition.args.map((arg) => outcomeOf(arg, values));
      return outcomes.includes(true) ? true : outcomes.includes(undefined) ? undefined : outcomes.includes(null) ? null : false;
    }
    case 'not': {
      const outcome = outcomeOf(left, values);
      return typeof outcome === 'boolean' ? !outcome : outcome;
    }
    case 'isnull':
    case 'isnotnull': {
      const value = valueOf(left, values);
      return value === undefined ? undefined : (value === null) === (condition.fn === 'isnull');
    }
    case 'in': {
      const outcomes = [right, ...others].map((item) => (item ? compared('=', left, item, values) : undefined));
      return outcomes.includes(true) ? true : outcomes.includes(undefined) ? undefined : outcomes.includes(null) ? null : false;
    }
    default:
      return right === undefined ? undefined : compared(condition.fn, left, right, values);
  }
}

function valueOf(expression: Expression, values: PartitionValues): unknown {
  if (expression.kind === 'literal') return expression.value;
  return expression.kind === 'attribute' ? values.get(expression.id) : undefined;
}

function compared(fn: string, left: Expression, right: Expression, values: PartitionValues): Outcome {
  const test = tests[fn];
  const [a, b] = [valueOf(left, values), valueOf(right, values)];
  if (test === undefined || a === undefined || b === undefined || !equalTypes(typeOf(left), typeOf(right))) return undefined;
  if (a === null || b === null) return null;
  const type = typeOf(left);
  // The order of texts, and what is equal, depend on a collation.
  if (type.kind === 'string') return fn === '=' && type.collation === undefined ? a === b : undefined;
  const order = orderOf(a, b);
  return order === undefined ? undefined : test(order);
}

const tests: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function orderOf(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) || Number.isNaN(b) ? undefined : a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return undefined;
}
