import type { InternalValue } from '@kindling/protocol';
import koffi from 'koffi';
import { ArrowExport } from './arrow-export.ts';
import { columnOf } from './column-builder.ts';
import { columnReader } from './column-reader.ts';
import { DuckDbError } from './duckdb-error.ts';
import type { Pointer } from './native-calls.ts';
import { cell, copyBytes, native, readCell } from './native-library.ts';
import { type NativeType, withLogicalType } from './native-type.ts';
import { rememberThrownError } from './thrown-errors.ts';
import { writeColumn } from './vector-writer.ts';

/**
 * A JavaScript aggregate function. States are plain JavaScript values, one per group and thread.
 *
 * `combine` must leave `source` as it is: window frames combine the same state many times.
 */
export interface AggregateFunction<State> {
  readonly name: string;
  readonly parameterTypes: readonly NativeType[];
  readonly returnType: NativeType;
  /** `skip` (default): rows with a NULL argument are left out; `pass`: `update` sees them. */
  readonly nulls?: 'skip' | 'pass';
  readonly init: () => State;
  // biome-ignore lint/suspicious/noExplicitAny: the argument types are the data in `parameterTypes`
  readonly update: (state: State, ...values: any[]) => State;
  readonly combine: (target: State, source: State) => State;
  readonly finalize: (state: State) => InternalValue;
}

interface Registration {
  readonly fn: AggregateFunction<unknown>;
  readonly reader: ArrowExport;
}

const registrations = new Map<bigint, Registration>();
let lastId = 0n;

/** DuckDB keeps the 8 bytes of a state's number; the state itself is here until DuckDB destroys it. */
const states = new Map<bigint, unknown>();
let lastState = 0n;
const stateBytes = 8;
const stateCell = new BigUint64Array(1);

function stateAt(address: Pointer): bigint {
  copyBytes(stateCell, address, stateBytes);
  return stateCell[0]!;
}

function readPointers(address: Pointer, count: number): BigUint64Array {
  const pointers = new BigUint64Array(count);
  copyBytes(pointers, address, pointers.byteLength);
  return pointers;
}

function registrationOf(info: Pointer): Registration {
  const registration = registrations.get(native.duckdb_aggregate_function_get_extra_info(info));
  if (registration === undefined) throw new DuckDbError('Invalid Input Error: the instance of this function is closed');
  return registration;
}

function guarded(info: Pointer, run: () => void): void {
  try {
    run();
  } catch (error) {
    native.duckdb_aggregate_function_set_error(info, rememberThrownError(error));
  }
}

function init(info: Pointer, state: Pointer): void {
  // A state without a value would be read as another's if `init` threw, so it gets its number first.
  stateCell[0] = ++lastState;
  const id = lastState;
  copyBytes(state, stateCell, stateBytes);
  guarded(info, () => states.set(id, registrationOf(info).fn.init()));
}

function update(info: Pointer, chunk: Pointer, stateAddresses: Pointer): void {
  guarded(info, () => {
    const { fn, reader } = registrationOf(info);
    const length = native.duckdb_data_chunk_get_size(chunk);
    const pointers = readPointers(stateAddresses, length);
    reader.add(chunk);
    const readers = reader.take().columns.map(columnReader);
    const passesNulls = fn.nulls === 'pass';
    let lastPointer = 0n;
    let id = 0n;
    for (let row = 0; row < length; row++) {
      const values = readers.map((read) => read(row));
      if (!passesNulls && values.includes(null)) continue;
      if (pointers[row] !== lastPointer) {
        lastPointer = pointers[row]!;
        id = stateAt(lastPointer);
      }
      states.set(id, fn.update(states.get(id), ...values));
    }
  });
}

function combine(info: Pointer, sources: Pointer, targets: Pointer, count: number): void {
  guarded(info, () => {
    const { fn } = registrationOf(info);
    const from = readPointers(sources, Number(count));
    const to = readPointers(targets, Number(count));
    for (let i = 0; i < from.length; i++) {
      const target = stateAt(to[i]!);
      states.set(target, fn.combine(states.get(target), states.get(stateAt(from[i]!))));
    }
  });
}

function finalize(info: Pointer, sources: Pointer, result: Pointer, count: number, offset: number): void {
  guarded(info, () => {
    const { fn } = registrationOf(info);
    const values = [...readPointers(sources, Number(count))].map((address) => fn.finalize(states.get(stateAt(address))));
    writeColumn(result, columnOf(fn.returnType, values), 0, values.length, Number(offset));
  });
}

function destroy(addresses: Pointer, count: number): void {
  for (const address of readPointers(addresses, Number(count))) states.delete(stateAt(address));
}

interface Trampolines {
  readonly size: Pointer;
  readonly init: Pointer;
  readonly update: Pointer;
  readonly combine: Pointer;
  readonly finalize: Pointer;
  readonly destroy: Pointer;
}

let trampolines: Trampolines | undefined;
function aggregateTrampolines(): Trampolines {
  const register = (fn: (...args: never[]) => unknown, result: string, parameters: string[]) =>
    koffi.register(fn, koffi.pointer(koffi.proto(result, parameters)));
  trampolines ??= {
    size: register(() => stateBytes, 'uint64_t', ['void *']),
    init: register(init, 'void', ['void *', 'void *']),
    update: register(update, 'void', ['void *', 'void *', 'void *']),
    combine: register(combine, 'void', ['void *', 'void *', 'void *', 'uint64_t']),
    finalize: register(finalize, 'void', ['void *', 'void *', 'void *', 'uint64_t', 'uint64_t']),
    destroy: register(destroy, 'void', ['void *', 'uint64_t']),
  };
  return trampolines;
}

/** Registers a function on a connection's instance; the returned function forgets it, after the instance is closed. */
export function registerAggregateFunction<State>(connection: Pointer, fn: AggregateFunction<State>): () => void {
  const options = cell();
  native.duckdb_connection_get_arrow_options(connection, options);
  const reader = new ArrowExport(fn.parameterTypes, readCell(options), 1);
  const id = ++lastId;
  registrations.set(id, { fn: fn as AggregateFunction<unknown>, reader });
  const forget = () => {
    registrations.delete(id);
    reader[Symbol.dispose]();
    native.duckdb_destroy_arrow_options(options);
  };
  const handle = native.duckdb_create_aggregate_function();
  try {
    const t = aggregateTrampolines();
    native.duckdb_aggregate_function_set_name(handle, fn.name);
    for (const type of fn.parameterTypes) withLogicalType(type, (p) => native.duckdb_aggregate_function_add_parameter(handle, p));
    withLogicalType(fn.returnType, (r) => native.duckdb_aggregate_function_set_return_type(handle, r));
    native.duckdb_aggregate_function_set_functions(handle, t.size, t.init, t.update, t.combine, t.finalize);
    native.duckdb_aggregate_function_set_destructor(handle, t.destroy);
    native.duckdb_aggregate_function_set_special_handling(handle);
    native.duckdb_aggregate_function_set_extra_info(handle, id, null);
    if (native.duckdb_register_aggregate_function(connection, handle) !== 0) {
      throw new DuckDbError(`Catalog Error: the function ${fn.name} cannot be registered; is its name taken?`);
    }
  } catch (error) {
    forget();
    throw error;
  } finally {
    native.duckdb_destroy_aggregate_function(cell(handle));
  }
  return forget;
}

/** How many states DuckDB holds; 0 when nothing runs. */
export function liveAggregateStates(): number {
  return states.size;
}
