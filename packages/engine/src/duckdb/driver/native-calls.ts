import type { TypeObject } from 'koffi';
import koffi from 'koffi';

/** An address in native memory; `null` is C's NULL. */
export type Pointer = bigint;

/** What may stand where C wants a pointer: an address, memory of ours, or NULL. */
export type PointerLike = Pointer | Uint8Array | BigUint64Array | Int32Array | null;

/** `duckdb_result` travels by value: six words, of which only the last means anything to us. */
export interface NativeResult {
  readonly columnCount: bigint | number;
  readonly rowCount: bigint | number;
  readonly rowsChanged: bigint | number;
  readonly columns: Pointer | null;
  readonly errorMessage: Pointer | null;
  readonly internal: Pointer | null;
}

export interface NativeProgress {
  readonly percentage: number;
  readonly rowsProcessed: number | bigint;
  readonly totalRows: number | bigint;
}

export const resultSizeBytes = 48;

/** Anonymous, because koffi keeps names for the whole process and a module may be evaluated twice in one. */
export const resultStruct: TypeObject = koffi.struct({
  columnCount: 'uint64_t',
  rowCount: 'uint64_t',
  rowsChanged: 'uint64_t',
  columns: 'void *',
  errorMessage: 'void *',
  internal: 'void *',
});

const progressStruct: TypeObject = koffi.struct({ percentage: 'double', rowsProcessed: 'uint64_t', totalRows: 'uint64_t' });

/** The functions of DuckDB's C API that the driver calls, as TypeScript sees them. */
export interface NativeCalls {
  duckdb_free(memory: Pointer): void;

  duckdb_create_config(out: BigUint64Array): number;
  duckdb_set_config(config: Pointer, name: string, value: string): number;
  duckdb_destroy_config(config: BigUint64Array): void;
  duckdb_open_ext(path: string | null, out: BigUint64Array, config: Pointer, outError: BigUint64Array): number;
  duckdb_close(database: BigUint64Array): void;
  duckdb_connect(database: Pointer, out: BigUint64Array): number;
  duckdb_disconnect(connection: BigUint64Array): void;
  duckdb_interrupt(connection: Pointer): void;
  duckdb_query_progress(connection: Pointer): NativeProgress;

  duckdb_query(connection: Pointer, sql: Uint8Array, out: Uint8Array): number;
  duckdb_prepare(connection: Pointer, sql: Uint8Array, out: BigUint64Array): number;
  duckdb_prepare_error(statement: Pointer): string | null;
  duckdb_destroy_prepare(statement: BigUint64Array): void;
  duckdb_prepared_statement_type(statement: Pointer): number;
  duckdb_nparams(statement: Pointer): number;
  duckdb_execute_prepared_streaming(statement: Pointer, out: Uint8Array): number;
  duckdb_result_error(result: Uint8Array): string | null;
  duckdb_result_error_type(result: Uint8Array): number;
  duckdb_rows_changed(result: Uint8Array): number | bigint;
  duckdb_destroy_result(result: Uint8Array): void;
  duckdb_column_count(result: Uint8Array): number;
  duckdb_column_name(result: Uint8Array, column: number): string;
  duckdb_column_logical_type(result: Uint8Array, column: number): Pointer;
  duckdb_fetch_chunk(result: NativeResult): Pointer | null;

  duckdb_bind_null(statement: Pointer, index: number): number;
  duckdb_bind_boolean(statement: Pointer, index: number, value: boolean): number;
  duckdb_bind_int64(statement: Pointer, index: number, value: bigint): number;
  duckdb_bind_double(statement: Pointer, index: number, value: number): number;
  duckdb_bind_varchar_length(statement: Pointer, index: number, text: Uint8Array, length: number): number;
  duckdb_bind_blob(statement: Pointer, index: number, bytes: Uint8Array, length: number): number;

