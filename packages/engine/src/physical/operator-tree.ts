import { simpleString } from '@kindling/protocol';
import {
  type Attribute,
  childExpressions,
  childPlans,
  conjunctsOf,
  type Expression,
  equalityBetween,
  idsOf,
  type Join,
  type LogicalPlan,
  outputOf,
  printExpression,
  walkExpression,
} from '../plan/index.ts';
import {
  aggregateMetrics,
  broadcastMetrics,
  fields,
  joinMetrics,
  type Metrics,
  type OperatorNode,
  rowsOnly,
  scanMetrics,
  shuffleMetrics,
  shuffleReadMetrics,
  sortMetrics,
  spillOnly,
  writeMetrics,
} from './operator-node.ts';
import type { Exchange, StagedQuery, StagePlan } from './stage-plan.ts';

/** How a stage came to read an exchange: what adaptive execution made of its partitions. */
export interface ShuffleRead {
  readonly isCoalesced: boolean;
  readonly isSkewed: boolean;
}

/** A staged query as far as it has come. */
export interface StagedView {
  readonly query: StagedQuery;
  /** Number of partitions where the query names none. */
  readonly shufflePartitions: number;
  /** Plan of a stage as it runs, where it has begun. */
  stagePlan?(planned: StagePlan): StagePlan;
  /** Absent where it is read as it was written. */
  read?(stage: StagePlan, exchangeId: number): ShuffleRead | undefined;
  /** Partitions of an exchange, once they are known. */
  partitions?(exchangeId: number): number | undefined;
}

/** The operators of a plan that runs as one statement. */
export function fusedTree(plan: LogicalPlan): OperatorNode {
  return new TreeBuilder(undefined).node(plan, undefined);
}

/** The operators of a query that runs in stages, exchanges between them. */
export function stagedTree(view: StagedView): OperatorNode {
  return new TreeBuilder(view).stage(view.query.root);
}

/** The root of a plan that may still change, until it is final. */
export function adaptivePlan(root: OperatorNode, isFinal: boolean): OperatorNode {
  return make('AdaptiveSparkPlan', `AdaptiveSparkPlan isFinalPlan=${isFinal}`, {}, [root], root.output, 'adaptive');
}

/** Files that are written from the rows of a plan. */
export function writeFilesNode(
  target: { readonly format: string; readonly path: string; readonly mode: string; readonly partitionBy: readonly string[] },
  child: OperatorNode,
  of: unknown,
): OperatorNode {
  const write = make('WriteFiles', 'WriteFiles', {}, [child], child.output, 'write');
  const { format, path, mode, partitionBy } = target;
  const title = format.charAt(0).toUpperCase() + format.slice(1);
  const name = 'Execute InsertIntoHadoopFsRelationCommand';
  const by = partitionBy.length > 0 ? `, [${partitionBy.join(', ')}]` : '';
  const text = `${name} file:${path}, false${by}, ${title}, [path=${path}], ${mode}, ${fields(child.output, (column) => (column.kind === 'attribute' ? column.name : print(column)))}`;
  return make(name, text, writeMetrics, [write], [], of);
}

class TreeBuilder {
  readonly #view: StagedView | undefined;
  /** Exchanges that the tree shows already: others that read them point there. */
  readonly #shown = new Map<string, OperatorNode>();
  /** What the parts of partial aggregates are parts of. */
  readonly #parts = new Map<number, Expression>();

  constructor(view: StagedView | undefined) {
    this.#view = view;
  }

  stage(planned: StagePlan): OperatorNode {
    const stage = this.#view?.stagePlan?.(planned) ?? planned;
    const nodes = stage.pieces.map(({ plan }) => this.node(plan, planned));
    const [first] = nodes;
    if (nodes.length === 1 && first) return first;
    return make('Union', 'Union', {}, nodes, first?.output ?? [], planned);
  }

  node(plan: LogicalPlan, stage: StagePlan | undefined): OperatorNode {
    const node = this.#own(plan, stage);
    const subqueries = this.#subqueries(plan, stage);
    return subqueries.length === 0 ? node : { ...node, children: [...node.children, ...subqueries] };
  }

