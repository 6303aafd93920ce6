import { type LogicalPlan, outputOf, type Sample } from '../plan/index.ts';
import { failRequirement } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { isOrderable } from './coercion/implicit-cast.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';

/** The parts of a random split must not overlap: for them the rows of each partition are sorted by all that can be sorted. */
export function resolveSample(plan: Sample, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const { lowerBound, upperBound, withReplacement } = plan;
  const fraction = upperBound - lowerBound;
  // Spark forgives the rounding of shares that were added up.
  const slack = 1e-6;
  if (plan.rows === undefined && (fraction < -slack || (!withReplacement && fraction > 1 + slack)))
    failRequirement(
      `Sampling fraction (${fraction}) must be ${withReplacement ? 'nonnegative with' : 'on interval [0, 1] without'} replacement`,
    );
  const child = analyzer.resolve(plan.child, environment);
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const sampled = { ...plan, ...(plan.rows ? { rows: resolver.resolve(plan.rows) } : {}), child };
  const keys = outputOf(child).filter((column) => isOrderable(column.dataType));
  if (!plan.deterministicOrder || keys.length === 0) return sampled;
  const order = keys.map((key) => ({ kind: 'sortOrder', child: key, direction: 'ascending', nulls: 'first' }) as const);
  return { ...sampled, child: { kind: 'sort', order, isGlobal: false, child } };
}