  duckdb_create_logical_type(id: number): Pointer;
  duckdb_create_decimal_type(precision: number, scale: number): Pointer;
  duckdb_create_list_type(element: Pointer): Pointer;
  duckdb_create_map_type(key: Pointer, value: Pointer): Pointer;
  duckdb_create_struct_type(types: BigUint64Array, names: BigUint64Array, count: number): Pointer;
  duckdb_destroy_logical_type(type: BigUint64Array): void;
  duckdb_get_type_id(type: Pointer): number;
  duckdb_decimal_width(type: Pointer): number;
  duckdb_decimal_scale(type: Pointer): number;
  duckdb_list_type_child_type(type: Pointer): Pointer;
  duckdb_map_type_key_type(type: Pointer): Pointer;
  duckdb_map_type_value_type(type: Pointer): Pointer;
  duckdb_struct_type_child_count(type: Pointer): number;
  duckdb_struct_type_child_name(type: Pointer, index: number): Pointer;
  duckdb_struct_type_child_type(type: Pointer, index: number): Pointer;

  duckdb_create_data_chunk(types: BigUint64Array, count: number): Pointer;
  duckdb_destroy_data_chunk(chunk: BigUint64Array): void;
  duckdb_data_chunk_reset(chunk: Pointer): void;
  duckdb_data_chunk_get_column_count(chunk: Pointer): number;
  duckdb_data_chunk_get_size(chunk: Pointer): number;
  duckdb_data_chunk_set_size(chunk: Pointer, size: number): void;
  duckdb_data_chunk_get_vector(chunk: Pointer, column: number): Pointer;
  duckdb_vector_get_data(vector: Pointer): Pointer;
  duckdb_vector_get_validity(vector: Pointer): Pointer | null;
  duckdb_vector_ensure_validity_writable(vector: Pointer): void;
  duckdb_unsafe_vector_assign_string_element_len(vector: Pointer, index: number, bytes: Uint8Array, length: number): void;
  duckdb_list_vector_get_child(vector: Pointer): Pointer;
  duckdb_list_vector_get_size(vector: Pointer): number;
  duckdb_list_vector_set_size(vector: Pointer, size: number): number;
  duckdb_list_vector_reserve(vector: Pointer, capacity: number): number;
  duckdb_struct_vector_get_child(vector: Pointer, index: number): Pointer;

  duckdb_connection_get_arrow_options(connection: Pointer, out: BigUint64Array): void;
  duckdb_destroy_arrow_options(options: BigUint64Array): void;
  duckdb_data_chunk_to_arrow(options: Pointer, chunk: Pointer, out: Pointer): Pointer | null;
  duckdb_error_data_message(error: Pointer): string;
  duckdb_destroy_error_data(error: BigUint64Array): void;

  duckdb_appender_create(connection: Pointer, schema: string | null, table: string, out: BigUint64Array): number;
  duckdb_append_data_chunk(appender: Pointer, chunk: Pointer): number;
  duckdb_appender_error(appender: Pointer): string | null;
  duckdb_appender_clear(appender: Pointer): number;
  duckdb_appender_close(appender: Pointer): number;
  duckdb_appender_destroy(appender: BigUint64Array): number;

  duckdb_create_scalar_function(): Pointer;
  duckdb_destroy_scalar_function(fn: BigUint64Array): void;
  duckdb_scalar_function_set_name(fn: Pointer, name: string): void;
  duckdb_scalar_function_set_varargs(fn: Pointer, type: Pointer): void;
  duckdb_scalar_function_set_special_handling(fn: Pointer): void;
  duckdb_scalar_function_set_volatile(fn: Pointer): void;
  duckdb_scalar_function_add_parameter(fn: Pointer, type: Pointer): void;
  duckdb_scalar_function_set_return_type(fn: Pointer, type: Pointer): void;
  duckdb_scalar_function_set_extra_info(fn: Pointer, extra: Pointer, destroy: Pointer | null): void;
  duckdb_scalar_function_set_function(fn: Pointer, callback: Pointer): void;
  duckdb_register_scalar_function(connection: Pointer, fn: Pointer): number;
  duckdb_scalar_function_get_extra_info(info: Pointer): Pointer;
  duckdb_scalar_function_set_error(info: Pointer, message: string): void;