  #own(plan: LogicalPlan, stage: StagePlan | undefined): OperatorNode {
    const below = (child: LogicalPlan) => [this.node(child, stage)];
    const output = outputOf(plan);
    const one = (nodeName: string, args: string, metrics: Metrics, child: LogicalPlan) =>
      make(nodeName, args === '' ? nodeName : `${nodeName} ${args}`, metrics, below(child), output, plan);
    switch (plan.kind) {
      case 'subqueryAlias':
      case 'view':
      case 'hint':
      case 'withWatermark':
        return this.node(plan.child, stage);
      case 'oneRow':
        return make('Scan OneRowRelation', 'Scan OneRowRelation[]', rowsOnly, [], output, plan);
      case 'localRelation':
        return make('LocalTableScan', `LocalTableScan ${fields(output, print)}`, rowsOnly, [], output, plan);
      case 'range': {
        const splits = plan.numPartitions === undefined ? '' : `, splits=${plan.numPartitions}`;
        return make('Range', `Range (${plan.start}, ${plan.end}, step=${plan.step}${splits})`, rowsOnly, [], output, plan);
      }
      case 'fileRelation':
        return fileScan(plan);
      case 'stagedRows':
        return make('Scan ExistingRDD', `Scan ExistingRDD${fields(output, print)}`, rowsOnly, [], output, plan);
      case 'exchangeRead':
        return this.#exchangeRead(plan, stage);
      case 'cachedRelation':
        return cachedScan(plan);
      case 'project':
        return one('Project', fields(plan.list, print), {}, plan.child);
      case 'filter':
        return one('Filter', printExpression(plan.condition), rowsOnly, plan.child);
      case 'aggregate':
        return this.#aggregate(plan, plan.grouping, plan.list, below(plan.child), stage);
      case 'groupingSetsAggregate':
        return this.#aggregate(plan, plan.grouping, plan.list, below(plan.child), stage);
      case 'deduplicate':
        return this.#aggregate(plan, plan.columns ?? output, [], below(plan.child), stage);
      case 'window':
        return one('Window', fields(plan.windowExpressions, print), spillOnly, plan.child);
      case 'generate':
        return one(
          'Generate',
          `${printExpression(plan.generator)}, ${fields(outputOf(plan.child), print)}, ${plan.outer}, ${fields(plan.generatorOutput ?? [], print)}`,
          rowsOnly,
          plan.child,
        );
      case 'expand':
        return plan.child.kind === 'oneRow'
          ? make('LocalTableScan', `LocalTableScan ${fields(output, print)}`, rowsOnly, [], output, plan)
          : one(
              'Expand',
              `[${plan.projections.map((list) => fields(list, print)).join(', ')}], ${fields(output, print)}`,
              rowsOnly,
              plan.child,
            );
      case 'sort':
        return one('Sort', `${fields(plan.order, print)}, ${plan.isGlobal}, 0`, sortMetrics, plan.child);
      case 'limit': {
        const limit = printExpression(plan.limit);
        if (plan.child.kind !== 'sort' || !plan.child.isGlobal) return one('GlobalLimit', limit, {}, plan.child);
        const order = fields(plan.child.order, print);
        const text = `TakeOrderedAndProject(limit=${limit}, orderBy=${order}, output=${fields(output, print)})`;
        return make('TakeOrderedAndProject', text, {}, below(plan.child.child), output, plan);
      }
      case 'offset':
        return one('GlobalLimit', `-1, ${printExpression(plan.offset)}`, {}, plan.child);
      case 'tail':
        return one('CollectTail', printExpression(plan.limit), {}, plan.child);
      case 'sample':
        return one('Sample', `${plan.lowerBound}, ${plan.upperBound}, ${plan.withReplacement}, ${plan.seed ?? 0n}`, rowsOnly, plan.child);
      case 'repartition':
        return one('Coalesce', String(plan.numPartitions ?? ''), {}, plan.child);
      case 'join':
        return this.#join(plan, stage);
      case 'setOperation': {
        const name = plan.operation === 'union' ? 'Union' : plan.operation === 'intersect' ? 'Intersect' : 'Except';
        const nodes = [...this.#branches(plan, plan.left, stage), this.node(plan.right, stage)];
        const all = make(name, plan.operation === 'union' ? 'Union' : `${name}${plan.isAll ? ' All' : ''}`, {}, nodes, output, plan);
        if (plan.operation !== 'union' || plan.isAll) return all;
        return make('HashAggregate', `HashAggregate(keys=${fields(output, print)}, functions=[])`, aggregateMetrics, [all], output, plan);
      }
      default: {
        const name = plan.kind.charAt(0).toUpperCase() + plan.kind.slice(1);
        const expressions = childExpressions(plan);
        const text = expressions.length === 0 ? name : `${name} ${fields(expressions, print)}`;
        return make(
          name,
          text,
          {},
          childPlans(plan).map((child) => this.node(child, stage)),
          output,
          plan,
        );
      }
    }
  }

