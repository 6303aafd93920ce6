import type { SessionConfig } from '../config/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import { rules } from './rules.ts';

export { extractUserFunctions, userDefinitionOf } from './extract-user-functions.ts';
export type { Rule } from './rules.ts';
export { optimizeForStages } from './staged/index.ts';

/** What a rule made of the plan, for EXPLAIN. */
export interface RuleStep {
  readonly rule: string;
  readonly plan: LogicalPlan;
}

/** Rewrites an analysed plan to an equal one that runs better; `onStep` sees each rule that changed something. */
export function optimize(plan: LogicalPlan, config: SessionConfig, onStep?: (step: RuleStep) => void): LogicalPlan {
  const excluded = new Set(
    config
      .get('spark.sql.optimizer.excludedRules')
      .split(',')
      .map((name) => name.trim().split('.').at(-1)),
  );
  let current = plan;
  for (const rule of rules) {
    if (excluded.has(rule.name) && !rule.isRequired) continue;
    const next = rule.apply(current, config);
    if (next !== current) onStep?.({ rule: rule.name, plan: next });
    current = next;
  }
  return current;
}
