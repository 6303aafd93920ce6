import type { LogicalPlan, Repartition } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { quotedSql } from './expression-sql.ts';
import { restored } from './resolve-filter.ts';
import { resolveOver } from './resolve-over.ts';
import { hasAggregate } from './resolve-project.ts';

/** Rows may be divided by what the select list below has projected away, and by `_metadata`: it comes along as far as here. */
export function resolveRepartition(plan: Repartition, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const over = resolveOver(plan.expressions, child, analyzer, environment, { reachesAggregate: false, reachesGroups: true });
  const refused = over.expressions.filter(hasAggregate);
  if (refused.length > 0) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: refused.map(quotedSql).join(', ') }, plan);
  return restored(child, over.child, { ...plan, expressions: over.expressions, child: over.child }, analyzer);
}
