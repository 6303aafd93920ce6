import type { Pointer } from './native-calls.ts';
import { cell, native, takeString } from './native-library.ts';

/** A node of DuckDB's profile: the query at the root, operators below it. */
export interface OperatorProfile {
  /** DuckDB's measures by name in lower case: `operator_type`, `operator_cardinality`, `operator_timing` (seconds), `cpu_time`,
   * `system_peak_buffer_memory`, `system_peak_temp_dir_size` (bytes) … */
  readonly metrics: Readonly<Record<string, string>>;
  readonly children: readonly OperatorProfile[];
}

export function readProfile(connection: Pointer): OperatorProfile | undefined {
  const root = native.duckdb_get_profiling_info(connection);
  return root === null ? undefined : readNode(root);
}

function readNode(node: Pointer): OperatorProfile {
  const metrics: Record<string, string> = {};
  const map = native.duckdb_profiling_info_get_metrics(node);
  try {
    const size = native.duckdb_get_map_size(map);
    for (let i = 0; i < size; i++) {
      metrics[takeText(native.duckdb_get_map_key(map, i)).toLowerCase()] = takeText(native.duckdb_get_map_value(map, i));
    }
  } finally {
    native.duckdb_destroy_value(cell(map));
  }
  const children: OperatorProfile[] = [];
  const count = native.duckdb_profiling_info_get_child_count(node);
  for (let i = 0; i < count; i++) children.push(readNode(native.duckdb_profiling_info_get_child(node, i)));
  return { metrics, children };
}

function takeText(value: Pointer): string {
  try {
    return takeString(native.duckdb_get_varchar(value));
  } finally {
    native.duckdb_destroy_value(cell(value));
  }
}
