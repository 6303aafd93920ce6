import { castToSparkString, type DataType, type InternalValue, type StructField, sparkError, toSQLId } from '@kindling/protocol';
import type { TableEntry } from '../catalog/index.ts';
import { DEFAULT_PARTITION_NAME, escapePathName, partitionValue } from '../sources/index.ts';
import { plainType } from './sized-text.ts';

/** One text for the values of a partition, to find it by. */
export function partitionKey(values: readonly (string | null)[]): string {
  return values.map((value) => (value === null ? '\u0001' : value)).join('\u0000');
}

export function partitionFields(table: TableEntry): readonly StructField[] {
  return table.partitionColumns.map((name) => table.schema.fields.find((field) => field.name === name) as StructField);
}

/** Partition values as the texts by which the catalog keeps them. */
export function partitionValueTexts(table: TableEntry, values: readonly unknown[], timeZone: string): readonly (string | null)[] {
  return partitionFields(table).map((field, i) => {
    const value = (values[i] ?? null) as InternalValue;
    return value === null ? null : castToSparkString(value, plainType(field.dataType), { timeZone, style: 'cast' });
  });
}

export function parsePartitionValue(text: string, type: DataType, timeZone: string): InternalValue {
  return partitionValue(text, type, timeZone) ?? null;
}

/** `p=x/q=2`, as directories and SHOW PARTITIONS have it. */
export function partitionPath(table: TableEntry, values: readonly (string | null)[]): string {
  return table.partitionColumns
    .map((name, i) => `${escapePathName(name)}=${escapePathName(values[i] ?? DEFAULT_PARTITION_NAME)}`)
    .join('/');
}

/** The values of a complete specification, in the order of the table's partition columns. */
export function completeSpec(table: TableEntry, spec: ReadonlyMap<string, string | null>, tableName: string): readonly (string | null)[] {
  checkSpec(table, spec);
  if (spec.size !== table.partitionColumns.length) {
    throw sparkError('_LEGACY_ERROR_TEMP_1232', {
      specKeys: [...spec.keys()].join(', '),
      partitionColumnNames: table.partitionColumns.join(', '),
      tableName,
    });
  }
  return table.partitionColumns.map((name) => spec.get(name.toLowerCase()) ?? null);
}

/** Refuses names that are no partition columns. */
export function checkSpec(table: TableEntry, spec: ReadonlyMap<string, string | null>): void {
  for (const name of spec.keys()) {
    if (table.partitionColumns.some((column) => column.toLowerCase() === name)) continue;
    throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: toSQLId([name]), tableName: toSQLId(table.name) });
  }
}

/** Whether a partition has the values of a specification that may leave columns out. */
export function matchesSpec(table: TableEntry, values: readonly (string | null)[], spec: ReadonlyMap<string, string | null>): boolean {
  return table.partitionColumns.every((name, i) => {
    const wanted = spec.get(name.toLowerCase());
    return wanted === undefined || wanted === (values[i] ?? null);
  });
}
