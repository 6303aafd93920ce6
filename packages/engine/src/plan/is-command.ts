import type { Command, CommandKind } from './command.ts';
import type { LogicalPlan } from './logical-plan.ts';

const commandKinds: Readonly<Record<CommandKind, true>> = {
  createTempView: true,
  writeFiles: true,
  setConfig: true,
  resetConfig: true,
  explain: true,
  foreachPartition: true,
  registerUserFunction: true,
  cacheTable: true,
  uncacheTable: true,
  clearCache: true,
  catalogCommand: true,
};

/** Whether a plan does something, once, when it is sent. */
export function isCommand(plan: LogicalPlan): plan is Command {
  return plan.kind in commandKinds;
}