  duckdb_create_aggregate_function(): Pointer;
  duckdb_destroy_aggregate_function(fn: BigUint64Array): void;
  duckdb_aggregate_function_set_name(fn: Pointer, name: string): void;
  duckdb_aggregate_function_add_parameter(fn: Pointer, type: Pointer): void;
  duckdb_aggregate_function_set_return_type(fn: Pointer, type: Pointer): void;
  duckdb_aggregate_function_set_functions(
    fn: Pointer,
    stateSize: Pointer,
    init: Pointer,
    update: Pointer,
    combine: Pointer,
    finalize: Pointer,
  ): void;
  duckdb_aggregate_function_set_destructor(fn: Pointer, destroy: Pointer): void;
  duckdb_aggregate_function_set_special_handling(fn: Pointer): void;
  duckdb_aggregate_function_set_extra_info(fn: Pointer, extra: Pointer, destroy: Pointer | null): void;
  duckdb_aggregate_function_get_extra_info(info: Pointer): Pointer;
  duckdb_aggregate_function_set_error(info: Pointer, message: string): void;
  duckdb_register_aggregate_function(connection: Pointer, fn: Pointer): number;

  duckdb_create_table_function(): Pointer;
  duckdb_destroy_table_function(fn: BigUint64Array): void;
  duckdb_table_function_set_name(fn: Pointer, name: string): void;
  duckdb_table_function_add_parameter(fn: Pointer, type: Pointer): void;
  duckdb_table_function_set_bind(fn: Pointer, callback: Pointer): void;
  duckdb_table_function_set_init(fn: Pointer, callback: Pointer): void;
  duckdb_table_function_set_function(fn: Pointer, callback: Pointer): void;
  duckdb_table_function_supports_projection_pushdown(fn: Pointer, supported: boolean): void;
  duckdb_register_table_function(connection: Pointer, fn: Pointer): number;
  duckdb_bind_add_result_column(info: Pointer, name: string, type: Pointer): void;
  duckdb_bind_get_parameter(info: Pointer, index: number): Pointer;
  duckdb_bind_set_cardinality(info: Pointer, cardinality: number, isExact: boolean): void;
  duckdb_bind_set_bind_data(info: Pointer, data: Pointer, destroy: Pointer | null): void;
  duckdb_bind_set_error(info: Pointer, message: string): void;
  duckdb_init_get_bind_data(info: Pointer): Pointer;
  duckdb_init_get_column_count(info: Pointer): number;
  duckdb_init_get_column_index(info: Pointer, column: number): number;
  duckdb_init_set_init_data(info: Pointer, data: Pointer, destroy: Pointer | null): void;
  duckdb_init_set_max_threads(info: Pointer, threads: number): void;
  duckdb_init_set_error(info: Pointer, message: string): void;
  duckdb_function_get_init_data(info: Pointer): Pointer;
  duckdb_function_set_error(info: Pointer, message: string): void;

  duckdb_get_int64(value: Pointer): number | bigint;
  duckdb_get_varchar(value: Pointer): Pointer | null;
  duckdb_destroy_value(value: BigUint64Array): void;

  duckdb_get_profiling_info(connection: Pointer): Pointer | null;
  duckdb_profiling_info_get_value(info: Pointer, key: Uint8Array): Pointer | null;
  duckdb_profiling_info_get_child_count(info: Pointer): number;
  duckdb_profiling_info_get_child(info: Pointer, index: number): Pointer;
}

type Spec = string | TypeObject;

