import type { UserFunctionDefinition } from '@kindling/protocol';
import { printQuery } from '../duckdb/sql/index.ts';
import { optimize } from '../optimizer/index.ts';
import { type Explain, isCommand, type LogicalPlan, outputOf, planTreeString, rewritePlanUp, walkPlan } from '../plan/index.ts';
import { planFragment } from '../planner/index.ts';
import { chooseExecution } from './choose-execution.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { plannerContext } from './planner-context.ts';
import type { QueryState } from './query-state.ts';
import { placeUserCode } from './stage-user-code.ts';
import { stagesOf } from './staged/run-staged.ts';
import { stagesText } from './staged/stages-text.ts';

/** The text of EXPLAIN: the plan in each of its stages, and the DuckDB query that it becomes. */
export async function explain(
  plan: LogicalPlan,
  mode: Explain['mode'],
  session: EngineSession,
  state: QueryState,
  options: Pick<ExecuteOptions, 'signal'>,
): Promise<string> {
  const query = isCommand(plan) && 'child' in plan && plan.child ? plan.child : plan;
  if (isCommand(query)) return `== Physical Plan ==\nExecute ${query.kind}\n`;
  const analyzed = await session.analyze(query, options.signal, state);
  const optimized = placeUserCode(optimize(analyzed, state.config), session);
  const physical = [...userCodeSteps(optimized), physicalPlan(withoutUserCode(optimized), session, state)].join('\n');
  if (mode !== 'extended' && mode !== 'cost') return `== Physical Plan ==\n${physical}\n`;
  return [
    '== Parsed Logical Plan ==',
    planTreeString(query),
    '== Analyzed Logical Plan ==',
    planTreeString(analyzed),
    '== Optimized Logical Plan ==',
    planTreeString(optimized),
    '== Physical Plan ==',
    physical,
    '',
  ].join('\n');
}

function physicalPlan(optimized: LogicalPlan, session: EngineSession, state: QueryState): string {
  const choice = chooseExecution(optimized, state.config, session.application.memoryBytes);
  if (choice.mode === 'staged') return stagesText(stagesOf(optimized, state), choice.reason);
  const fragment = planFragment(optimized, plannerContext(state), { mode: 'fast' });
  const functions = fragment.runtimeFunctions.map(
    (use) => (use.options.definition as UserFunctionDefinition | undefined)?.name ?? use.body,
  );
  return [
    `*(1) DuckDB query, fused: ${choice.reason}`,
    ...(functions.length > 0 ? [`   JavaScript functions: ${[...new Set(functions)].join(', ')}`] : []),
    ...printQuery(fragment.query)
      .split('\n')
      .map((line) => `   ${line}`),
  ].join('\n');
}

/** User code that runs before the query, innermost first. */
function userCodeSteps(plan: LogicalPlan): readonly string[] {
  const steps: string[] = [];
  walkPlan(plan, (node) => {
    if (node.kind === 'evalFunctions') {
      const names = node.calls.map((call) => call.names[0]).join(', ');
      steps.unshift(`*(0) JavaScript functions ${names}, batch by batch in a process of the session`);
    }
    if (node.kind === 'mapPartitions') steps.unshift(`*(0) JavaScript function over each ${node.each}`);
  });
  return steps;
}

/** What runs after it: its rows are in files then. */
function withoutUserCode(plan: LogicalPlan): LogicalPlan {
  return rewritePlanUp(plan, (node) =>
    node.kind === 'evalFunctions' || node.kind === 'mapPartitions'
      ? { kind: 'stagedRows', partitions: [], output: outputOf(node), sizeBytes: 0 }
      : node,
  );
}
