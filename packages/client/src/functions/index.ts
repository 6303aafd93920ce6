/** Spark's functions, under Spark's names. */

export { type UserAggregate, type UserFunction, type UserFunctionOptions, udaf, udf, udtf } from '../udf/index.ts';
export * from './basic-functions.ts';
export type { ColumnArgument } from './call.ts';
export * from './generated/plain-functions.ts';
export * from './higher-order-functions.ts';
export * from './special-functions.ts';
