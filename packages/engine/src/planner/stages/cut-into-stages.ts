import type { DataType } from '@kindling/protocol';
import { isDeterministic } from '../../functions/index.ts';
import type { Exchange, Partitioning, Piece, PieceSource, StagedQuery } from '../../physical/index.ts';
import {
  type Aggregate,
  type Alias,
  type Attribute,
  childExpressions,
  childPlans,
  conjunctsOf,
  type Expression,
  equalityBetween,
  existsInExpression,
  idsOf,
  type Join,
  type LogicalPlan,
  mapChildren,
  outputOf,
  type Project,
  type Repartition,
  readsOuter,
  type SetOperation,
  type SortOrder,
  typeOf,
  walkPlan,
} from '../../plan/index.ts';
import { canExchange } from './exchangeable.ts';
import { splitAggregate } from './partial-aggregate.ts';
import { sizeBytes } from './plan-size.ts';
import { onlyNeeded } from './prune-columns.ts';

export interface StageOptions {
  newAttributeId(): number;
  /** A relation of at most this size is given to every task instead of being divided; negative: never. */
  readonly broadcastThresholdBytes: number;
  readonly isAdaptive: boolean;
}

/** Where rows lie among the tasks of a stage plan. */
type Distribution =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'single' }
  /** Rows that are equal in all columns of one of the lists are in one task. */
  | { readonly kind: 'hash'; readonly keys: readonly (readonly number[])[] };

interface Placed {
  readonly pieces: readonly Piece[];
  readonly distribution: Distribution;
}

/**
 * Cuts an optimized plan into stages: wherever an operator needs rows together that may lie in different tasks, an exchange brings
 * them together. An operator that nothing here knows how to divide runs in one task, so every plan can be cut.
 */
export function cutIntoStages(plan: LogicalPlan, options: StageOptions): StagedQuery {
  const cutter = new StageCutter(options);
  const root = cutter.place(onlyNeeded(plan));
  return { root: { pieces: root.pieces }, exchanges: cutter.exchanges };
}

class StageCutter {
  readonly exchanges = new Map<number, Exchange>();
  readonly #options: StageOptions;
  readonly #ctes = new Map<number, { readonly exchangeId: number }>();

  constructor(options: StageOptions) {
    this.#options = options;
  }

  place(plan: LogicalPlan): Placed {
    switch (plan.kind) {
      case 'fileRelation':
        return plan.files.length === 0 ? this.#whole(plan) : leaf(plan, { kind: 'files', relation: plan });
      case 'cachedRelation':
        return leaf(plan, { kind: 'cached', relation: plan });
      case 'range':
        return leaf(plan, { kind: 'range', relation: plan });
      case 'localRelation':
        return leaf(plan, { kind: 'rows', relation: plan });
      case 'stagedRows':
        return leaf(plan, { kind: 'staged', relation: plan });
      case 'subqueryAlias':
      case 'view':
      case 'hint':
      case 'withWatermark':
      case 'collectMetrics':
        return this.place(plan.child);
      case 'expand':
        return plan.child.kind === 'oneRow' ? leaf(plan, { kind: 'values', relation: plan }) : this.#within(plan);
      case 'project':
      case 'filter':
      case 'generate':
      case 'sample':
        return this.#within(plan);
      case 'sort':
        return plan.isGlobal ? this.#sort(plan.order, plan) : this.#within(plan);
      case 'repartition':
        return this.#repartition(plan);
      case 'limit':
        return this.#limit(plan);
      case 'offset':
        return over(this.#gathered(this.place(plan.child), 'offset'), (child) => ({ ...plan, child }));
      case 'tail': {
        const local = over(this.place(plan.child), (child) => ({ ...plan, child }));
        return over(this.#gathered(local, 'tail'), (child) => ({ ...plan, child }));
      }
      case 'aggregate':
        return this.#aggregate(plan);
      case 'groupingSetsAggregate':
        return over(this.#gathered(this.place(plan.child), 'grouping sets'), (child) => ({ ...plan, child }));
      case 'deduplicate':
        return this.#deduplicate(plan);
      case 'window':
        return this.#window(plan);
      case 'join':
        return this.#join(plan);
      case 'setOperation':
        return this.#setOperation(plan);
      case 'withCte':
        return this.#withCte(plan);
      case 'cteReference':
        return this.#cteReference(plan);
      default:
        return this.#whole(plan);
    }
  }

  // -------------------------------------------------------------- operators

  /** Operators that look at one row, or at one task's rows, at a time. */
  #within(plan: Extract<LogicalPlan, { readonly child: LogicalPlan }>): Placed {
    const placed = this.place(plan.child);
    const child = numbersAllRows(plan) ? this.#gathered(placed, 'row numbers') : placed;
    const own = this.#withSubqueries(plan);
    return over(child, (below) => ({ ...own, child: below }) as LogicalPlan);
  }

  #sort(order: readonly SortOrder[], plan: Extract<LogicalPlan, { kind: 'sort' }>): Placed {
    const child = this.place(plan.child);
    if (child.distribution.kind === 'single' && child.pieces.length === 1) return over(child, (below) => ({ ...plan, child: below }));
    const exchanged = this.#exchange(child, { kind: 'range', order }, 'order by');
    const sorted = over(exchanged, (below) => ({ ...plan, child: below }));
    return { ...sorted, distribution: { kind: 'unknown' } };
  }

  #repartition(plan: Repartition): Placed {
    const child = this.place(plan.child);
    const count = plan.numPartitions;
    const counted = count === undefined ? {} : { count };
    if (!plan.shuffle) return count === undefined ? child : this.#coalesce(child, count);
    const name = plan.byRange ? 'repartitionByRange' : 'repartition';
    if (plan.expressions.length === 0) return this.#exchange(child, { kind: 'roundRobin', ...counted }, name, true);
    if (plan.byRange) {
      const order = plan.expressions.map(
        (item): SortOrder =>
          item.kind === 'sortOrder' ? item : { kind: 'sortOrder', child: item, direction: 'ascending', nulls: 'first' },
      );
      return this.#exchange(child, { kind: 'range', order, ...counted }, name, true);
    }
    return this.#exchange(child, { kind: 'hash', keys: plan.expressions, ...counted, spark: true }, name, true);
  }

