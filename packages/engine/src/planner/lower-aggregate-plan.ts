import type { DataType } from '@kindling/protocol';
import {
  call,
  cases,
  cast,
  column,
  number,
  operator,
  physicalType,
  type Query,
  type Select,
  type SelectItem,
  type Sql,
  token,
} from '../duckdb/sql/index.ts';
import { hasCollation, orderKey } from '../functions/index.ts';
import {
  type Aggregate,
  type Alias,
  type Attribute,
  type Expression,
  existsInExpression,
  type GroupingId,
  type GroupingSetsAggregate,
  type LogicalPlan,
  rewriteExpression,
  sameExpression,
  toAttribute,
  typeOf,
} from '../plan/index.ts';
import { type Block, blockOver, conjunction, containsWindow, plainColumns } from './block.ts';
import type { PlanLowering } from './lower-plan.ts';
import { normalizedMaps } from './normalized-maps.ts';

/**
 * An aggregate becomes two selects: grouping columns and plain aggregate calls below, the expressions of the list over them above.
 * So an expression of the list never has to be recognised by DuckDB as one of the grouping expressions.
 */
export function lowerAggregate(planner: PlanLowering, plan: Aggregate): Block {
  const { lowering, context } = planner;
  // DuckDB takes an aggregate of nothing but an enclosing query's columns for one of that query.
  const block = openBlock(
    planner,
    lowering.gathering(() => (makesOuterColumns(plan.child) ? planner.sealed(plan.child) : planner.block(plan.child))),
  );
  const uses = lowering.rowNumberUses;
  const aggregated = aggregateInto(planner, block, plan);
  if (lowering.rowNumberUses === uses) return aggregated;
  // What depends on row numbers holds a window, and DuckDB takes none inside aggregates: it becomes columns below them.
  const added = new Map<Expression, Alias>();
  const columnOf = (expression: Expression): Expression => {
    if (expression.kind === 'literal' || expression.kind === 'attribute' || expression.kind === 'lambda') return expression;
    const alias = added.get(expression) ?? ({ kind: 'alias', child: expression, names: ['input'], id: context.newAttributeId() } as const);
    added.set(expression, alias);
    return toAttribute(alias);
  };
  const grouping = plan.grouping.map((expression) => columnOf(bare(expression)));
  const list = plan.list.map((item) =>
    rewriteExpression(item, (node) => {
      const at = plan.grouping.findIndex((group) => sameExpression(bare(group), node));
      if (at >= 0) return grouping[at];
      if (node.kind !== 'aggregateCall') return undefined;
      return { ...node, args: node.args.map(columnOf), ...(node.filter ? { filter: columnOf(node.filter) } : {}) };
    }),
  );
  const below = planner.seal(planner.project(block, [...block.output, ...added.values()]));
  return aggregateInto(planner, below, { ...plan, grouping, list });
}

function aggregateInto(planner: PlanLowering, input: Block, plan: Aggregate): Block {
  const { lowering, context } = planner;
  const groups = plan.grouping.map((expression) => ({
    expression: bare(expression),
    attribute: groupAttribute(expression, () => context.newAttributeId()),
  }));
  const collected = collectAggregates(plan.list, groups, () => context.newAttributeId());
  const keys = groups.map(({ expression }, i) => groupKey(lowering.lowerIn(input, expression), typeOf(expression), i));
  const items: SelectItem[] = [
    ...groups.map(({ expression, attribute }) => ({
      value: groupValue(lowering.lowerIn(input, expression), typeOf(expression), lowering),
      as: `c${attribute.id}`,
    })),
    ...collected.calls.map(({ expression, attribute }) => ({ value: lowering.lowerIn(input, expression), as: `c${attribute.id}` })),
  ];
  const select: Select = {
    kind: 'select',
    items: items.length > 0 ? items : [{ value: call('count_star'), as: 'empty' }],
    ...(input.from ? { from: input.from } : {}),
    ...(input.where.length > 0 ? { where: conjunction(input.where) } : {}),
    ...(groups.length > 0 ? { groupBy: keys } : {}),
  };
  return above(
    planner,
    { ctes: [], body: select },
    [...groups.map((group) => group.attribute), ...collected.calls.map((item) => item.attribute)],
    collected.list,
  );
}

/** Texts of a group differ where their collation does not see it: the first one stands for all. */
function groupValue(value: Sql, type: DataType, lowering: PlanLowering['lowering']): Sql {
  return hasCollation(type) ? call('first', value) : normalizedMaps(value, type, (prefix) => lowering.newName(prefix));
}

function groupKey(value: Sql, type: DataType, position: number): Sql {
  return hasCollation(type) ? orderKey(value, type) : token(String(position + 1));
}

function makesOuterColumns(plan: LogicalPlan): boolean {
  if (plan.kind === 'filter' || plan.kind === 'subqueryAlias') return makesOuterColumns(plan.child);
  if (plan.kind !== 'project') return false;
  return makesOuterColumns(plan.child) || plan.list.some((item) => existsInExpression(item, ({ kind }) => kind === 'outerReference'));
}

