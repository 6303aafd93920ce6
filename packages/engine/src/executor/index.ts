export { toRecordBatch } from './native-to-batch.ts';
export { type RunOptions, runFragment, withInputs } from './run-fragment.ts';