  /** Fewer tasks without a shuffle, where none of the operators below can tell in which task a row is. */
  #coalesce(child: Placed, count: number): Placed {
    const [piece, ...more] = child.pieces;
    if (!piece || more.length > 0 || !worksRowByRow(piece.plan))
      return this.#exchange(child, { kind: 'keep', count }, `coalesce(${count})`, true);
    return { ...child, pieces: [{ ...piece, maxTasks: Math.min(count, piece.maxTasks ?? count) }] };
  }

  #limit(plan: Extract<LogicalPlan, { kind: 'limit' }>): Placed {
    if (plan.child.kind === 'sort' && plan.child.isGlobal) {
      // The first rows of each task hold the first rows of all.
      const sort = plan.child;
      const local = over(this.place(sort.child), (child) => ({ ...plan, child: { ...sort, child } }));
      if (local.pieces.length === 1 && local.distribution.kind === 'single') return local;
      return over(this.#gathered(local, 'limit'), (child) => ({ ...plan, child: { ...sort, child } }));
    }
    const child = this.place(plan.child);
    if (isOneTask(child)) return over(child, (below) => ({ ...plan, child: below }));
    const local = over(child, (below) => ({ ...plan, child: below }));
    return over(this.#gathered(local, 'limit'), (below) => ({ ...plan, child: below }));
  }

  #aggregate(plan: Aggregate): Placed {
    const child = this.place(plan.child);
    const own = this.#withSubqueries(plan) as Aggregate;
    if (isOneTask(child)) return over(child, (below) => ({ ...own, child: below }));
    const keyIds = plan.grouping.flatMap((key) => (key.kind === 'attribute' ? [key.id] : []));
    if (isTogether(child.distribution, keyIds))
      return this.#keepsTogether(
        over(child, (below) => ({ ...own, child: below })),
        keyIds,
      );
    const canHash = plan.grouping.every((key) => isHashable(typeOf(key)));
    const split = splitAggregate(own, () => this.#options.newAttributeId());
    if (split && canHash) {
      const partial = over(child, (below) => ({ ...split.partial, child: below }));
      const exchanged =
        split.keys.length === 0
          ? this.#gathered(partial, 'aggregate')
          : this.#exchange(partial, { kind: 'hash', keys: split.keys, spark: false }, 'aggregate');
      const final = over(exchanged, (below) => split.final(below));
      return split.keys.length === 0
        ? final
        : this.#keepsTogether(
            final,
            split.keys.map(({ id }) => id),
          );
    }
    if (plan.grouping.length === 0 || !canHash) return over(this.#gathered(child, 'aggregate'), (below) => ({ ...own, child: below }));
    const exchanged = this.#exchange(child, { kind: 'hash', keys: plan.grouping.map(bare), spark: false }, 'aggregate');
    return this.#keepsTogether(
      over(exchanged, (below) => ({ ...own, child: below })),
      keyIds,
    );
  }

  #deduplicate(plan: Extract<LogicalPlan, { kind: 'deduplicate' }>): Placed {
    const child = this.place(plan.child);
    if (isOneTask(child)) return over(child, (below) => ({ ...plan, child: below }));
    const keys = plan.columns ?? outputOf(plan.child);
    const ids = keys.flatMap((key) => (key.kind === 'attribute' ? [key.id] : []));
    if (isTogether(child.distribution, ids))
      return this.#keepsTogether(
        over(child, (below) => ({ ...plan, child: below })),
        ids,
      );
    const local = over(child, (below) => ({ ...plan, child: below }));
    const exchanged =
      keys.length === 0 || !keys.every((key) => isHashable(typeOf(key)))
        ? this.#gathered(local, 'distinct')
        : this.#exchange(local, { kind: 'hash', keys: keys.map(bare), spark: false }, 'distinct');
    return this.#keepsTogether(
      over(exchanged, (below) => ({ ...plan, child: below })),
      ids,
    );
  }

  #window(plan: Extract<LogicalPlan, { kind: 'window' }>): Placed {
    const child = this.place(plan.child);
    const own = this.#withSubqueries(plan) as typeof plan;
    const lists: (readonly Expression[])[] = [];
    for (const alias of plan.windowExpressions) {
      existsInExpression(alias.child, (node) => {
        if (node.kind === 'windowCall') lists.push(node.partitionBy);
        return false;
      });
    }
    const [first = []] = lists;
    const ids = first.flatMap((key) => (key.kind === 'attribute' ? [key.id] : []));
    const agree = ids.length === first.length && lists.every((list) => sameIds(list, ids));
    if (isOneTask(child) || (agree && isTogether(child.distribution, ids)))
      return this.#keepsTogether(
        over(child, (below) => ({ ...own, child: below })),
        ids,
      );
    const exchanged =
      agree && first.length > 0 && first.every((key) => isHashable(typeOf(key)))
        ? this.#exchange(child, { kind: 'hash', keys: first, spark: false }, 'window')
        : this.#gathered(child, 'window');
    return this.#keepsTogether(
      over(exchanged, (below) => ({ ...own, child: below })),
      ids,
    );
  }

  #join(plan: Join): Placed {
    if (plan.lateral) return this.#whole(plan);
    const left = this.place(plan.left);
    const right = this.place(plan.right);
    const own = this.#withSubqueries(plan) as Join;
    const leftIds = idsOf(outputOf(plan.left));
    const rightIds = idsOf(outputOf(plan.right));
    const keys = (plan.condition ? conjunctsOf(plan.condition) : []).flatMap((condition) => {
      const equality = equalityBetween(condition, leftIds, rightIds);
      return equality && isHashable(typeOf(equality.left)) && sameType(typeOf(equality.left), typeOf(equality.right)) ? [equality] : [];
    });
    const side = this.#broadcastSide(plan, keys.length > 0);
    if (side === 'right') return this.#broadcastJoin(own, left, right, 'right');
    if (side === 'left') return this.#broadcastJoin(own, right, left, 'left');
    if (isOneTask(left) && isOneTask(right)) return this.#joinedInOne(own, left, right);
    if (keys.length === 0) return this.#joinedInOne(own, left, right);
    const leftKeys = keys.map((key) => key.left);
    const rightKeys = keys.map((key) => key.right);
    const exchangedLeft = this.#exchange(left, { kind: 'hash', keys: leftKeys, spark: false }, 'join');
    const exchangedRight = this.#exchange(right, { kind: 'hash', keys: rightKeys, spark: false }, 'join');
    const [a] = exchangedLeft.pieces;
    const [b] = exchangedRight.pieces;
    if (a?.source.kind !== 'exchanges' || b?.source.kind !== 'exchanges') throw new TypeError('An exchange gives exactly one piece.');
    const splitsLeft = plan.joinType !== 'rightOuter' && plan.joinType !== 'fullOuter';
    const splitsRight = plan.joinType === 'inner' || plan.joinType === 'cross' || plan.joinType === 'rightOuter';
    const piece: Piece = {
      plan: { ...own, left: a.plan, right: b.plan },
      source: { kind: 'exchanges', exchangeIds: [...a.source.exchangeIds, ...b.source.exchangeIds] },
      // What may be divided further may also be broadcast instead.
      splittable: wishesShuffle(plan) ? [] : [...(splitsLeft ? a.source.exchangeIds : []), ...(splitsRight ? b.source.exchangeIds : [])],
    };
    const attributeIds = (list: readonly Expression[]) => list.flatMap((key) => (key.kind === 'attribute' ? [key.id] : []));
    const lists = [
      ...(plan.joinType === 'rightOuter' || plan.joinType === 'fullOuter' ? [] : [attributeIds(leftKeys)]),
      ...(plan.joinType === 'inner' || plan.joinType === 'cross' || plan.joinType === 'rightOuter' ? [attributeIds(rightKeys)] : []),
    ].filter((list) => list.length === keys.length);
    return { pieces: [piece], distribution: lists.length > 0 ? { kind: 'hash', keys: lists } : { kind: 'unknown' } };
  }

  /** Which side every task gets whole, if any. */
  #broadcastSide(plan: Join, hasKeys: boolean): 'left' | 'right' | undefined {
    const mayRight = plan.joinType !== 'rightOuter' && plan.joinType !== 'fullOuter';
    const mayLeft = plan.joinType === 'rightOuter' || plan.joinType === 'inner' || plan.joinType === 'cross';
    if (mayRight && plan.hint?.right === 'BROADCAST') return 'right';
    if (mayLeft && plan.hint?.left === 'BROADCAST') return 'left';
    if (hasKeys && wishesShuffle(plan)) return undefined;
    const sizes = { left: sizeBytes(plan.left), right: sizeBytes(plan.right) };
    const limit = this.#options.broadcastThresholdBytes;
    const fits = (side: 'left' | 'right') => sizes[side] <= limit;
    if (mayRight && fits('right') && !(mayLeft && fits('left') && sizes.left < sizes.right)) return 'right';
    if (mayLeft && fits('left')) return 'left';
    // Without keys nothing can be divided on both sides.
    if (!hasKeys && mayRight && (!mayLeft || sizes.right <= sizes.left)) return 'right';
    if (!hasKeys && mayLeft) return 'left';
    return undefined;
  }

  #broadcastJoin(plan: Join, streamed: Placed, small: Placed, side: 'left' | 'right'): Placed {
    const read = this.#readWhole(small, 'broadcast');
    const joined = over(streamed, (child) =>
      side === 'right' ? { ...plan, left: child, right: read } : { ...plan, left: read, right: child },
    );
    return { ...joined, distribution: streamed.distribution.kind === 'single' ? { kind: 'single' } : streamed.distribution };
  }

  #joinedInOne(plan: Join, left: Placed, right: Placed): Placed {
    const one: Piece = {
      plan: { ...plan, left: this.#readWhole(left, 'join'), right: this.#readWhole(right, 'join') },
      source: { kind: 'one' },
      splittable: [],
    };
    return { pieces: [one], distribution: { kind: 'single' } };
  }

  #setOperation(plan: SetOperation): Placed {
    const left = this.place(plan.left);
    const right = this.place(plan.right);
    const output = outputOf(plan);
    if (plan.operation === 'union') {
      const branch = (placed: Placed, side: LogicalPlan): Placed => {
        const list = output.map((attribute, i): Expression => named(outputOf(side)[i] as Attribute, attribute));
        return over(placed, (child) => ({ kind: 'project', list, child }) satisfies Project);
      };
      const both: Placed = {
        pieces: [...branch(left, plan.left).pieces, ...branch(right, plan.right).pieces],
        distribution: { kind: 'unknown' },
      };
      if (plan.isAll) return both;
      const exchanged = output.every(({ dataType }) => isHashable(dataType))
        ? this.#exchange(both, { kind: 'hash', keys: output, spark: false }, 'union')
        : this.#gathered(both, 'union');
      return over(exchanged, (child) => ({ kind: 'deduplicate', child }));
    }
    const leftKeys = outputOf(plan.left);
    const rightKeys = outputOf(plan.right);
    if (leftKeys.length === 0 || ![...leftKeys, ...rightKeys].every(({ dataType }) => isHashable(dataType))) {
      const one = { ...plan, left: this.#readWhole(left, plan.operation), right: this.#readWhole(right, plan.operation) };
      return { pieces: [{ plan: one, source: { kind: 'one' }, splittable: [] }], distribution: { kind: 'single' } };
    }
    const a = this.#exchange(left, { kind: 'hash', keys: leftKeys, spark: false }, plan.operation).pieces[0];
    const b = this.#exchange(right, { kind: 'hash', keys: rightKeys, spark: false }, plan.operation).pieces[0];
    if (a?.source.kind !== 'exchanges' || b?.source.kind !== 'exchanges') throw new TypeError('An exchange gives exactly one piece.');
    const piece: Piece = {
      plan: { ...plan, left: a.plan, right: b.plan },
      source: { kind: 'exchanges', exchangeIds: [...a.source.exchangeIds, ...b.source.exchangeIds] },
      splittable: [],
    };
    return { pieces: [piece], distribution: { kind: 'unknown' } };
  }

  // -------------------------------------------------------------- common table expressions

  #withCte(plan: Extract<LogicalPlan, { kind: 'withCte' }>): Placed {
    // What refers to itself cannot be cut.
    if (plan.ctes.some(({ isRecursive }) => isRecursive)) return this.#whole(plan);
    for (const cte of plan.ctes) {
      const placed = this.place(onlyNeeded(cte.plan));
      const exchanged = this.#exchange(placed, { kind: 'keep' }, `with ${cte.name}`);
      const source = exchanged.pieces[0]?.source;
      if (source?.kind !== 'exchanges') throw new TypeError('An exchange gives exactly one piece.');
      this.#ctes.set(cte.id, { exchangeId: source.exchangeIds[0] as number });
    }
    return this.place(plan.child);
  }

  #cteReference(plan: Extract<LogicalPlan, { kind: 'cteReference' }>): Placed {
    const known = this.#ctes.get(plan.cteId);
    if (!known) return this.#whole(plan);
    const read: LogicalPlan = { kind: 'exchangeRead', exchangeId: known.exchangeId, reads: 'partition', output: plan.output ?? [] };
    return leaf(read, { kind: 'exchanges', exchangeIds: [known.exchangeId] });
  }

  // -------------------------------------------------------------- exchanges

  #exchange(placed: Placed, partitioning: Partitioning, reason: string, isVisible = false): Placed {
    const [first] = placed.pieces;
    if (!first) throw new TypeError('A stage has no piece.');
    const output = outputOf(first.plan);
    if (!output.every(({ dataType }) => canExchange(dataType))) return this.#inOneTask(placed);
    const exchangeId = this.exchanges.size;
    this.exchanges.set(exchangeId, { exchangeId, child: { pieces: placed.pieces }, partitioning, output, isVisible, reason });
    const read: LogicalPlan = { kind: 'exchangeRead', exchangeId, reads: 'partition', output };
    const keys = partitioning.kind === 'hash' ? partitioning.keys.flatMap((key) => (key.kind === 'attribute' ? [key.id] : [])) : [];
    const isHash = partitioning.kind === 'hash' && keys.length === partitioning.keys.length;
    return {
      pieces: [{ plan: read, source: { kind: 'exchanges', exchangeIds: [exchangeId] }, splittable: [] }],
      distribution: partitioning.kind === 'single' ? { kind: 'single' } : isHash ? { kind: 'hash', keys: [keys] } : { kind: 'unknown' },
    };
  }

  #gathered(placed: Placed, reason: string): Placed {
    return isOneTask(placed) ? placed : this.#exchange(placed, { kind: 'single' }, reason);
  }

  /** A leaf that gives every task all rows of a stage. */
  #readWhole(placed: Placed, reason: string): LogicalPlan {
    const [only, ...more] = placed.pieces;
    if (only && more.length === 0 && isSmallLeaf(only.plan)) return only.plan;
    const exchanged = this.#exchange(placed, { kind: 'keep' }, reason);
    const [piece] = exchanged.pieces;
    if (piece?.plan.kind === 'exchangeRead') return { ...piece.plan, reads: 'all' };
    // What cannot go to disk is computed where it is needed.
    return piece?.plan as LogicalPlan;
  }

  /** The pieces as one task that reads everything whole: for rows that no file can hold. */
  #inOneTask(placed: Placed): Placed {
    const plans = placed.pieces.map(({ plan }) => readingWhole(plan));
    const [first, ...rest] = plans as [LogicalPlan, ...LogicalPlan[]];
    const plan = rest.reduce<LogicalPlan>(
      (left, right) => ({
        kind: 'setOperation',
        operation: 'union',
        isAll: true,
        byName: false,
        allowMissingColumns: false,
        left,
        right,
        output: outputOf(first),
      }),
      first,
    );
    return { pieces: [{ plan, source: { kind: 'one' }, splittable: [] }], distribution: { kind: 'single' } };
  }

  #whole(plan: LogicalPlan): Placed {
    return { pieces: [{ plan: this.#withCtesWhole(plan), source: { kind: 'one' }, splittable: [] }], distribution: { kind: 'single' } };
  }

  #withCtesWhole(plan: LogicalPlan): LogicalPlan {
    const visitor = {
      plan: (node: LogicalPlan): LogicalPlan => {
        const known = node.kind === 'cteReference' ? this.#ctes.get(node.cteId) : undefined;
        if (node.kind === 'cteReference' && known)
          return { kind: 'exchangeRead', exchangeId: known.exchangeId, reads: 'all', output: node.output ?? [] };
        return mapChildren(node, visitor);
      },
      expression: (expression: Expression): Expression => mapChildren(expression, visitor),
    };
    return visitor.plan(plan);
  }

  // -------------------------------------------------------------- subqueries

  /** Plans inside an operator's expressions: what does not depend on the outer row is computed once and read whole by every task. */
  #withSubqueries<P extends LogicalPlan>(plan: P): P {
    const visitor = {
      expression: (expression: Expression): Expression =>
        expression.kind === 'subquery'
          ? { ...mapChildren(expression, { expression: visitor.expression }), plan: this.#computedOnce(expression.plan) }
          : mapChildren(expression, visitor),
    };
    return mapChildren(plan, visitor);
  }

  /** Whether a plan refers to a common table expression that stands around it in the same subquery. */
  #readsOpenCte(plan: LogicalPlan): boolean {
    const own = new Set<number>();
    const read: number[] = [];
    walkPlan(plan, (node) => {
      if (node.kind === 'withCte') for (const { id } of node.ctes) own.add(id);
      if (node.kind === 'cteReference') read.push(node.cteId);
    });
    return read.some((id) => !own.has(id) && !this.#ctes.has(id));
  }

  #computedOnce(plan: LogicalPlan): LogicalPlan {
    if (!readsOuter(plan) && !this.#readsOpenCte(plan))
      return isSmallLeaf(plan) ? plan : this.#readWhole(this.place(onlyNeeded(plan)), 'subquery');
    return mapChildren(plan, {
      plan: (child) => this.#computedOnce(child),
      expression: (expression) => mapChildren(expression, { plan: (inner) => this.#computedOnce(inner), expression: (inner) => inner }),
    });
  }

  // -------------------------------------------------------------- distribution

  /** The operator needs the rows of a key together: its inputs must not be divided further. */
  #keepsTogether(placed: Placed, ids: readonly number[]): Placed {
    const pieces = placed.pieces.map((piece): Piece => ({ ...piece, splittable: [] }));
    if (placed.distribution.kind === 'single') return { pieces, distribution: placed.distribution };
    const kept = placed.distribution.kind === 'hash' ? placed.distribution.keys : [];
    const output = idsOf(pieces[0] ? outputOf(pieces[0].plan) : []);
    const lists = [...kept, ids].filter((list) => list.length > 0 && list.every((id) => output.has(id)));
    return { pieces, distribution: kept.length > 0 && lists.length > 0 ? { kind: 'hash', keys: lists } : { kind: 'unknown' } };
  }
}

/** Whether a hint asks for both sides of a join to be divided. */
function wishesShuffle({ hint }: Join): boolean {
  return [hint?.left, hint?.right].some((wish) => wish === 'MERGE' || wish === 'SHUFFLE_HASH');
}

/** Whether rows are numbered through all tasks, as `zipWithIndex` does. */
function numbersAllRows(plan: LogicalPlan): boolean {
  return childExpressions(plan).some((item) =>
    existsInExpression(item, (node) => node.kind === 'call' && node.fn === 'distributed_sequence_id'),
  );
}

function worksRowByRow(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'project':
    case 'filter':
      return childExpressions(plan).every(isDeterministic) && worksRowByRow(plan.child);
    case 'fileRelation':
    case 'cachedRelation':
    case 'range':
    case 'localRelation':
    case 'exchangeRead':
    case 'stagedRows':
      return true;
    default:
      return false;
  }
}

