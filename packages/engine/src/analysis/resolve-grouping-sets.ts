import { types } from '@kindling/protocol';
import {
  type Aggregate,
  type Alias,
  type Attribute,
  type Expression,
  type LogicalPlan,
  rewriteExpression,
  sameExpression,
  toAttribute,
} from '../plan/index.ts';
import { aggregateOver, splitOverAggregate, unaliased } from './aggregate-over.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { quotedSql, sqlText } from './expression-sql.ts';
import { hasGenerator } from './extract-generator.ts';
import { hasWindow } from './extract-windows.ts';
import { hasLateralReference, projectOver } from './select-list.ts';

const MAX_GROUPING_SETS = 4096;

/** ROLLUP, CUBE and GROUPING SETS: the sets as positions in the grouping list, whose columns can be NULL above. */
export function groupingSetsOver(
  plan: Aggregate,
  listed: readonly Expression[],
  resolveGroup: (expression: Expression) => Expression,
  list: readonly Expression[],
  child: LogicalPlan,
  analyzer: Analyzer,
): LogicalPlan {
  const { groupingKind } = plan;
  const resolvedSets = groupingKind.kind === 'groupingSets' ? groupingKind.sets.map((set) => set.map(resolveGroup)) : [];
  const groups = distinctGroups([...listed, ...resolvedSets.flat()]);
  const grouping = groups.map((group): Alias => analyzer.alias(group, sqlText(group)));
  const positions = (set: readonly Expression[]): readonly number[] =>
    set.map((item) => groups.findIndex((group) => sameExpression(group, item)));
  const sets = groupingKind.kind === 'groupingSets' ? resolvedSets.map(positions) : setsOf(groupingKind.kind, positions(listed));
  const output = grouping.map(
    (alias, i): Attribute => ({
      ...toAttribute(alias),
      nullable: toAttribute(alias).nullable || sets.some((set) => !set.includes(i)),
      ...(alias.child.kind === 'attribute' ? { name: alias.child.name, qualifier: alias.child.qualifier } : {}),
    }),
  );
  if (sets.length > MAX_GROUPING_SETS) fail('GROUPING_SIZE_LIMIT_EXCEEDED', { maxSize: '64' }, plan);
  if (groups.length === 0 && sets.length === 1) {
    // The grand total alone: an aggregate without groups, of which no row makes one row, too.
    const zero = (item: Expression): Expression | undefined =>
      item.kind === 'groupingId' && item.args.length === 0 ? { kind: 'literal', value: 0n, dataType: item.dataType } : undefined;
    const plain: Aggregate = { ...plan, groupingKind: { kind: 'groupBy' }, isGrandTotal: true };
    // A group that is the same for all rows: without rows there is none.
    const always: Expression = { kind: 'literal', value: true, dataType: types.boolean };
    const isGlobal = analyzer.context.config.isOn('spark.sql.analyzer.lowerEmptyGroupingSetToGlobalAggregate.enabled');
    return aggregateOver(
      plain,
      isGlobal ? [] : [always],
      list.map((item) => rewriteExpression(item, zero)),
      child,
      analyzer,
    );
  }
  const replaced = list.map((item) => replaceGroups(item, groups, output));
  const make = (entries: readonly Expression[]): LogicalPlan => ({
    kind: 'groupingSetsAggregate',
    grouping,
    sets: sets.map((set) => [...new Set(set)]),
    groupingOutput: output,
    list: entries,
    child,
    ...(plan.origin ? { origin: plan.origin } : {}),
  });
  if (!replaced.some((item) => hasWindow(item) || hasGenerator(item) || hasLateralReference(item))) {
    for (const item of replaced) checkGrouped(item, output, plan);
    return make(replaced);
  }
  const { base, upper } = splitOverAggregate(replaced, output, analyzer, plan);
  return projectOver(upper, make(base), analyzer);
}

function distinctGroups(all: readonly Expression[]): readonly Expression[] {
  const groups: Expression[] = [];
  for (const item of all) if (!groups.some((group) => sameExpression(group, item))) groups.push(item);
  return groups;
}

function setsOf(kind: 'rollup' | 'cube' | 'groupBy' | 'all', all: readonly number[]): readonly (readonly number[])[] {
  if (kind === 'rollup') return Array.from({ length: all.length + 1 }, (_, i) => all.slice(0, all.length - i));
  const sets: number[][] = [];
  for (let mask = (1 << all.length) - 1; mask >= 0; mask--) sets.push(all.filter((_, i) => (mask >> (all.length - 1 - i)) & 1));
  return sets.sort((left, right) => right.length - left.length);
}

/** Grouping expressions outside of aggregates become the grouping columns; names in the select list stay. */
function replaceGroups(item: Expression, groups: readonly Expression[], output: readonly Attribute[]): Expression {
  const replace = (expression: Expression): Expression | undefined => {
    if (expression.kind === 'aggregateCall') return expression;
    if (expression.kind === 'groupingId') return groupingIdOver(expression, groups, output);
    const position = groups.findIndex((group) => sameExpression(group, expression));
    return position < 0 ? undefined : output[position];
  };
  return rewriteExpression(item, replace);
}

function groupingIdOver(
  expression: Expression & { kind: 'groupingId' },
  groups: readonly Expression[],
  output: readonly Attribute[],
): Expression {
  const args = expression.args.map((arg) => {
    const position = groups.findIndex((group) => sameExpression(group, unaliased(arg)));
    if (position >= 0) return output[position] as Attribute;
    if (expression.single)
      return fail('GROUPING_COLUMN_MISMATCH', { grouping: sqlText(arg), groupingColumns: groups.map(sqlText).join(',') });
    return failGroupingId(expression, groups);
  });
  if (!expression.single && args.length > 0 && (args.length !== output.length || args.some((arg, i) => arg !== output[i])))
    failGroupingId(expression, groups);
  return { ...expression, args: args.length === 0 && !expression.single ? output : args };
}

/** Its arguments are the grouping columns in their order. */
function failGroupingId(expression: Expression & { kind: 'groupingId' }, groups: readonly Expression[]): never {
  const [groupingIdColumn, groupByColumns] = [expression.args, groups].map((items) => items.map(sqlText).join(',')) as [string, string];
  fail('GROUPING_ID_COLUMN_MISMATCH', { groupingIdColumn, groupByColumns });
}

function checkGrouped(item: Expression, output: readonly Attribute[], plan: Aggregate): void {
  const ids = new Set(output.map((attribute) => attribute.id));
  rewriteExpression(item, (expression) => {
    if (expression.kind === 'aggregateCall' || expression.kind === 'groupingId') return expression;
    if (expression.kind === 'attribute' && !ids.has(expression.id)) {
      fail('MISSING_AGGREGATION', { expression: quotedSql(expression), expressionAnyValue: `"any_value(${sqlText(expression)})"` }, plan);
    }
    return undefined;
  });
}
