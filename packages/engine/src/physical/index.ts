export type * from './fragment.ts';
export { matchOperators, type OperatorLink } from './match-operators.ts';
export * from './operator-node.ts';
export { adaptivePlan, fusedTree, readKey, type ShuffleRead, type StagedView, stagedTree, writeFilesNode } from './operator-tree.ts';
export type * from './stage-plan.ts';
export * from './task.ts';
export { formattedText, treeText } from './tree-text.ts';
