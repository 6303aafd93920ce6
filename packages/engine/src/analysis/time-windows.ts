import {
  type Expression,
  existsInExpression,
  type LogicalPlan,
  mapExpressions,
  rewriteExpression,
  sameExpression,
  type UnresolvedFunction,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { generatorOutput } from './extract-generator.ts';

const isTimeWindow = (expression: Expression): expression is UnresolvedFunction =>
  expression.kind === 'unresolvedFunction' &&
  expression.nameParts.length === 1 &&
  expression.nameParts[0]?.toLowerCase() === 'window' &&
  expression.args.length > 1;

/**
 * `window(time, …)` asks for a row per window, whatever the operator: a generate below it makes the rows, and the calls become its
 * column `window`, which other expressions of the operator can name too.
 */
export function withTimeWindows<P extends LogicalPlan>(
  plan: P,
  child: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
): { readonly plan: P; readonly child: LogicalPlan } {
  const calls: UnresolvedFunction[] = [];
  mapExpressions(plan, (expression) => {
    existsInExpression(expression, (item) => isTimeWindow(item) && calls.push(item) < 0);
    return expression;
  });
  const [first] = calls;
  if (first === undefined) return { plan, child };
  if (calls.some((call) => !sameExpression(call, first))) fail('_LEGACY_ERROR_TEMP_1039', {}, first);
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
  });
  const [time, ...durations] = first.args as [Expression, ...Expression[]];
  // A window of a window stands on the rows of the inner one.
  const inner = isTimeWindow(time) ? withTimeWindows({ kind: 'project', list: [time], child }, child, analyzer, environment) : undefined;
  const generator = inner
    ? new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(inner.child), inputs: [inner.child] }).resolve({
        ...first,
        args: [...inner.plan.list, ...durations],
      })
    : resolver.resolve(first);
  if (generator.kind !== 'generatorCall') return { plan, child };
  const output = generatorOutput(generator, [], false, analyzer);
  const [column] = output;
  const generate: LogicalPlan = {
    kind: 'generate',
    generator,
    outer: false,
    columnNames: [],
    generatorOutput: output,
    child: inner?.child ?? child,
  };
  const replaced = mapExpressions(plan, (expression) => rewriteExpression(expression, (item) => (isTimeWindow(item) ? column : undefined)));
  return { plan: replaced, child: generate };
}