  /** A chain of UNION ALL is one operator. */
  #branches(plan: Extract<LogicalPlan, { kind: 'setOperation' }>, side: LogicalPlan, stage: StagePlan | undefined): OperatorNode[] {
    if (plan.operation === 'union' && plan.isAll && side.kind === 'setOperation' && side.operation === 'union' && side.isAll)
      return [...this.#branches(side, side.left, stage), this.node(side.right, stage)];
    return [this.node(side, stage)];
  }

  #aggregate(
    plan: LogicalPlan,
    grouping: readonly Expression[],
    list: readonly Expression[],
    children: readonly OperatorNode[],
    stage: StagePlan | undefined,
  ): OperatorNode {
    const isPartial = this.#isPartial(plan, stage);
    const functions: string[] = [];
    for (const item of list) {
      const body = item.kind === 'alias' ? item.child : item;
      walkExpression(body, (expression) => {
        if (expression.kind !== 'aggregateCall') return true;
        const [argument] = expression.args;
        const whole = argument?.kind === 'attribute' ? this.#parts.get(argument.id) : undefined;
        if (isPartial && item.kind === 'alias' && item.id !== undefined) this.#parts.set(item.id, expression);
        functions.push(`${isPartial ? 'partial_' : ''}${printExpression(whole ?? expression)}`);
        return false;
      });
    }
    const keys = fields(
      grouping.map((key) => (key.kind === 'alias' ? key.child : key)),
      print,
    );
    const text = `HashAggregate(keys=${keys}, functions=[${[...new Set(functions)].join(', ')}])`;
    return make('HashAggregate', text, aggregateMetrics, children, outputOf(plan), plan);
  }

  /** Whether what an aggregate finds goes to another one, which finishes it. */
  #isPartial(plan: LogicalPlan, stage: StagePlan | undefined): boolean {
    if (stage === undefined) return false;
    for (const exchange of this.#view?.query.exchanges.values() ?? []) {
      if (exchange.child === stage)
        return exchange.reason === 'aggregate' && plan.kind === 'aggregate' && stage.pieces.some((piece) => piece.plan === plan);
    }
    return false;
  }

  #join(plan: Join, stage: StagePlan | undefined): OperatorNode {
    const children = [this.node(plan.left, stage), this.node(plan.right, stage)];
    const leftIds = idsOf(outputOf(plan.left));
    const rightIds = idsOf(outputOf(plan.right));
    const conditions = plan.condition ? conjunctsOf(plan.condition) : [];
    const equal = conditions.flatMap((condition) => equalityBetween(condition, leftIds, rightIds) ?? []);
    const others = conditions.filter((condition) => !equalityBetween(condition, leftIds, rightIds));
    const rest = others.map((condition) => `, ${printExpression(condition)}`).join('');
    const type = plan.joinType.charAt(0).toUpperCase() + plan.joinType.slice(1);
    const small = isBroadcast(children[1]) ? 'BuildRight' : isBroadcast(children[0]) ? 'BuildLeft' : wishedBroadcast(plan);
    const wishes = [plan.hint?.left, plan.hint?.right];
    const output = outputOf(plan);
    if (wishes.includes('SHUFFLE_REPLICATE_NL') && small === undefined && plan.joinType === 'inner') {
      const text = `CartesianProduct${conditions.length > 0 ? ` (${conditions.map(printExpression).join(' AND ')})` : ''}`;
      return make('CartesianProduct', text, joinMetrics, children, output, plan);
    }
    if (equal.length === 0) {
      if (conditions.length === 0 && small === undefined && (plan.joinType === 'inner' || plan.joinType === 'cross'))
        return make('CartesianProduct', 'CartesianProduct', joinMetrics, children, output, plan);
      const text = `BroadcastNestedLoopJoin ${small ?? 'BuildRight'}, ${type}${rest}`;
      return make('BroadcastNestedLoopJoin', text, joinMetrics, children, output, plan);
    }
    const left = fields(
      equal.map((pair) => pair.left),
      print,
    );
    const right = fields(
      equal.map((pair) => pair.right),
      print,
    );
    if (wishes.includes('MERGE') && small === undefined)
      return make('SortMergeJoin', `SortMergeJoin ${left}, ${right}, ${type}${rest}`, joinMetrics, children, output, plan);
    // DuckDB joins by hash: a side that every task reads whole is broadcast, else both are divided, or there is one task.
    const name = small === undefined ? 'ShuffledHashJoin' : 'BroadcastHashJoin';
    return make(name, `${name} ${left}, ${right}, ${type}, ${small ?? 'BuildRight'}${rest}`, joinMetrics, children, output, plan);
  }

  #exchangeRead(plan: Extract<LogicalPlan, { kind: 'exchangeRead' }>, stage: StagePlan | undefined): OperatorNode {
    const view = this.#view;
    const exchange = view?.query.exchanges.get(plan.exchangeId);
    if (!view || !exchange) return make('ShuffleQueryStage', `ShuffleQueryStage ${plan.exchangeId}`, {}, [], plan.output, plan);
    const isWritten = exchange.partitioning.kind !== 'keep';
    if (plan.reads === 'all') {
      if (!isWritten) return this.#exchange(exchange, isBroadcastFor(exchange));
      const shuffled = this.#exchange(exchange, false);
      const local = make(
        'AQEShuffleRead',
        'AQEShuffleRead local',
        shuffleReadMetrics,
        [shuffled],
        plan.output,
        `read ${exchange.exchangeId} local`,
      );
      const text = 'BroadcastExchange HashedRelationBroadcastMode, from a shuffle that turned out small';
      return make('BroadcastExchange', text, {}, [local], plan.output, `broadcast ${exchange.exchangeId}`);
    }
    const node = this.#exchange(exchange, false);
    const read = stage && view.read?.(stage, plan.exchangeId);
    if (!read || (!read.isCoalesced && !read.isSkewed)) return node;
    const how = [...(read.isCoalesced ? ['coalesced'] : []), ...(read.isSkewed ? ['skewed'] : [])].join(' and ');
    return make('AQEShuffleRead', `AQEShuffleRead ${how}`, shuffleReadMetrics, [node], plan.output, readKey(stage, plan.exchangeId));
  }

  #exchange(exchange: Exchange, isBroadcast: boolean): OperatorNode {
    const key = `${exchange.exchangeId} ${isBroadcast}`;
    const known = this.#shown.get(key);
    if (known) {
      const text = `ReusedExchange ${fields(exchange.output, print)}, ${known.simpleString}`;
      return make('ReusedExchange', text, {}, [known], exchange.output, `${key} again`);
    }
    const child = this.stage(exchange.child);
    const node = isBroadcast
      ? make(
          'BroadcastExchange',
          `BroadcastExchange ${broadcastMode(exchange)}, [plan_id=${exchange.exchangeId}]`,
          broadcastMetrics,
          [child],
          exchange.output,
          exchange,
        )
      : make(
          'Exchange',
          `Exchange ${this.#partitioning(exchange)}, ${origin(exchange)}, [plan_id=${exchange.exchangeId}]`,
          shuffleMetrics,
          [child],
          exchange.output,
          exchange,
        );
    this.#shown.set(key, node);
    return node;
  }

  #partitioning(exchange: Exchange): string {
    const { partitioning } = exchange;
    const known = this.#view?.partitions?.(exchange.exchangeId);
    const count = known ?? ('count' in partitioning ? partitioning.count : undefined) ?? this.#view?.shufflePartitions ?? 0;
    switch (partitioning.kind) {
      case 'hash':
        return `hashpartitioning(${[...partitioning.keys.map(printExpression), count].join(', ')})`;
      case 'range':
        return `rangepartitioning(${[...partitioning.order.map(printExpression), count].join(', ')})`;
      case 'roundRobin':
        return `RoundRobinPartitioning(${count})`;
      case 'single':
        return 'SinglePartition';
      case 'keep':
        return known === undefined && partitioning.count === undefined ? 'UnknownPartitioning' : `UnknownPartitioning(${count})`;
    }
  }

  #subqueries(plan: LogicalPlan, stage: StagePlan | undefined): OperatorNode[] {
    const nodes: OperatorNode[] = [];
    for (const expression of childExpressions(plan)) {
      walkExpression(expression, (item) => {
        if (item.kind !== 'subquery') return;
        const child = this.node(item.plan, stage);
        nodes.push(make('Subquery', `Subquery ${item.variant}-subquery`, {}, [child], child.output, item));
      });
    }
    return nodes;
  }
}

