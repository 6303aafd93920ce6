import { SparkError, types } from '@kindling/protocol';
import { functionRecord } from '../functions/index.ts';
import {
  type AggregateCall,
  type Alias,
  type Attribute,
  type Expression,
  type LogicalPlan,
  mapChildren,
  outputOf,
  rewriteExpression,
  rewriteExpressionsUp,
  sameExpression,
  toAttribute,
  type UnresolvedAttribute,
} from '../plan/index.ts';
import { unaliased } from './aggregate-over.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { sqlText } from './expression-sql.ts';
import {
  type AnyAggregate,
  aggregateBelow,
  appendToAggregate,
  canTake,
  expose,
  findBelow,
  groupBelow,
  usedHidden,
} from './missing-input.ts';
import type { NameMatch } from './name-scope.ts';
import { failUnresolvedColumn } from './suggestions.ts';

export interface OverOptions {
  /** Spark's name of the operator, for the refusal of generators; absent where a later check refuses them. */
  readonly operator?: string;
  readonly reachesAggregate: boolean;
  /** It may use what an aggregate right below groups by, and nothing more of it. */
  readonly reachesGroups?: boolean;
  /** HAVING means a grouping column before a result of the same name. */
  readonly prefersGroups?: boolean;
}

export interface ResolvedOver {
  readonly expressions: readonly Expression[];
  /** The child, with more columns when the expressions needed them. */
  readonly child: LogicalPlan;
}

/** Resolves expressions of HAVING, ORDER BY and filters, which may use what the select list below has projected away. */
export function resolveOver(
  expressions: readonly Expression[],
  child: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
  options: OverOptions,
): ResolvedOver {
  const aggregate = options.reachesAggregate ? aggregateBelow(child) : undefined;
  if (aggregate) return overAggregate(expressions, child, aggregate, analyzer, environment, options);
  const missing: Attribute[] = [];
  const reach = (attribute: UnresolvedAttribute, prefersInput: boolean): Expression | undefined => {
    const isGrouped = options.reachesGroups === true && child.kind === 'aggregate';
    const found = isGrouped ? groupBelow(child, attribute, analyzer, prefersInput) : findBelow(child, attribute, analyzer, prefersInput);
    if (found === undefined) return undefined;
    missing.push(found.column);
    return resolver.nestedFields(found.column, found.fields, attribute);
  };
  const fallback = (attribute: UnresolvedAttribute): Expression | undefined => reach(attribute, false);
  const settings = {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
    ...(options.operator === undefined ? {} : { withoutGenerators: options.operator }),
    fallback,
  };
  const resolver = new ExpressionResolver(analyzer, settings);
  const below = new ExpressionResolver(analyzer, { ...settings, preferred: (attribute) => reach(attribute, true) });
  const resolved = expressions.map((expression) => resultsOrInput(expression, resolver.resolve, below.resolve));
  const hidden = usedHidden(resolved, child, analyzer);
  const needed = [...missing, ...hidden];
  return { expressions: resolved, child: needed.length === 0 ? child : expose(child, needed) };
}

/** A name that makes no sense among the results means what the operator below is given. */
function resultsOrInput(expression: Expression, resolve: Resolve, resolveBelow: Resolve): Expression {
  try {
    return resolve(expression);
  } catch (error) {
    if (!(error instanceof SparkError) || !senseless.has(error.condition)) throw error;
    try {
      return resolveBelow(expression);
    } catch {
      throw error;
    }
  }
}

type Resolve = (expression: Expression) => Expression;

const senseless: ReadonlySet<string> = new Set([
  'AMBIGUOUS_REFERENCE',
  'AMBIGUOUS_REFERENCE_TO_FIELDS',
  'FIELD_NOT_FOUND',
  'INVALID_EXTRACT_BASE_FIELD_TYPE',
  'INVALID_EXTRACT_FIELD_TYPE',
]);

