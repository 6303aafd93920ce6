export { PlanExecution } from './execute-plan.ts';
export { Operation, type OperationState } from './operation.ts';
