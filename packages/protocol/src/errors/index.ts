/** Spark's error conditions, ours, the errors that carry them, and how a message quotes what it speaks about. */
export * from './query-context.ts';
export * from './quoting.ts';
export * from './raise.ts';
export * from './spark-error.ts';
