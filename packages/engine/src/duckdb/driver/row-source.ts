import koffi from 'koffi';
import { DuckDbError } from './duckdb-error.ts';
import type { NativeBatch } from './native-batch.ts';
import type { Pointer } from './native-calls.ts';
import { cell, native } from './native-library.ts';
import { type NativeField, withLogicalType } from './native-type.ts';
import { rememberThrownError } from './thrown-errors.ts';
import { vectorRows, writeChunk } from './vector-writer.ts';

/** Rows that a query can read. `batches` is asked once for every execution, and pulled as far as the query needs. */
export interface RowSource {
  readonly fields: readonly NativeField[];
  readonly batches: () => Iterable<NativeBatch>;
  readonly rowCount?: number;
}

/** A row source while queries may use it. */
export interface RegisteredRows extends Disposable {
  /** What stands for the rows in DuckDB's SQL, after FROM. */
  readonly sql: string;
}

const functionName = 'kindling_rows';

const sources = new Map<bigint, RowSource>();
let lastSource = 0n;

interface Cursor {
  readonly batches: Iterator<NativeBatch>;
  readonly columnIndexes: readonly number[];
  batch: NativeBatch | undefined;
  row: number;
}

const cursors = new Map<bigint, Cursor>();
let lastCursor = 0n;

function bind(info: Pointer): void {
  try {
    const value = native.duckdb_bind_get_parameter(info, 0);
    const id = BigInt(native.duckdb_get_int64(value));
    native.duckdb_destroy_value(cell(value));
    const source = sources.get(id);
    if (source === undefined) throw new DuckDbError(`Invalid Input Error: there are no rows number ${id} any more`);
    for (const field of source.fields) {
      withLogicalType(field.type, (type) => native.duckdb_bind_add_result_column(info, field.name, type));
    }
    if (source.rowCount !== undefined) native.duckdb_bind_set_cardinality(info, source.rowCount, true);
    native.duckdb_bind_set_bind_data(info, id, null);
  } catch (error) {
    native.duckdb_bind_set_error(info, rememberThrownError(error));
  }
}

function initialise(info: Pointer): void {
  try {
    const source = sources.get(native.duckdb_init_get_bind_data(info));
    if (source === undefined) throw new DuckDbError('Invalid Input Error: the rows of this statement were given back');
    const columnIndexes: number[] = [];
    const count = native.duckdb_init_get_column_count(info);
    for (let i = 0; i < count; i++) columnIndexes.push(Number(native.duckdb_init_get_column_index(info, i)));
    const id = ++lastCursor;
    cursors.set(id, { batches: source.batches()[Symbol.iterator](), columnIndexes, batch: undefined, row: 0 });
    native.duckdb_init_set_init_data(info, id, trampolinesOf().destroy);
    native.duckdb_init_set_max_threads(info, 1);
  } catch (error) {
    native.duckdb_init_set_error(info, rememberThrownError(error));
  }
}

function fill(info: Pointer, output: Pointer): void {
  try {
    const cursor = cursors.get(native.duckdb_function_get_init_data(info))!;
    while (cursor.batch === undefined || cursor.row >= cursor.batch.length) {
      const next = cursor.batches.next();
      if (next.done) {
        native.duckdb_data_chunk_set_size(output, 0);
        return;
      }
      cursor.batch = next.value;
      cursor.row = 0;
    }
    const count = Math.min(vectorRows, cursor.batch.length - cursor.row);
    writeChunk(output, cursor.batch, cursor.row, count, cursor.columnIndexes);
    cursor.row += count;
  } catch (error) {
    native.duckdb_function_set_error(info, rememberThrownError(error));
  }
}

function destroyCursor(id: Pointer): void {
  const cursor = cursors.get(id);
  cursors.delete(id);
  try {
    cursor?.batches.return?.();
  } catch (error) {
    // Nobody waits for this any more: the query is over, and DuckDB's destructor cannot fail.
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

interface Trampolines {
  readonly bind: Pointer;
  readonly initialise: Pointer;
  readonly fill: Pointer;
  readonly destroy: Pointer;
}

let trampolines: Trampolines | undefined;
function trampolinesOf(): Trampolines {
  if (trampolines === undefined) {
    const one = koffi.pointer(koffi.proto('void', ['void *']));
    const two = koffi.pointer(koffi.proto('void', ['void *', 'void *']));
    trampolines = {
      bind: koffi.register(bind, one),
      initialise: koffi.register(initialise, one),
      fill: koffi.register(fill, two),
      destroy: koffi.register(destroyCursor, one),
    };
  }
  return trampolines;
}

/** Gives an instance the table function through which its queries read sources. */
export function registerRowFunction(connection: Pointer): void {
  const t = trampolinesOf();
  const handle = native.duckdb_create_table_function();
  native.duckdb_table_function_set_name(handle, functionName);
  withLogicalType({ kind: 'BIGINT' }, (type) => native.duckdb_table_function_add_parameter(handle, type));
  native.duckdb_table_function_set_bind(handle, t.bind);
  native.duckdb_table_function_set_init(handle, t.initialise);
  native.duckdb_table_function_set_function(handle, t.fill);
  native.duckdb_table_function_supports_projection_pushdown(handle, true);
  const state = native.duckdb_register_table_function(connection, handle);
  native.duckdb_destroy_table_function(cell(handle));
  if (state !== 0) throw new DuckDbError(`Catalog Error: the function ${functionName} cannot be registered`);
}

/** Makes rows readable as `FROM kindling_rows(<number>)` until disposed. */
export function registerRows(source: RowSource): RegisteredRows {
  const id = ++lastSource;
  sources.set(id, source);
  return {
    sql: `${functionName}(${id})`,
    [Symbol.dispose]() {
      sources.delete(id);
    },
  };
}
