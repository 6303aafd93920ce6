import type { Pointer } from './native-calls.ts';
import { cell, cString, native, takeString } from './native-library.ts';

/** A node of DuckDB's profile: the query at the root, operators below it. */
export interface OperatorProfile {
  /** DuckDB's measures by name in lower case; times are in seconds. Only those that {@link rootMetrics} and {@link operatorMetrics} name. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly children: readonly OperatorProfile[];
}

const rootMetrics = keys(['cpu_time', 'latency', 'system_peak_buffer_memory', 'system_peak_temp_dir_size']);
const operatorMetrics = keys([
  'operator_name',
  'operator_type',
  'operator_cardinality',
  'operator_timing',
  'operator_rows_scanned',
  'extra_info',
]);

type Keys = readonly (readonly [name: string, text: Uint8Array])[];

function keys(names: readonly string[]): Keys {
  return names.map((name) => [name, cString(name.toUpperCase())]);
}

export function readProfile(connection: Pointer): OperatorProfile | undefined {
  const root = native.duckdb_get_profiling_info(connection);
  return root === null ? undefined : readNode(root, rootMetrics);
}

/** Reads what is wanted by name: all that DuckDB knows takes five times as long, which small queries feel. */
function readNode(node: Pointer, wanted: Keys): OperatorProfile {
  const metrics: Record<string, string> = {};
  for (const [name, text] of wanted) {
    const value = native.duckdb_profiling_info_get_value(node, text);
    if (value !== null) metrics[name] = takeText(value);
  }
  const children: OperatorProfile[] = [];
  const count = native.duckdb_profiling_info_get_child_count(node);
  for (let i = 0; i < count; i++) children.push(readNode(native.duckdb_profiling_info_get_child(node, i), operatorMetrics));
  return { metrics, children };
}

function takeText(value: Pointer): string {
  try {
    return takeString(native.duckdb_get_varchar(value));
  } finally {
    native.duckdb_destroy_value(cell(value));
  }
}