const readKeys = new WeakMap<StagePlan, Map<number, object>>();

/** What the metrics of a stage's reading of an exchange are kept under. */
export function readKey(stage: StagePlan, exchangeId: number): object {
  const keys = readKeys.get(stage) ?? new Map<number, object>();
  readKeys.set(stage, keys);
  const key = keys.get(exchangeId) ?? {};
  keys.set(exchangeId, key);
  return key;
}

function make(
  nodeName: string,
  simpleString: string,
  metrics: Metrics,
  children: readonly OperatorNode[],
  output: readonly Attribute[],
  of: unknown,
): OperatorNode {
  return { nodeName, simpleString, metadata: {}, metrics, children, output, of };
}

const print = printExpression;

/** The side that a hint wishes to be broadcast, where the join can do that. */
function wishedBroadcast({ hint, joinType }: Join): 'BuildLeft' | 'BuildRight' | undefined {
  if (hint?.right === 'BROADCAST' && joinType !== 'rightOuter' && joinType !== 'fullOuter') return 'BuildRight';
  const mayLeft = joinType === 'inner' || joinType === 'cross' || joinType === 'rightOuter';
  return hint?.left === 'BROADCAST' && mayLeft ? 'BuildLeft' : undefined;
}

function isBroadcast(node: OperatorNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.nodeName === 'BroadcastExchange') return true;
  return node.nodeName === 'ReusedExchange' && isBroadcast(node.children[0]);
}