function leaf(plan: LogicalPlan, source: PieceSource): Placed {
  return { pieces: [{ plan, source, splittable: [] }], distribution: { kind: 'unknown' } };
}

function over(placed: Placed, build: (child: LogicalPlan) => LogicalPlan): Placed {
  const pieces = placed.pieces.map((piece): Piece => ({ ...piece, plan: build(piece.plan) }));
  if (placed.distribution.kind !== 'hash') return { pieces, distribution: placed.distribution };
  const output = idsOf(pieces[0] ? outputOf(pieces[0].plan) : []);
  const keys = placed.distribution.keys.filter((list) => list.every((id) => output.has(id)));
  return { pieces, distribution: keys.length > 0 ? { kind: 'hash', keys } : { kind: 'unknown' } };
}

/** Whether one task has all rows. */
const isOneTask = (placed: Placed): boolean => placed.pieces.length === 1 && placed.distribution.kind === 'single';

/** Whether rows with equal `ids` are in one task: they are if rows that are equal in fewer columns are. */
function isTogether(distribution: Distribution, ids: readonly number[]): boolean {
  return distribution.kind === 'hash' && distribution.keys.some((list) => list.length > 0 && list.every((id) => ids.includes(id)));
}

const sameIds = (list: readonly Expression[], ids: readonly number[]): boolean =>
  list.length === ids.length && list.every((key, i) => key.kind === 'attribute' && key.id === ids[i]);

