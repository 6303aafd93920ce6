import { type Expression, existsInExpression, type Generate, type LogicalPlan, outputOf } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql } from './expression-sql.ts';
import { generatorOutput, withoutOuter } from './extract-generator.ts';
import { exposeHidden } from './missing-input.ts';

/** LATERAL VIEW. */
export function resolveGenerate(plan: Generate, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  if (plan.generatorOutput) return { ...plan, child };
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const generator = resolver.resolve(plan.generator);
  if (generator.kind !== 'generatorCall') {
    const name = plan.generator.kind === 'unresolvedFunction' ? quoteName(plan.generator.nameParts) : quotedSql(generator);
    fail('UNSUPPORTED_GENERATOR.NOT_GENERATOR', { functionName: name, classCanonicalName: generator.kind }, plan);
  }
  const refused: Expression[] = [];
  existsInExpression(generator, (item) => {
    if (item.kind === 'aggregateCall' || item.kind === 'windowCall') refused.push(item);
    return false;
  });
  if (refused.length > 0) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: refused.map(quotedSql).join(', ') }, plan);
  const { call, outer } = withoutOuter(generator);
  const qualifier = plan.tableAlias === undefined ? [] : [plan.tableAlias];
  const output = generatorOutput(call, plan.columnNames, plan.outer || outer, analyzer, plan).map((attribute) => ({
    ...attribute,
    qualifier,
  }));
  const below = exposeHidden([call], child, analyzer);
  const generate: Generate = { ...plan, generator: call, outer: plan.outer || outer, generatorOutput: output, child: below };
  if (below === child) return generate;
  const project = analyzer.project([...outputOf(child), ...output], generate);
  analyzer.hide(project, analyzer.hiddenOf(child));
  return project;
}
