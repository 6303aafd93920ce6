import { childPlans, type LogicalPlan } from '../plan/index.ts';
import { exchangeIdOf, type OperatorMetrics } from './task.ts';

/** A node of a plan, and the operator of the kernel that surely did its work. */
export interface OperatorLink {
  readonly node: LogicalPlan;
  readonly operator: OperatorMetrics;
}

type Work = 'scan' | 'filter' | 'aggregate' | 'join' | 'sort' | 'topN' | 'window' | 'limit' | 'generate' | 'union';

/** A node of either tree as far as both can be compared. */
interface Item<T> {
  readonly of: T;
  readonly work: Work | undefined;
  /** What it reads and what was done to that, in a form that does not depend on the order of joins. */
  readonly signature: string;
  /** Only rows were chosen and columns computed between the leaf and here. */
  readonly isOverScan: boolean;
}

/**
 * Finds the kernel's operator for the nodes of a plan. The kernel plans for itself: it swaps the sides of joins, moves filters into scans
 * and leaves operators away. So only those are linked that do the same work over the same inputs, and are the only ones to do so.
 */
export function matchOperators(plan: LogicalPlan, operators: readonly OperatorMetrics[]): readonly OperatorLink[] {
  const leaves = new Leaves();
  const nodes: Item<LogicalPlan>[] = [];
  collectNodes(plan, leaves, nodes);
  const kernel: Item<OperatorMetrics>[] = [];
  let next = 0;
  while (next < operators.length) next = collectOperators(operators, next, leaves, kernel);
  const links: OperatorLink[] = [];
  const byKey = groupBy(kernel);
  const scans = new Map(kernel.filter(({ work }) => work === 'scan').map((item) => [item.signature, item] as const));
  for (const [key, [node, ...others]] of groupBy(nodes)) {
    if (!node?.work || others.length > 0) continue;
    const [operator, ...rivals] = byKey.get(key) ?? [];
    if (operator && rivals.length === 0) links.push({ node: node.of, operator: operator.of });
    if (operator || node.work !== 'filter' || !node.isOverScan) continue;
    // A filter that went into the scan, or that the files' statistics answer: what the scan gives is what passed.
    const scan = scans.get(node.signature)?.of;
    if (scan && byKey.get(keyOf({ ...node, work: 'scan' }))?.length === 1) links.push({ node: node.of, operator: scan });
  }
  return links;
}

const keyOf = (item: Pick<Item<unknown>, 'work' | 'signature'>): string => `${item.work} ${item.signature}`;