/** Result first, then the parameters, in C's types. */
export const signatures: { readonly [K in keyof NativeCalls]: readonly [Spec, ...Spec[]] } = {
  duckdb_free: ['void', 'void *'],

  duckdb_create_config: ['int', 'void *'],
  duckdb_set_config: ['int', 'void *', 'str', 'str'],
  duckdb_destroy_config: ['void', 'void *'],
  duckdb_open_ext: ['int', 'str', 'void *', 'void *', 'void *'],
  duckdb_close: ['void', 'void *'],
  duckdb_connect: ['int', 'void *', 'void *'],
  duckdb_disconnect: ['void', 'void *'],
  duckdb_interrupt: ['void', 'void *'],
  duckdb_query_progress: [progressStruct, 'void *'],

  duckdb_query: ['int', 'void *', 'void *', 'void *'],
  duckdb_prepare: ['int', 'void *', 'void *', 'void *'],
  duckdb_prepare_error: ['str', 'void *'],
  duckdb_destroy_prepare: ['void', 'void *'],
  duckdb_prepared_statement_type: ['int', 'void *'],
  duckdb_nparams: ['uint64_t', 'void *'],
  duckdb_execute_prepared_streaming: ['int', 'void *', 'void *'],
  duckdb_result_error: ['str', 'void *'],
  duckdb_result_error_type: ['int', 'void *'],
  duckdb_rows_changed: ['uint64_t', 'void *'],
  duckdb_destroy_result: ['void', 'void *'],
  duckdb_column_count: ['uint64_t', 'void *'],
  duckdb_column_name: ['str', 'void *', 'uint64_t'],
  duckdb_column_logical_type: ['void *', 'void *', 'uint64_t'],
  duckdb_fetch_chunk: ['void *', resultStruct],

  duckdb_bind_null: ['int', 'void *', 'uint64_t'],
  duckdb_bind_boolean: ['int', 'void *', 'uint64_t', 'bool'],
  duckdb_bind_int64: ['int', 'void *', 'uint64_t', 'int64_t'],
  duckdb_bind_double: ['int', 'void *', 'uint64_t', 'double'],
  duckdb_bind_varchar_length: ['int', 'void *', 'uint64_t', 'void *', 'uint64_t'],
  duckdb_bind_blob: ['int', 'void *', 'uint64_t', 'void *', 'uint64_t'],

  duckdb_create_logical_type: ['void *', 'int'],
  duckdb_create_decimal_type: ['void *', 'uint8_t', 'uint8_t'],
  duckdb_create_list_type: ['void *', 'void *'],
  duckdb_create_map_type: ['void *', 'void *', 'void *'],
  duckdb_create_struct_type: ['void *', 'void *', 'void *', 'uint64_t'],
  duckdb_destroy_logical_type: ['void', 'void *'],
  duckdb_get_type_id: ['int', 'void *'],
  duckdb_decimal_width: ['uint8_t', 'void *'],
  duckdb_decimal_scale: ['uint8_t', 'void *'],
  duckdb_list_type_child_type: ['void *', 'void *'],
  duckdb_map_type_key_type: ['void *', 'void *'],
  duckdb_map_type_value_type: ['void *', 'void *'],
  duckdb_struct_type_child_count: ['uint64_t', 'void *'],
  duckdb_struct_type_child_name: ['void *', 'void *', 'uint64_t'],
  duckdb_struct_type_child_type: ['void *', 'void *', 'uint64_t'],

  duckdb_create_data_chunk: ['void *', 'void *', 'uint64_t'],
  duckdb_destroy_data_chunk: ['void', 'void *'],
  duckdb_data_chunk_reset: ['void', 'void *'],
  duckdb_data_chunk_get_column_count: ['uint64_t', 'void *'],
  duckdb_data_chunk_get_size: ['uint64_t', 'void *'],
  duckdb_data_chunk_set_size: ['void', 'void *', 'uint64_t'],
  duckdb_data_chunk_get_vector: ['void *', 'void *', 'uint64_t'],
  duckdb_vector_get_data: ['void *', 'void *'],
  duckdb_vector_get_validity: ['void *', 'void *'],
  duckdb_vector_ensure_validity_writable: ['void', 'void *'],
  duckdb_unsafe_vector_assign_string_element_len: ['void', 'void *', 'uint64_t', 'void *', 'uint64_t'],
  duckdb_list_vector_get_child: ['void *', 'void *'],
  duckdb_list_vector_get_size: ['uint64_t', 'void *'],
  duckdb_list_vector_set_size: ['int', 'void *', 'uint64_t'],
  duckdb_list_vector_reserve: ['int', 'void *', 'uint64_t'],
  duckdb_struct_vector_get_child: ['void *', 'void *', 'uint64_t'],

  duckdb_connection_get_arrow_options: ['void', 'void *', 'void *'],
  duckdb_destroy_arrow_options: ['void', 'void *'],
  duckdb_data_chunk_to_arrow: ['void *', 'void *', 'void *', 'void *'],
  duckdb_error_data_message: ['str', 'void *'],
  duckdb_destroy_error_data: ['void', 'void *'],

  duckdb_appender_create: ['int', 'void *', 'str', 'str', 'void *'],
  duckdb_append_data_chunk: ['int', 'void *', 'void *'],
  duckdb_appender_error: ['str', 'void *'],
  duckdb_appender_clear: ['int', 'void *'],
  duckdb_appender_close: ['int', 'void *'],
  duckdb_appender_destroy: ['int', 'void *'],

  duckdb_create_scalar_function: ['void *'],
  duckdb_destroy_scalar_function: ['void', 'void *'],
  duckdb_scalar_function_set_name: ['void', 'void *', 'str'],
  duckdb_scalar_function_set_varargs: ['void', 'void *', 'void *'],
  duckdb_scalar_function_set_special_handling: ['void', 'void *'],
  duckdb_scalar_function_set_volatile: ['void', 'void *'],
  duckdb_scalar_function_add_parameter: ['void', 'void *', 'void *'],
  duckdb_scalar_function_set_return_type: ['void', 'void *', 'void *'],
  duckdb_scalar_function_set_extra_info: ['void', 'void *', 'void *', 'void *'],
  duckdb_scalar_function_set_function: ['void', 'void *', 'void *'],
  duckdb_register_scalar_function: ['int', 'void *', 'void *'],
  duckdb_scalar_function_get_extra_info: ['void *', 'void *'],
  duckdb_scalar_function_set_error: ['void', 'void *', 'str'],

  duckdb_create_aggregate_function: ['void *'],
  duckdb_destroy_aggregate_function: ['void', 'void *'],
  duckdb_aggregate_function_set_name: ['void', 'void *', 'str'],
  duckdb_aggregate_function_add_parameter: ['void', 'void *', 'void *'],
  duckdb_aggregate_function_set_return_type: ['void', 'void *', 'void *'],
  duckdb_aggregate_function_set_functions: ['void', 'void *', 'void *', 'void *', 'void *', 'void *', 'void *'],
  duckdb_aggregate_function_set_destructor: ['void', 'void *', 'void *'],
  duckdb_aggregate_function_set_special_handling: ['void', 'void *'],
  duckdb_aggregate_function_set_extra_info: ['void', 'void *', 'void *', 'void *'],
  duckdb_aggregate_function_get_extra_info: ['void *', 'void *'],
  duckdb_aggregate_function_set_error: ['void', 'void *', 'str'],
  duckdb_register_aggregate_function: ['int', 'void *', 'void *'],

  duckdb_create_table_function: ['void *'],
  duckdb_destroy_table_function: ['void', 'void *'],
  duckdb_table_function_set_name: ['void', 'void *', 'str'],
  duckdb_table_function_add_parameter: ['void', 'void *', 'void *'],
  duckdb_table_function_set_bind: ['void', 'void *', 'void *'],
  duckdb_table_function_set_init: ['void', 'void *', 'void *'],
  duckdb_table_function_set_function: ['void', 'void *', 'void *'],
  duckdb_table_function_supports_projection_pushdown: ['void', 'void *', 'bool'],
  duckdb_register_table_function: ['int', 'void *', 'void *'],
  duckdb_bind_add_result_column: ['void', 'void *', 'str', 'void *'],
  duckdb_bind_get_parameter: ['void *', 'void *', 'uint64_t'],
  duckdb_bind_set_cardinality: ['void', 'void *', 'uint64_t', 'bool'],
  duckdb_bind_set_bind_data: ['void', 'void *', 'void *', 'void *'],
  duckdb_bind_set_error: ['void', 'void *', 'str'],
  duckdb_init_get_bind_data: ['void *', 'void *'],
  duckdb_init_get_column_count: ['uint64_t', 'void *'],
  duckdb_init_get_column_index: ['uint64_t', 'void *', 'uint64_t'],
  duckdb_init_set_init_data: ['void', 'void *', 'void *', 'void *'],
  duckdb_init_set_max_threads: ['void', 'void *', 'uint64_t'],
  duckdb_init_set_error: ['void', 'void *', 'str'],
  duckdb_function_get_init_data: ['void *', 'void *'],
  duckdb_function_set_error: ['void', 'void *', 'str'],

  duckdb_get_int64: ['int64_t', 'void *'],
  duckdb_get_varchar: ['void *', 'void *'],
  duckdb_destroy_value: ['void', 'void *'],

  duckdb_get_profiling_info: ['void *', 'void *'],
  duckdb_profiling_info_get_value: ['void *', 'void *', 'void *'],
  duckdb_profiling_info_get_child_count: ['uint64_t', 'void *'],
  duckdb_profiling_info_get_child: ['void *', 'void *', 'uint64_t'],
};
