import { type DataType, simpleString } from '@kindling/protocol';
import type { TableEntry, ViewEntry } from './catalog-entry.ts';

/** DESCRIBE TABLE EXTENDED … AS JSON. */
export function describeAsJson(entry: TableEntry | ViewEntry): string {
  const fields = entry.kind === 'table' ? entry.schema.fields : entry.definition.schema.fields;
  const columns = fields.map((field) => ({
    name: field.name,
    type: typeJson(field.dataType),
    ...(typeof field.metadata?.comment === 'string' ? { comment: field.metadata.comment } : {}),
    nullable: true,
    ...(typeof field.metadata?.CURRENT_DEFAULT === 'string' ? { default: field.metadata.CURRENT_DEFAULT } : {}),
  }));
  const [catalog, namespace, name] = entry.name;
  return JSON.stringify({
    table_name: name,
    catalog_name: catalog,
    namespace: [namespace],
    schema_name: namespace,
    columns,
    ...(entry.kind === 'table' ? tableJson(entry) : viewJson(entry)),
    collation: entry.collation ?? 'UTF8_BINARY',
  });
}

const timeJson = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 19)}Z`;

function tableJson(table: TableEntry) {
  return {
    location: `file:${table.location}`,
    created_time: timeJson(table.createdMs),
    last_access: 'UNKNOWN',
    created_by: 'Spark 4.2.0',
    type: table.type,
    provider: table.provider,
    ...(table.bucketSpec
      ? { num_buckets: table.bucketSpec.numBuckets, bucket_columns: table.bucketSpec.columns, sort_columns: table.bucketSpec.sortColumns }
      : {}),
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    ...(Object.keys(table.properties).length === 0 ? {} : { table_properties: table.properties }),
    ...(table.statistics === undefined
      ? {}
      : {
          statistics: {
            size_in_bytes: table.statistics.sizeBytes,
            ...(table.statistics.rowCount === undefined ? {} : { num_rows: table.statistics.rowCount }),
          },
        }),
    ...(Object.keys(table.options).length === 0 ? {} : { storage_properties: table.options }),
    ...(table.partitionColumns.length === 0 ? {} : { partition_provider: 'Catalog', partition_columns: table.partitionColumns }),
  };
}

function viewJson(view: ViewEntry) {
  const { definition } = view;
  return {
    created_time: timeJson(view.createdMs),
    last_access: 'UNKNOWN',
    created_by: 'Spark 4.2.0',
    type: 'VIEW',
    ...(view.comment === undefined ? {} : { comment: view.comment }),
    view_text: definition.text,
    view_original_text: definition.text,
    view_schema_mode: definition.schemaMode,
    view_catalog_and_namespace: [definition.catalog, ...definition.namespace].join('.'),
    view_query_output_columns: definition.queryColumnNames,
    ...(Object.keys(view.properties).length === 0 ? {} : { table_properties: view.properties }),
  };
}

function typeJson(type: DataType): Readonly<Record<string, unknown>> {
  switch (type.kind) {
    case 'struct':
      return {
        name: 'struct',
        fields: type.fields.map((field) => ({ name: field.name, type: typeJson(field.dataType), nullable: field.nullable })),
      };
    case 'array':
      return { name: 'array', element_type: typeJson(type.elementType), element_nullable: type.containsNull };
    case 'map':
      return {
        name: 'map',
        key_type: typeJson(type.keyType),
        value_type: typeJson(type.valueType),
        value_nullable: type.valueContainsNull,
      };
    case 'decimal':
      return { name: 'decimal', precision: type.precision, scale: type.scale };
    case 'char':
    case 'varchar':
      return { name: type.kind, length: type.length };
    case 'string':
      return { name: 'string', collation: 'collation' in type && typeof type.collation === 'string' ? type.collation : 'UTF8_BINARY' };
    default:
      return { name: simpleString(type) };
  }
}