function overAggregate(
  expressions: readonly Expression[],
  child: LogicalPlan,
  aggregate: AnyAggregate,
  analyzer: Analyzer,
  environment: Environment,
  options: OverOptions,
): ResolvedOver {
  const inner = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(aggregate.child),
    inputs: [aggregate.child, ...environment.relations],
  });
  const fallback = (attribute: UnresolvedAttribute): Expression | undefined => {
    const [match, ...more] = analyzer.scopeOf(aggregate.child).resolve(attribute.nameParts);
    if (match && more.length === 0) return resolver.nestedFields(match.attribute, match.fields, attribute);
    const [name, ...fields] = attribute.nameParts;
    if (aggregate.kind === 'aggregate' || name === undefined || fields.length > 0) return undefined;
    return aggregate.grouping.find((group) => analyzer.sameName(group.names[0] ?? '', name))?.child;
  };
  const groups = aggregate.kind === 'aggregate' ? aggregate.grouping.map(unaliased) : aggregate.grouping.map((group) => group.child);
  const preferred = (attribute: UnresolvedAttribute): Expression | undefined => {
    const [match, ...more] = attribute.planId === undefined ? analyzer.scopeOf(aggregate.child).resolve(attribute.nameParts) : [];
    if (match === undefined || more.length > 0) return undefined;
    if (!canTake(match.attribute.dataType, match.fields, analyzer)) return undefined;
    if (groups.some((group) => sameExpression(group, match.attribute)))
      return resolver.nestedFields(match.attribute, match.fields, attribute);
    const field = match.fields.length > 0 ? fieldOf(match, attribute) : undefined;
    return field && groups.some((group) => sameExpression(group, field)) ? field : undefined;
  };
  const fieldOf = (match: NameMatch, attribute: UnresolvedAttribute): Expression =>
    resolver.nestedFields(match.attribute, match.fields, attribute);
  const ofGroups: Alias[] = [];
  const aggregateOf = (call: AggregateCall): Attribute => {
    const known = [...aggregate.list, ...ofGroups].find((item) => item.kind === 'alias' && sameExpression(unaliased(item), call));
    if (known) return toAttribute(known);
    const alias = analyzer.alias(call, sqlText(call));
    ofGroups.push(alias);
    return toAttribute(alias);
  };
  const settings = {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
    ...(options.operator === undefined ? {} : { withoutGenerators: options.operator }),
    fallback,
    ...(options.prefersGroups ? { aggregateOf } : {}),
  };
  const resolver = new ExpressionResolver(analyzer, { ...settings, ...(options.prefersGroups ? { preferred } : {}) });
  const below = new ExpressionResolver(analyzer, { ...settings, preferred: fallback });
  const resolved = expressions.map((expression) => resultsOrInput(resolveAggregates(expression, inner), resolver.resolve, below.resolve));
  return replaceByOutput(resolved, child, aggregate, ofGroups, analyzer);
}

/** Arguments of aggregate functions mean the columns that are aggregated, before they mean results. */
function resolveAggregates(expression: Expression, inner: ExpressionResolver): Expression {
  const visit = (item: Expression): Expression => {
    if (item.kind === 'unresolvedFunction') {
      const record = functionRecord(item.nameParts.at(-1) ?? '');
      const isGrouping = item.nameParts.length === 1 && /^grouping(_id)?$/i.test(item.nameParts[0] ?? '');
      if (record?.kind === 'aggregate' || isGrouping) return inner.resolve(item);
    }
    if (item.kind === 'unresolvedWindow') {
      const call = item.function.kind === 'unresolvedFunction' ? { ...item.function, args: item.function.args.map(visit) } : item.function;
      return {
        ...item,
        function: call,
        partitionBy: item.partitionBy.map(visit),
        orderBy: item.orderBy.map((order) => ({ ...order, child: visit(order.child) })),
      };
    }
    return item.kind === 'subquery' || item.kind === 'unresolvedLambdaVariable' ? item : mapChildren(item, { expression: visit });
  };
  return visit(expression);
}

