import {
  childExpressions,
  childPlans,
  type Expression,
  existsInExpression,
  type Join,
  type LogicalPlan,
  outputOf,
  type Subquery,
  walkExpression,
  walkExpressions,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { qualifiedSql, sqlText } from './expression-sql.ts';

const category = 'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY';

/** Refuses subqueries where Spark has no place for them, and correlation that it cannot take apart. */
export function checkSubqueries(plan: LogicalPlan): void {
  for (const child of childPlans(plan)) checkSubqueries(child);
  if (plan.kind === 'join' && plan.lateral && !plan.isDerived) checkCorrelation(plan.right);
  for (const expression of childExpressions(plan)) {
    walkExpression(expression, (item) => {
      if (item.kind !== 'subquery') return;
      checkSubqueries(item.plan);
      checkPlace(item, plan);
      checkCorrelation(item.plan);
    });
  }
}

export function isCorrelated(subquery: Subquery): boolean {
  return outerColumns(subquery).length > 0;
}

/** The columns of the enclosing query that its plan uses. */
export function outerColumns(subquery: Subquery): readonly Expression[] {
  const found: Expression[] = [];
  walkExpressions(subquery.plan, (item) => {
    if (item.kind === 'outerReference') found.push(item.attribute);
  });
  return found;
}

const placesOfScalars: ReadonlySet<string> = new Set(['project', 'filter', 'aggregate', 'groupingSetsAggregate', 'window', 'expand']);
const placesOfPredicates: ReadonlySet<string> = new Set([...placesOfScalars, 'join', 'generate']);

function checkPlace(subquery: Subquery, plan: LogicalPlan): void {
  if (subquery.variant === 'table') return;
  if (subquery.variant === 'scalar') {
    if (isCorrelated(subquery) && !placesOfScalars.has(plan.kind))
      fail(`${category}.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY`, { treeNode: plan.kind }, plan);
    return;
  }
  if (!placesOfPredicates.has(plan.kind)) fail(`${category}.UNSUPPORTED_IN_EXISTS_SUBQUERY`, { treeNode: plan.kind }, subquery);
  if (plan.kind === 'join') checkJoinPredicate(subquery, plan);
}

/** In a join condition a predicate asks about one side. */
function checkJoinPredicate(subquery: Subquery, join: Join): void {
  if (!isCorrelated(subquery)) return;
  const used = new Set<number>();
  for (const expression of [...outerColumns(subquery), ...(subquery.values ?? [])]) {
    walkExpression(expression, (item) => {
      if (item.kind === 'attribute') used.add(item.id);
    });
  }
  const uses = (side: LogicalPlan): boolean => outputOf(side).some(({ id }) => used.has(id));
  if (uses(join.left) && uses(join.right))
    fail(`${category}.UNSUPPORTED_CORRELATED_EXPRESSION_IN_JOIN_CONDITION`, { subqueryExpression: qualifiedSql(subquery) });
}

const hasOuter = (expression: Expression): boolean => existsInExpression(expression, (item) => item.kind === 'outerReference');

/** Operators whose expressions may use columns of the enclosing query. */
const hosts: ReadonlySet<string> = new Set(['filter', 'project', 'join', 'generate', 'subqueryAlias']);

function checkCorrelation(plan: LogicalPlan): void {
  const expressions = childExpressions(plan);
  const correlated = expressions.filter(hasOuter);
  if (correlated.length > 0) {
    for (const expression of correlated) checkAggregates(expression);
    if (!hosts.has(plan.kind)) fail(`${category}.CORRELATED_REFERENCE`, { sqlExprs: correlated.map(outerText).join(',') }, plan);
  }
  for (const child of childPlans(plan)) checkCorrelation(child);
}

const outerText = (expression: Expression): string =>
  `"${sqlText(expression)}${expression.kind === 'alias' ? ` AS ${expression.names[0] ?? ''}` : ''}"`;

/** An aggregate is of one query. */
function checkAggregates(expression: Expression): void {
  walkExpression(expression, (item) => {
    if (item.kind !== 'aggregateCall' || !hasOuter(item)) return;
    const own = item.args.some(hasOwn);
    if (own) fail(`${category}.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES`, { function: qualifiedSql(item) }, item);
  });
}

/** Whether it uses a column of its own query; the column inside an outer reference is none. */
function hasOwn(expression: Expression): boolean {
  let found = false;
  walkExpression(expression, (item) => {
    if (item.kind === 'outerReference') return false;
    found ||= item.kind === 'attribute';
    return !found;
  });
  return found;
}