export function lowerGroupingSets(planner: PlanLowering, plan: GroupingSetsAggregate): Block {
  const { lowering, context } = planner;
  const child = lowering.gathering(() => planner.sealed(plan.child));
  const groupColumns = new Map(child.columns);
  const keys = plan.grouping.map((alias) => toAttribute(alias));
  plan.grouping.forEach((alias, i) => {
    const key = keys[i];
    if (key) groupColumns.set(key.id, lowering.lowerIn(child, alias.child));
  });
  const collationKeys = new Map<number, Attribute>();
  for (const [i, key] of keys.entries()) {
    const value = groupColumns.get(key.id);
    if (!value || !hasCollation(key.dataType)) continue;
    const attribute: Attribute = { ...key, dataType: { kind: 'string' }, id: context.newAttributeId() };
    collationKeys.set(i, attribute);
    groupColumns.set(attribute.id, orderKey(value, key.dataType));
  }
  const input = planner.seal({ ...child, output: [...child.output, ...keys, ...collationKeys.values()], columns: groupColumns });
  const groups = plan.groupingOutput.map((attribute) => ({ expression: attribute as Expression, attribute }));
  const collected = collectAggregates(plan.list, groups, () => context.newAttributeId());
  const used = new Set(plan.sets.flat());
  // DuckDB knows only the keys of some set.
  const key = (i: number): Sql =>
    used.has(i) ? column(`c${(collationKeys.get(i) ?? keys[i])?.id}`) : cast(token('NULL'), physicalType((keys[i] as Attribute).dataType));
  const shown = (i: number): Sql =>
    used.has(i) && collationKeys.has(i)
      ? cases([[operator('=', call('grouping', key(i)), number(0)), call('first', column(`c${keys[i]?.id}`))]], undefined)
      : key(i);
  const grouping = (node: GroupingId): Sql => {
    const positions = node.args.map((arg) =>
      plan.groupingOutput.findIndex((attribute) => arg.kind === 'attribute' && arg.id === attribute.id),
    );
    const list = positions.length > 0 ? positions : plan.grouping.map((_, i) => i);
    if (list.every((i) => used.has(i)) && list.length > 0)
      return cast(call('grouping', ...list.map(key)), node.single ? 'TINYINT' : 'BIGINT');
    const bits = list.map((i, at): Sql => {
      const weight = number(2 ** (list.length - 1 - at));
      return used.has(i) ? operator('*', call('grouping', key(i)), weight) : weight;
    });
    return cast(
      bits.reduce((sum, bit) => operator('+', sum, bit), number(0)),
      node.single ? 'TINYINT' : 'BIGINT',
    );
  };
  const items: SelectItem[] = [
    ...groups.map(({ attribute }, i) => ({ value: shown(i), as: `c${attribute.id}` })),
    ...collected.calls.map(({ expression, attribute }) => ({
      value: expression.kind === 'groupingId' ? grouping(expression) : lowering.lowerIn(input, expression),
      as: `c${attribute.id}`,
    })),
    { value: call('count_star'), as: 'rows' },
  ];
  const select: Select = {
    kind: 'select',
    items,
    ...(input.from ? { from: input.from } : {}),
    groupingSets: plan.sets.map((set) => set.map(key)),
    // The grand total of no rows is a row in DuckDB and none in Spark.
    having: { kind: 'operator', operator: '>', args: [call('count_star'), number(0)] },
  };
  return above(
    planner,
    { ctes: [], body: select },
    [...plan.groupingOutput, ...collected.calls.map((item) => item.attribute)],
    collected.list,
  );
}

function openBlock(planner: PlanLowering, block: Block): Block {
  const isOpen = !block.limit && !block.offset && !block.distinct && block.orderBy.length === 0;
  return isOpen && ![...block.columns.values()].some(containsWindow) ? block : planner.seal(block);
}

function above(planner: PlanLowering, query: Query, attributes: readonly Attribute[], list: readonly Expression[]): Block {
  const name = planner.lowering.newName('q');
  if (!planner.nested) planner.ctes.push({ name, query, materialized: false });
  const from = planner.nested ? ({ kind: 'query', query, as: name } as const) : ({ kind: 'table', name } as const);
  return planner.project(blockOver(from, attributes, plainColumns(attributes)), list);
}

interface Named {
  readonly expression: Expression;
  readonly attribute: Attribute;
}

/** Replaces grouping expressions and aggregate calls of a select list by the attributes that hold them. */
function collectAggregates(
  list: readonly Expression[],
  groups: readonly Named[],
  newId: () => number,
): { calls: Named[]; list: Expression[] } {
  const calls: Named[] = [];
  const replaced = list.map((item) => {
    const output = toAttribute(item);
    const body = rewriteExpression(bare(item), (node) => {
      const group = groups.find((candidate) => sameExpression(candidate.expression, node));
      if (group) return group.attribute;
      if (node.kind !== 'aggregateCall' && node.kind !== 'groupingId') return undefined;
      let call = calls.find((candidate) => sameExpression(candidate.expression, node));
      if (!call) {
        call = {
          expression: node,
          attribute: { kind: 'attribute', name: 'aggregate', dataType: node.dataType, nullable: node.nullable, id: newId(), qualifier: [] },
        };
        calls.push(call);
      }
      return call.attribute;
    });
    return { kind: 'alias', child: body, names: [output.name], id: output.id } as const;
  });
  return { calls, list: replaced };
}

function bare(expression: Expression): Expression {
  return expression.kind === 'alias' ? expression.child : expression;
}

function groupAttribute(expression: Expression, newId: () => number): Attribute {
  if (expression.kind === 'attribute') return expression;
  if (expression.kind === 'alias' && expression.id !== undefined) return toAttribute(expression);
  return { kind: 'attribute', name: 'group', dataType: typeOf(expression), nullable: true, id: newId(), qualifier: [] };
}