/** Aggregates and grouping expressions become columns of the aggregate: those that it has, or new ones. */
function replaceByOutput(
  expressions: readonly Expression[],
  child: LogicalPlan,
  aggregate: AnyAggregate,
  ofGroups: readonly Alias[],
  analyzer: Analyzer,
): ResolvedOver {
  const output = new Set(outputOf(child).map((attribute) => attribute.id));
  const added: Alias[] = [...ofGroups];
  const exposed: Attribute[] = [];
  const groups =
    aggregate.kind === 'aggregate'
      ? aggregate.grouping.map((group) => [group, group] as const)
      : aggregate.grouping.map((group, i) => [group.child, aggregate.groupingOutput[i] as Attribute] as const);
  const columnOf = (expression: Expression): Attribute => {
    const known = [...aggregate.list, ...added].find((item) => item.kind === 'alias' && sameExpression(unaliased(item), expression));
    if (known) {
      const attribute = toAttribute(known);
      if (!output.has(attribute.id) && !added.includes(known as Alias)) exposed.push(attribute);
      return attribute;
    }
    if (expression.kind === 'attribute') {
      const listed = aggregate.list.some((item) => item.kind === 'attribute' && item.id === expression.id);
      if (listed) {
        if (!output.has(expression.id)) exposed.push(expression);
        return expression;
      }
    }
    const alias = analyzer.alias(expression, sqlText(expression));
    added.push(alias);
    return toAttribute(alias);
  };
  const rewrite = (item: Expression): Expression | undefined => {
    if (item.kind === 'outerReference') return item;
    if (item.kind === 'attribute' && output.has(item.id)) return item;
    if (item.kind === 'windowCall') return rewriteWindow(item);
    if (item.kind === 'subquery') return rewriteSubquery(item);
    const group = groups.find(([expression]) => sameExpression(expression, item));
    if (group) return columnOf(group[1]);
    if (item.kind === 'aggregateCall') return columnOf(item);
    if (item.kind === 'groupingId') {
      if (aggregate.kind === 'aggregate' && aggregate.isGrandTotal && item.args.length === 0)
        return { kind: 'literal', value: 0n, dataType: types.long };
      if (aggregate.kind === 'aggregate' || groups.length === 0) fail('UNSUPPORTED_GROUPING_EXPRESSION', {});
      if (item.args.length === 0 && !item.single) return columnOf({ ...item, args: aggregate.groupingOutput });
      return columnOf({
        ...item,
        args: item.args.map((arg) => groups.find(([expression]) => sameExpression(expression, arg))?.[1] ?? arg),
      });
    }
    if (item.kind === 'attribute') failUnresolvedColumn([item.name], outputOf(child), item);
    return undefined;
  };
  const rewriteSubquery = (subquery: Expression & { kind: 'subquery' }): Expression => {
    const values = subquery.values?.map((value) => rewriteExpression(value, rewrite));
    const inOuter = (expression: Expression): Expression => {
      if (expression.kind !== 'outerReference') return expression;
      const replaced = rewriteExpression(expression.attribute, (item) =>
        groups.some(([group]) => sameExpression(group, item)) ? rewrite(item) : undefined,
      );
      return replaced.kind === 'attribute' ? { ...expression, attribute: replaced } : expression;
    };
    return { ...subquery, ...(values ? { values } : {}), plan: rewriteExpressionsUp(subquery.plan, inOuter) };
  };
  const rewriteWindow = (window: Expression & { kind: 'windowCall' }): Expression => {
    const apply = (item: Expression): Expression => rewriteExpression(item, rewrite);
    return {
      ...window,
      function: { ...window.function, args: window.function.args.map(apply) },
      partitionBy: window.partitionBy.map(apply),
      orderBy: window.orderBy.map((order) => ({ ...order, child: apply(order.child) })),
    };
  };
  const replaced = expressions.map((expression) => rewriteExpression(expression, rewrite));
  const extended = appendToAggregate(child, added, analyzer);
  return { expressions: replaced, child: exposed.length === 0 ? extended : expose(extended, exposed) };
}
