/** Spark's API for TypeScript over Spark Connect. */
export * from '@kindling/protocol';
export {
  Column,
  type ColumnOrValue,
  type FrameBound,
  type RowOf,
  type SubquerySource,
  type Untyped,
  type ValueOf,
  Window,
  WindowSpec,
} from './column/index.ts';
export { type CallOptions, type ConnectClientOptions, defaultRetryPolicy, type RetryPolicy } from './connect/index.ts';
export * as functions from './functions/index.ts';
export { broadcast, col, expr, lit, when } from './functions/index.ts';
export * from './sql/index.ts';
export { type Connection, parseConnectionString, RpcCode, RpcError, type Transport } from './transport/index.ts';
