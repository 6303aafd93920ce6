import type { DataType } from '@kindling/protocol';
import {
  type Alias,
  type Attribute,
  type Expression,
  type LogicalPlan,
  outputOf,
  rewriteExpression,
  toAttribute,
  type UnresolvedAttribute,
  walkExpressions,
} from '../plan/index.ts';
import type { Analyzer } from './analyzer.ts';

/** Operators through which ORDER BY and filters may reach for columns that were projected away. */
type Passable = Extract<LogicalPlan, { kind: 'project' | 'filter' | 'sort' | 'window' | 'generate' | 'sample' | 'repartition' }>;

function isPassable(plan: LogicalPlan): plan is Passable {
  return ['project', 'filter', 'sort', 'window', 'generate', 'sample', 'repartition'].includes(plan.kind);
}

/** A column below the plan, of a name that its output lacks. */
export function findBelow(
  plan: LogicalPlan,
  attribute: UnresolvedAttribute,
  analyzer: Analyzer,
  prefersInput = false,
): { readonly column: Attribute; readonly fields: readonly string[] } | undefined {
  let current: LogicalPlan = plan;
  while (isPassable(current) && !current.isPipeInput && !current.isDerivedTable) {
    current = current.child;
    if (current.kind === 'aggregate') return groupBelow(current, attribute, analyzer, prefersInput);
    const scope = analyzer.scopeOf(current);
    const matches = scope.resolve(attribute.nameParts);
    const [match] = matches;
    if (matches.length === 1 && match && (!prefersInput || canTake(match.attribute.dataType, match.fields, analyzer)))
      return { column: match.attribute, fields: match.fields };
    if (matches.length > 1 && !prefersInput) return undefined;
  }
  return undefined;
}

/** Whether the fields of a dotted name are there. */
export function canTake(type: DataType, [field, ...rest]: readonly string[], analyzer: Analyzer): boolean {
  if (field === undefined || type.kind === 'map' || type.kind === 'null') return true;
  if (type.kind === 'array') return canTake(type.elementType, [field, ...rest], analyzer);
  if (type.kind !== 'struct') return false;
  return type.fields.some((candidate) => analyzer.sameName(candidate.name, field) && canTake(candidate.dataType, rest, analyzer));
}

/** A column that an aggregate groups by, though its list leaves it out. */
export function groupBelow(
  aggregate: Extract<LogicalPlan, { kind: 'aggregate' }>,
  attribute: UnresolvedAttribute,
  analyzer: Analyzer,
  prefersInput: boolean,
): { readonly column: Attribute; readonly fields: readonly string[] } | undefined {
  const listed = prefersInput ? [] : analyzer.scopeOf(aggregate).resolve(attribute.nameParts);
  const [match, ...more] = listed.length > 0 ? listed : analyzer.scopeOf(aggregate.child).resolve(attribute.nameParts);
  if (match === undefined || more.length > 0) return undefined;
  const isKept = listed.length > 0 || aggregate.grouping.some((group) => group.kind === 'attribute' && group.id === match.attribute.id);
  return isKept ? { column: match.attribute, fields: match.fields } : undefined;
}

/** The plan with those columns of operators below it in its output, after its own. */
export function expose(plan: LogicalPlan, columns: readonly Attribute[]): LogicalPlan {
  const own = new Set(outputOf(plan).map((attribute) => attribute.id));
  const missing = columns.filter((column) => !own.has(column.id));
  if (missing.length === 0) return plan;
  switch (plan.kind) {
    case 'project':
      return { ...plan, list: [...plan.list, ...missing], child: expose(plan.child, missing) };
    case 'aggregate':
      return { ...plan, list: [...plan.list, ...missing] };
    case 'fileRelation':
      return { ...plan, output: [...plan.output, ...(plan.metadataOutput ?? []).filter((own) => missing.some(({ id }) => id === own.id))] };
    case 'filter':
    case 'sort':
    case 'limit':
    case 'offset':
    case 'tail':
    case 'window':
    case 'generate':
    case 'sample':
    case 'repartition':
    case 'deduplicate':
    case 'subqueryAlias':
    case 'hint':
      return { ...plan, child: expose(plan.child, missing) };
    case 'join':
      return plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti'
        ? { ...plan, left: expose(plan.left, missing) }
        : { ...plan, left: expose(plan.left, missing), right: expose(plan.right, missing) };
    default:
      return plan;
  }
}

/** Appends expressions to the aggregate at the bottom of a chain of operators and lets them through. */
export function appendToAggregate(plan: LogicalPlan, aliases: readonly Alias[], analyzer: Analyzer): LogicalPlan {
  if (aliases.length === 0) return plan;
  switch (plan.kind) {
    case 'aggregate':
    case 'groupingSetsAggregate':
      return { ...plan, list: [...plan.list, ...aliases], child: exposeHidden(aliases, plan.child, analyzer) };
    case 'project':
      return { ...plan, list: [...plan.list, ...aliases.map(toAttribute)], child: appendToAggregate(plan.child, aliases, analyzer) };
    case 'filter':
    case 'sort':
    case 'window':
      return { ...plan, child: appendToAggregate(plan.child, aliases, analyzer) };
    default:
      return plan;
  }
}

export type AnyAggregate = Extract<LogicalPlan, { kind: 'aggregate' | 'groupingSetsAggregate' }>;

/** The aggregate that a HAVING or ORDER BY above the plan may still compute with. */
export function aggregateBelow(plan: LogicalPlan): AnyAggregate | undefined {
  let current = plan;
  for (;;) {
    if (current.isPipeInput || current.isDerivedTable) return undefined;
    switch (current.kind) {
      case 'aggregate':
      case 'groupingSetsAggregate':
        return current;
      case 'filter':
        if (!current.isHaving) return undefined;
        current = current.child;
        break;
      case 'project':
        // A HAVING that needed more than the results hides the aggregate.
        if (current.child.kind === 'filter') return undefined;
        current = current.child;
        break;
      case 'window':
        current = current.child;
        break;
      default:
        return undefined;
    }
  }
}

/** Hidden columns (keys of a USING join by their table's name) must be let through first. */
export function usedHidden(expressions: readonly Expression[], child: LogicalPlan, analyzer: Analyzer): readonly Attribute[] {
  const hidden = analyzer.hiddenOf(child);
  if (hidden.length === 0) return [];
  const ids = new Map(hidden.map((attribute) => [attribute.id, attribute]));
  const used: Attribute[] = [];
  const note = (item: Expression): undefined => {
    const attribute =
      item.kind === 'attribute' ? ids.get(item.id) : item.kind === 'outerReference' ? ids.get(item.attribute.id) : undefined;
    if (attribute && !used.includes(attribute)) used.push(attribute);
    if (item.kind === 'subquery') walkExpressions(item.plan, note);
    return undefined;
  };
  for (const expression of expressions) rewriteExpression(expression, note);
  return used;
}

/** The plan with the hidden columns that the expressions use. */
export function exposeHidden(expressions: readonly Expression[], child: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const used = usedHidden(expressions, child, analyzer);
  if (used.length === 0) return child;
  const exposed = expose(child, used);
  analyzer.keepNames(exposed, child);
  return exposed;
}