/** What is given whole to every task for a join; other things read whole are answers of subqueries or inputs of a single task. */
const isBroadcastFor = (exchange: Exchange): boolean => exchange.reason === 'broadcast';

function broadcastMode(exchange: Exchange): string {
  return `HashedRelationBroadcastMode(${fields(exchange.output, print)})`;
}

function origin(exchange: Exchange): string {
  if (!exchange.isVisible) return `ENSURE_REQUIREMENTS, for ${exchange.reason}`;
  return 'count' in exchange.partitioning && exchange.partitioning.count !== undefined ? 'REPARTITION_BY_NUM' : 'REPARTITION_BY_COL';
}

function cachedScan(plan: Extract<LogicalPlan, { kind: 'cachedRelation' }>): OperatorNode {
  const { output = [], name, storageLevel, cacheId } = plan;
  const nodeName = name === undefined ? 'InMemoryTableScan' : `Scan In-memory table ${name}`;
  const relation = make(
    'InMemoryRelation',
    `InMemoryRelation ${fields(output, print)}, ${storageLevel}`,
    {},
    [],
    output,
    `cache ${cacheId}`,
  );
  return make(nodeName, `${nodeName} ${fields(output, print)}`, rowsOnly, [relation], output, plan);
}

function fileScan(plan: Extract<LogicalPlan, { kind: 'fileRelation' }>): OperatorNode {
  const format = plan.format.charAt(0).toUpperCase() + plan.format.slice(1);
  const paths = plan.rootPaths.map((path) => (path.includes(':') ? path : `file:${path}`));
  const location = `InMemoryFileIndex(${paths.length} paths)[${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', ...' : ''}]`;
  const read = plan.requiredColumns;
  const columns = plan.dataSchema.fields.filter((field) => read === undefined || read.includes(field.name));
  const schema = `struct<${columns.map((field) => `${field.name}:${simpleString(field.dataType)}`).join(',')}>`;
  const names = new Set([...columns, ...plan.partitionSchema.fields].map((field) => field.name));
  const output = plan.output.filter((attribute) => names.has(attribute.name));
  const name = plan.tableName ? plan.tableName.join('.') : '';
  return {
    nodeName: `Scan ${plan.format} ${name}`,
    simpleString: `FileScan ${plan.format} ${name}${fields(output, print)} Batched: true, Format: ${format}, Location: ${location}, ReadSchema: ${schema}`,
    metadata: { Format: format, Location: location, ReadSchema: schema },
    metrics: scanMetrics,
    children: [],
    output,
    of: plan,
  };
}