const bare = (expression: Expression): Expression => (expression.kind === 'alias' ? expression.child : expression);

function named(from: Attribute, to: Attribute): Expression {
  return { kind: 'alias', child: from, names: [to.name], id: to.id, ...(to.metadata ? { metadata: to.metadata } : {}) } satisfies Alias;
}

/** Types whose equal values have equal hashes. */
function isHashable(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
    case 'variant':
    case 'geometry':
    case 'geography':
    case 'calendar_interval':
      return false;
    case 'array':
      return isHashable(type.elementType);
    case 'struct':
      return type.fields.every((field) => isHashable(field.dataType));
    case 'string':
      return type.collation === undefined || type.collation === 'UTF8_BINARY';
    default:
      return true;
  }
}

function sameType(left: DataType, right: DataType): boolean {
  if (left.kind === 'decimal' && right.kind === 'decimal') return left.precision === right.precision && left.scale === right.scale;
  if (left.kind === 'array' || left.kind === 'struct') return JSON.stringify(left) === JSON.stringify(right);
  return left.kind === right.kind;
}

/** Every task of the plan reads its leaves whole. */
function readingWhole(plan: LogicalPlan): LogicalPlan {
  const visitor = {
    plan: (node: LogicalPlan): LogicalPlan => (node.kind === 'exchangeRead' ? { ...node, reads: 'all' } : mapChildren(node, visitor)),
  };
  return visitor.plan(plan);
}

/** Rows of the program that are cheaper sent to every task than written to a file. */
const MAX_INLINED_ROWS = 10_000;

/** Whether a plan is computed from nothing but a few rows of the program. */
function isSmallLeaf(plan: LogicalPlan): boolean {
  let isSmall = true;
  let rows = 0;
  walkPlan(plan, (node) => {
    if (node.kind === 'localRelation') rows += node.batches.reduce((sum, batch) => sum + batch.length, 0);
    else if (childPlans(node).length === 0 && node.kind !== 'oneRow') isSmall = false;
    if (!childExpressions(node).every(isDeterministic)) isSmall = false;
    return isSmall;
  });
  return isSmall && rows <= MAX_INLINED_ROWS;
}