function groupBy<T>(items: readonly Item<T>[]): Map<string, Item<T>[]> {
  const groups = new Map<string, Item<T>[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Names for what both trees read. */
class Leaves {
  readonly #files = new Map<string, string>();
  #count = 0;

  ofPlan(plan: LogicalPlan): string {
    switch (plan.kind) {
      case 'exchangeRead':
        return `exchange ${plan.exchangeId}`;
      case 'fileRelation':
        return this.#ofFiles(plan.files.map(({ path }) => path));
      case 'stagedRows':
        return this.#ofFiles(plan.partitions.flat());
      case 'range':
        return 'range';
      default:
        return 'rows';
    }
  }

  #ofFiles(paths: readonly string[]): string {
    const known = paths.map((path) => this.#files.get(path)).find((name) => name !== undefined);
    const name = known ?? `files ${this.#count++}`;
    for (const path of paths) this.#files.set(path, name);
    return name;
  }

  ofOperator({ name, file }: OperatorMetrics): string {
    const exchangeId = exchangeIdOf(file);
    if (exchangeId !== undefined) return `exchange ${exchangeId}`;
    if (file !== undefined) return this.#files.get(file) ?? `file ${file}`;
    if (name === 'RANGE') return 'range';
    return rowScans.has(name) ? 'rows' : name;
  }
}

const rowScans: ReadonlySet<string> = new Set(['SEQ_SCAN', 'COLUMN_DATA_SCAN', 'DUMMY_SCAN', 'TABLE_SCAN']);

/** Work that changes which rows there are so much that what is above and below must not be taken for each other. */
const breaks: ReadonlySet<Work> = new Set(['aggregate', 'window', 'limit', 'topN', 'generate', 'union']);

function signatureOf(below: readonly Item<unknown>[]): string {
  const parts = below.flatMap((item) => {
    const own = item.signature === '' ? [] : item.signature.split(' + ');
    return item.work && breaks.has(item.work) ? [...own, `(${item.work})`] : own;
  });
  return parts.sort().join(' + ');
}

function collectNodes(plan: LogicalPlan, leaves: Leaves, into: Item<LogicalPlan>[]): Item<LogicalPlan> {
  const isTopN = plan.kind === 'limit' && plan.child.kind === 'sort' && plan.child.isGlobal;
  const children = isValues(plan) ? [] : isTopN ? childPlans(plan.child) : childPlans(plan);
  const below = children.map((child) => collectNodes(child, leaves, into));
  const work = isTopN ? 'topN' : workOf(plan, children.length);
  const [only] = below;
  const item: Item<LogicalPlan> = {
    of: plan,
    work,
    signature: children.length === 0 ? leaves.ofPlan(plan) : signatureOf(below),
    isOverScan: children.length === 0 || (below.length === 1 && only?.isOverScan === true && (work === undefined || work === 'filter')),
  };
  into.push(item);
  return item;
}

const isValues = (plan: LogicalPlan): boolean => plan.kind === 'expand' && plan.child.kind === 'oneRow';

function workOf(plan: LogicalPlan, children: number): Work | undefined {
  if (children === 0) return 'scan';
  switch (plan.kind) {
    case 'filter':
    case 'sort':
    case 'window':
    case 'limit':
    case 'generate':
    case 'join':
      return plan.kind;
    case 'aggregate':
    case 'groupingSetsAggregate':
    case 'deduplicate':
      return 'aggregate';
    case 'setOperation':
      return plan.operation === 'union' ? 'union' : undefined;
    default:
      return undefined;
  }
}

/** Reads the operator at `at` with all below it; answers where the next one of its depth or above stands. */
function collectOperators(operators: readonly OperatorMetrics[], at: number, leaves: Leaves, into: Item<OperatorMetrics>[]): number {
  const operator = operators[at] as OperatorMetrics;
  const below: Item<OperatorMetrics>[] = [];
  let next = at + 1;
  while (next < operators.length && (operators[next] as OperatorMetrics).depth > operator.depth) {
    next = collectOperators(operators, next, leaves, into);
    below.push(into.at(-1) as Item<OperatorMetrics>);
  }
  const isLeaf = below.length === 0;
  into.push({
    of: operator,
    work: isLeaf ? 'scan' : works.get(operator.name),
    signature: isLeaf ? leaves.ofOperator(operator) : signatureOf(below),
    isOverScan: false,
  });
  return next;
}

const works: ReadonlyMap<string, Work> = new Map([
  ['FILTER', 'filter'],
  ['HASH_GROUP_BY', 'aggregate'],
  ['PERFECT_HASH_GROUP_BY', 'aggregate'],
  ['UNGROUPED_AGGREGATE', 'aggregate'],
  ['PARTITIONED_AGGREGATE', 'aggregate'],
  ['HASH_JOIN', 'join'],
  ['NESTED_LOOP_JOIN', 'join'],
  ['BLOCKWISE_NL_JOIN', 'join'],
  ['PIECEWISE_MERGE_JOIN', 'join'],
  ['IE_JOIN', 'join'],
  ['ASOF_JOIN', 'join'],
  ['CROSS_PRODUCT', 'join'],
  ['ORDER_BY', 'sort'],
  ['TOP_N', 'topN'],
  ['WINDOW', 'window'],
  ['STREAMING_WINDOW', 'window'],
  ['LIMIT', 'limit'],
  ['STREAMING_LIMIT', 'limit'],
  ['UNNEST', 'generate'],
  ['UNION', 'union'],
]);
