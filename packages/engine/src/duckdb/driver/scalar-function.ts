import type { InternalValue } from '@kindling/protocol';
import koffi from 'koffi';
import { ArrowExport } from './arrow-export.ts';
import { columnOf } from './column-builder.ts';
import { columnReader } from './column-reader.ts';
import { DuckDbError } from './duckdb-error.ts';
import type { NativeBatch, NativeColumn } from './native-batch.ts';
import type { Pointer } from './native-calls.ts';
import { cell, native, readCell } from './native-library.ts';
import { type NativeType, nativeTypeSql, withLogicalType } from './native-type.ts';
import { rememberThrownError } from './thrown-errors.ts';
import { writeColumn } from './vector-writer.ts';

interface ScalarFunctionBase {
  /** Unique in its instance; overloads need names of their own. */
  readonly name: string;
  readonly parameterTypes: readonly NativeType[];
  /** Type of any further arguments. */
  readonly varargs?: NativeType;
  readonly returnType: NativeType;
  /** Evaluated for each row even if the arguments are constant. */
  readonly isVolatile?: boolean;
}

/** A function of one row: takes and gives values in their internal form. */
export interface RowScalarFunction extends ScalarFunctionBase {
  /** `propagate` (default): a NULL argument gives NULL without a call; `pass`: the function sees the nulls. */
  readonly nulls?: 'propagate' | 'pass';
  // biome-ignore lint/suspicious/noExplicitAny: the argument types are the data in `parameterTypes`
  readonly apply: (...values: any[]) => InternalValue;
}

/** A function of up to 2,048 rows at once, over Arrow's layout. The columns are the function's own memory. */
export interface VectorScalarFunction extends ScalarFunctionBase {
  readonly applyVector: (columns: readonly NativeColumn[], length: number) => NativeColumn;
}

/**
 * A JavaScript function that DuckDB can call. It must be synchronous; it runs on the main thread whatever thread of DuckDB's calls it.
 * What it throws is what the query throws, the same object.
 */
export type ScalarFunction = RowScalarFunction | VectorScalarFunction;

interface Registration {
  readonly body: (columns: readonly NativeColumn[], length: number) => NativeColumn;
  readonly returnType: NativeType;
  readonly readArguments: (chunk: Pointer, length: number) => NativeBatch;
}

/** By the id that DuckDB carries as a function's extra info. */
const registrations = new Map<bigint, Registration>();
let lastId = 0n;

/** One trampoline for all functions of the process: koffi has a limited number. */
let trampoline: Pointer | undefined;
function scalarTrampoline(): Pointer {
  trampoline ??= koffi.register(callScalar, koffi.pointer(koffi.proto('void', ['void *', 'void *', 'void *'])));
  return trampoline;
}

function callScalar(info: Pointer, chunk: Pointer, output: Pointer): void {
  try {
    const registration = registrations.get(native.duckdb_scalar_function_get_extra_info(info));
    if (registration === undefined) throw new DuckDbError('Invalid Input Error: the instance of this function is closed');
    const length = native.duckdb_data_chunk_get_size(chunk);
    const { columns } = registration.readArguments(chunk, length);
    const result = registration.body(columns, length);
    if (result.length !== length) throw new RangeError(`A vectorised function gave ${result.length} values for ${length} rows`);
    if (nativeTypeSql(result.type) !== nativeTypeSql(registration.returnType)) {
      throw new TypeError(`A function of type ${nativeTypeSql(registration.returnType)} gave ${nativeTypeSql(result.type)}`);
    }
    writeColumn(output, result, 0, length, 0);
  } catch (error) {
    native.duckdb_scalar_function_set_error(info, rememberThrownError(error));
  }
}

/** Registers a function on a connection's instance; the returned function forgets it, after the instance is closed. */
export function registerScalarFunction(connection: Pointer, fn: ScalarFunction): () => void {
  const options = cell();
  native.duckdb_connection_get_arrow_options(connection, options);
  const reader = new ArgumentReader(fn, readCell(options));
  const id = ++lastId;
  registrations.set(id, {
    body: 'applyVector' in fn ? fn.applyVector : vectorise(fn),
    returnType: fn.returnType,
    readArguments: (chunk, length) => reader.read(chunk, length),
  });
  const forget = () => {
    registrations.delete(id);
    reader[Symbol.dispose]();
    native.duckdb_destroy_arrow_options(options);
  };
  const handle = native.duckdb_create_scalar_function();
  try {
    native.duckdb_scalar_function_set_name(handle, fn.name);
    for (const type of fn.parameterTypes) withLogicalType(type, (t) => native.duckdb_scalar_function_add_parameter(handle, t));
    if (fn.varargs !== undefined) withLogicalType(fn.varargs, (t) => native.duckdb_scalar_function_set_varargs(handle, t));
    withLogicalType(fn.returnType, (t) => native.duckdb_scalar_function_set_return_type(handle, t));
    if (fn.isVolatile) native.duckdb_scalar_function_set_volatile(handle);
    native.duckdb_scalar_function_set_special_handling(handle);
    native.duckdb_scalar_function_set_extra_info(handle, id, null);
    native.duckdb_scalar_function_set_function(handle, scalarTrampoline());
    if (native.duckdb_register_scalar_function(connection, handle) !== 0) {
      throw new DuckDbError(`Catalog Error: the function ${fn.name} cannot be registered; is its name taken?`);
    }
  } catch (error) {
    forget();
    throw error;
  } finally {
    native.duckdb_destroy_scalar_function(cell(handle));
  }
  return forget;
}

function vectorise(fn: RowScalarFunction): Registration['body'] {
  const { apply, returnType } = fn;
  const passesNulls = fn.nulls === 'pass';
  return (columns, length) => {
    const readers = columns.map(columnReader);
    const values: InternalValue[] = new Array(length);
    const [first, second] = readers;
    if (readers.length === 1 && first !== undefined) {
      for (let row = 0; row < length; row++) {
        const value = first(row);
        values[row] = value === null && !passesNulls ? null : apply(value);
      }
    } else if (readers.length === 2 && first !== undefined && second !== undefined) {
      for (let row = 0; row < length; row++) {
        const a = first(row);
        const b = second(row);
        values[row] = (a === null || b === null) && !passesNulls ? null : apply(a, b);
      }
    } else {
      for (let row = 0; row < length; row++) {
        const rowValues = readers.map((read) => read(row));
        values[row] = !passesNulls && rowValues.includes(null) ? null : apply(...rowValues);
      }
    }
    return columnOf(returnType, values);
  };
}

/** Reads the arguments of a call; all calls are on one thread, so the native memory for it is made once. */
class ArgumentReader {
  readonly #fn: ScalarFunctionBase;
  readonly #options: Pointer;
  readonly #exports = new Map<number, ArrowExport>();

  constructor(fn: ScalarFunctionBase, options: Pointer) {
    this.#fn = fn;
    this.#options = options;
  }

  read(chunk: Pointer, length: number): NativeBatch {
    const count = native.duckdb_data_chunk_get_column_count(chunk);
    if (count === 0) return { length, columns: [] };
    let target = this.#exports.get(count);
    if (target === undefined) {
      const { parameterTypes, varargs } = this.#fn;
      const types = Array.from({ length: count }, (_, i) => parameterTypes[i] ?? varargs!);
      target = new ArrowExport(types, this.#options, 1);
      this.#exports.set(count, target);
    }
    target.add(chunk);
    return target.take();
  }

  [Symbol.dispose](): void {
    for (const target of this.#exports.values()) target[Symbol.dispose]();
    this.#exports.clear();
  }
}
