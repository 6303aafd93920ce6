import { type Expression, type LogicalPlan, rewriteExpressionsUp, type SqlText } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';

/** SQL text with its parameters put in. */
export function resolveSqlText(plan: SqlText, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const { parse } = analyzer.context;
  if (parse === undefined) fail('INTERNAL_ERROR', { message: 'No parser was given to the analysis of a SQL text.' }, plan);
  return analyzer.resolve(bindParameters(parse(plan.text), plan), environment);
}

/** Replaces `:name` and `?` by the arguments. */
export function bindParameters(plan: LogicalPlan, parameters: Pick<SqlText, 'namedArguments' | 'positionalArguments'>): LogicalPlan {
  const { namedArguments, positionalArguments } = parameters;
  if (Object.keys(namedArguments).length === 0 && positionalArguments.length === 0) return plan;
  return rewriteExpressionsUp(plan, (expression): Expression => {
    if (expression.kind !== 'parameter') return expression;
    const value = expression.name === undefined ? positionalArguments[expression.position ?? 0] : namedArguments[expression.name];
    if (value === undefined) fail('UNBOUND_SQL_PARAMETER', { name: expression.name ?? `_${expression.position ?? 0}` }, expression);
    return value;
  });
}
