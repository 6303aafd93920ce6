import type { UserFunctionDefinition } from '@kindling/protocol';
import { printQuery } from '../duckdb/sql/index.ts';
import { optimize } from '../optimizer/index.ts';
import { adaptivePlan, formattedText, fusedTree, type OperatorNode, stagedTree, treeText } from '../physical/index.ts';
import { type Explain, isCommand, type LogicalPlan, outputOf, planTreeString, rewritePlanUp, walkPlan } from '../plan/index.ts';
import { planFragment } from '../planner/index.ts';
import { chooseExecution } from './choose-execution.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { plannerContext } from './planner-context.ts';
import type { QueryState } from './query-state.ts';
import { placeUserCode } from './stage-user-code.ts';
import { adaptiveSettings } from './staged/adaptive-settings.ts';
import { stagesOf } from './staged/run-staged.ts';
import { stagesText } from './staged/stages-text.ts';

/**
 * The text of EXPLAIN: Spark's tree of operators, how it runs and why. `extended` and `cost` also have the plan in each of its stages,
 * `codegen` what is generated: the statement for DuckDB, or what the tasks of each stage do.
 */
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
  const optimized = placeUserCode(optimize(session.application.cache.useCachedData(analyzed, state), state.config), session);
  const { tree, execution, generated } = physicalPlan(withoutUserCode(optimized), session, state);
  const shown = mode === 'formatted' ? formattedText(tree) : treeText(tree);
  const physical = ['== Physical Plan ==', shown, '', '== Execution ==', ...userCodeSteps(optimized), ...execution];
  if (mode === 'codegen') physical.push('', '== Generated ==', generated());
  if (mode !== 'extended' && mode !== 'cost') return `${physical.join('\n')}\n`;
  return [
    '== Parsed Logical Plan ==',
    planTreeString(query),
    '== Analyzed Logical Plan ==',
    planTreeString(analyzed),
    '== Optimized Logical Plan ==',
    planTreeString(optimized),
    ...physical,
    '',
    '== Generated ==',
    generated(),
    '',
  ].join('\n');
}

interface PhysicalPlan {
  readonly tree: OperatorNode;
  readonly execution: readonly string[];
  readonly generated: () => string;
}

function physicalPlan(optimized: LogicalPlan, session: EngineSession, state: QueryState): PhysicalPlan {
  const { application } = session;
  const choice = chooseExecution(optimized, state.config, application.memoryBytes);
  if (choice.mode === 'staged') {
    const query = stagesOf(optimized, state);
    const { shufflePartitions, isAdaptive } = adaptiveSettings(state.config, query, application);
    const tree = stagedTree({ query, shufflePartitions });
    return {
      tree: isAdaptive ? adaptivePlan(tree, false) : tree,
      execution: [`Staged: ${choice.reason}`],
      generated: () => stagesText(query, choice.reason),
    };
  }
  const fragment = planFragment(optimized, plannerContext(state), { mode: 'fast' });
  const functions = [
    ...new Set(fragment.runtimeFunctions.map((use) => (use.options.definition as UserFunctionDefinition | undefined)?.name ?? use.body)),
  ];
  return {
    tree: fusedTree(optimized),
    execution: [`Fused: ${choice.reason}`, ...(functions.length > 0 ? [`JavaScript functions: ${functions.join(', ')}`] : [])],
    generated: () => printQuery(fragment.query),
  };
}

/** User code that runs before the query, innermost first. */
function userCodeSteps(plan: LogicalPlan): readonly string[] {
  const steps: string[] = [];
  walkPlan(plan, (node) => {
    if (node.kind === 'evalFunctions') {
      const names = node.calls.map((call) => call.names[0]).join(', ');
      steps.unshift(`First: JavaScript functions ${names}, batch by batch in a process of the session`);
    }
    if (node.kind === 'scriptTransformation') steps.unshift(`First: the lines of each partition through the command ${node.script}`);
    if (node.kind === 'mapPartitions') steps.unshift(`First: JavaScript function over each ${node.each}`);
  });
  return steps;
}

/** What runs after it: its rows are in files then. */
function withoutUserCode(plan: LogicalPlan): LogicalPlan {
  return rewritePlanUp(plan, (node) =>
    node.kind === 'evalFunctions' || node.kind === 'mapPartitions' || node.kind === 'scriptTransformation'
      ? { kind: 'stagedRows', partitions: [], output: outputOf(node), sizeBytes: 0 }
      : node,
  );
}
