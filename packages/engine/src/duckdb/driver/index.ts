export { DuckDbConnection, type QueryOptions, type QueryProgress } from './duckdb-connection.ts';
export { DuckDbError, type DuckDbErrorType } from './duckdb-error.ts';
export { DuckDbInstance, type InstanceOptions, openInstance } from './duckdb-instance.ts';
export { DuckDbResult } from './duckdb-result.ts';
export type { NativeBatch, NativeColumn } from './native-batch.ts';
export { type NativeField, type NativeType, nativeTypeSql } from './native-type.ts';
export type { OperatorProfile } from './operator-profile.ts';
export type { ParameterValue } from './parameter.ts';
export { QuerySlots, querySlots } from './query-slots.ts';
