import {
  type Expression,
  existsInExpression,
  type LogicalPlan,
  mapExpressions,
  rewriteExpression,
  rewritePlanUp,
  type Subquery,
} from '../plan/index.ts';

/**
 * Spark asks of IN (SELECT …) whether it finds a row, and of NOT IN whether it finds none that could be one: where the answer is unknown both
 * are false, as they are in a WHERE anyway. Only a literal NULL stays unknown.
 */
export function answerInSubqueries(plan: LogicalPlan): LogicalPlan {
  return rewritePlanUp(plan, (given) => {
    const node = mapExpressions(given, negatedWithin);
    if (node.kind === 'filter') return { ...node, condition: inConjunction(node.condition) };
    if (node.kind !== 'join' || node.condition === undefined) return mapExpressions(node, decided);
    const isFilter = node.joinType === 'inner' || node.joinType === 'cross';
    return { ...node, condition: isFilter ? inConjunction(node.condition) : found(node.condition) };
  });
}

/** The condition of an outer join asks only whether it finds a row, below NOT too. */
const found = (expression: Expression): Expression =>
  rewriteExpression(expression, (item) => (isIn(item) ? { ...item, unknownIs: false } : undefined));

/** NOT goes down to what it denies, through AND, OR and another NOT: only there it shows whether IN or NOT IN is meant. */
function negatedWithin(expression: Expression): Expression {
  return rewriteExpression(expression, (item) => {
    if (item.kind !== 'call' || item.fn !== 'not' || !existsInExpression(item, isIn)) return undefined;
    const [inner] = item.args;
    if (inner?.kind !== 'call') return undefined;
    if (inner.fn === 'not' && inner.args[0]) return negatedWithin(inner.args[0]);
    if (inner.fn !== 'and' && inner.fn !== 'or') return undefined;
    return { ...inner, fn: inner.fn === 'and' ? 'or' : 'and', args: inner.args.map((arg) => negatedWithin({ ...item, args: [arg] })) };
  });
}

/** What is unknown drops the row here: DuckDB makes a join of the bare predicate. */
function inConjunction(condition: Expression): Expression {
  if (condition.kind === 'call' && condition.fn === 'and') return { ...condition, args: condition.args.map(inConjunction) };
  return isIn(condition) || isNotIn(condition) ? condition : decided(condition);
}

function decided(expression: Expression): Expression {
  return rewriteExpression(expression, (item) => {
    if (isIn(item)) return { ...item, unknownIs: false };
    return isNotIn(item) ? { ...item, args: item.args.map((arg) => ({ ...(arg as Subquery), unknownIs: true })) } : undefined;
  });
}

const isIn = (expression: Expression): expression is Subquery =>
  expression.kind === 'subquery' &&
  expression.variant === 'in' &&
  expression.unknownIs === undefined &&
  !expression.values?.some((value) => (value.kind === 'cast' ? value.child : value).kind === 'literal');

function isNotIn(expression: Expression): expression is Extract<Expression, { kind: 'call' }> {
  return expression.kind === 'call' && expression.fn === 'not' && expression.args.every(isIn);
}
