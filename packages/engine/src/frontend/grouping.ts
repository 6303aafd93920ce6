import type { GroupBy, GroupingAnalytics, GroupingSet } from '@kindling/sql';
import type { Expression, GroupingKind } from '../plan/index.ts';
import type { ExpressionFrontend } from './expression.ts';

/** GROUP BY in all of its forms. Several analytics in one clause are multiplied out to grouping sets. */
export function groupingOf(
  groupBy: GroupBy,
  frontend: ExpressionFrontend,
): { grouping: readonly Expression[]; groupingKind: GroupingKind } {
  const [only] = groupBy.expressions;
  const isAll =
    groupBy.expressions.length === 1 &&
    only?.kind === 'columnReference' &&
    only.parts.length === 1 &&
    !only.parts[0]?.quoted &&
    only.parts[0]?.value.toLowerCase() === 'all';
  if (isAll && groupBy.suffix === undefined) return { grouping: [], groupingKind: { kind: 'all' } };

  if (groupBy.suffix !== undefined) {
    const grouping = groupBy.expressions.flatMap((item) => (item.kind === 'groupingAnalytics' ? [] : [frontend.named(item)]));
    if (groupBy.suffix !== 'groupingSets') return { grouping, groupingKind: { kind: groupBy.suffix } };
    return { grouping, groupingKind: { kind: 'groupingSets', sets: groupBy.sets.map((set) => frontend.list(set.expressions)) } };
  }

  if (!groupBy.expressions.some((item) => item.kind === 'groupingAnalytics')) {
    return {
      grouping: groupBy.expressions.map((item) => frontend.named(item as Exclude<typeof item, GroupingAnalytics>)),
      groupingKind: { kind: 'groupBy' },
    };
  }
  let sets: Expression[][] = [[]];
  const seen = new Map<string, Expression>();
  for (const item of groupBy.expressions) {
    const choices = item.kind === 'groupingAnalytics' ? setsOf(item, frontend) : [[frontend.named(item)]];
    for (const choice of choices)
      for (const expression of choice) if (!seen.has(keyOf(expression))) seen.set(keyOf(expression), expression);
    sets = sets.flatMap((set) => choices.map((choice) => withoutRepeats([...set, ...choice])));
  }
  return { grouping: [...seen.values()], groupingKind: { kind: 'groupingSets', sets } };
}

function setsOf(item: GroupingAnalytics | GroupingSet, frontend: ExpressionFrontend): Expression[][] {
  if (item.kind === 'groupingSet') return [frontend.list(item.expressions)];
  if (item.type === 'groupingSets') return item.sets.flatMap((set) => setsOf(set, frontend));
  const groups = item.sets.map((set) => (set.kind === 'groupingSet' ? frontend.list(set.expressions) : setsOf(set, frontend).flat()));
  if (item.type === 'rollup') return Array.from({ length: groups.length + 1 }, (_, i) => groups.slice(0, groups.length - i).flat());
  const sets: Expression[][] = [];
  for (let mask = (1 << groups.length) - 1; mask >= 0; mask--) {
    sets.push(groups.filter((_, i) => mask & (1 << (groups.length - 1 - i))).flat());
  }
  return sets;
}

function withoutRepeats(set: readonly Expression[]): Expression[] {
  const seen = new Map<string, Expression>();
  for (const expression of set) if (!seen.has(keyOf(expression))) seen.set(keyOf(expression), expression);
  return [...seen.values()];
}

/** Equal for the same expression written twice. */
function keyOf(expression: Expression): string {
  return JSON.stringify(expression, (key, value) => (key === 'origin' ? undefined : typeof value === 'bigint' ? `${value}n` : value));
}
