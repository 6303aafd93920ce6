import { sparkError } from '@kindling/protocol';
import { csv } from './csv/index.ts';
import type { DataSource } from './data-source.ts';
import { json } from './json/index.ts';
import { parquet } from './parquet/index.ts';
import { text } from './text/index.ts';

/** Formats that Spark has and this engine does not read yet: known by name, so that the error says so. */
const unsupported = (name: string, ...others: string[]): DataSource => {
  const refuse = (): never => {
    throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `the data source ${name}` });
  };
  return { names: [name, ...others], load: async () => refuse(), scan: refuse, checkWrite: refuse };
};

const sources: readonly DataSource[] = [
  parquet,
  csv,
  text,
  json,
  unsupported('orc', 'org.apache.spark.sql.execution.datasources.orc.OrcFileFormat', 'org.apache.spark.sql.hive.orc'),
  unsupported('avro', 'com.databricks.spark.avro', 'org.apache.spark.sql.avro'),
  unsupported('jdbc', 'org.apache.spark.sql.jdbc', 'org.apache.spark.sql.execution.datasources.jdbc'),
  unsupported('xml', 'com.databricks.spark.xml', 'org.apache.spark.sql.xml'),
  unsupported('binaryFile'),
];

const byName = new Map(sources.flatMap((source) => source.names.map((name) => [name.toLowerCase(), source] as const)));

/**
 * The source that `format(name)` means, by short name or class name, whatever its case.
 *
 * @example
 * ```ts
 * dataSource('Parquet')?.names[0]; // 'parquet'
 * ```
 */
export function dataSource(name: string): DataSource | undefined {
  return byName.get(name.toLowerCase());
}
