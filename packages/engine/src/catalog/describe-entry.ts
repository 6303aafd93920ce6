import { toSQLId, treeString } from '@kindling/protocol';
import type { PartitionEntry, TableEntry, TableStatistics, TempView, ViewDefinition, ViewEntry } from './catalog-entry.ts';

/** A line of DESCRIBE EXTENDED and of SHOW TABLE EXTENDED. */
export type Detail = readonly [name: string, value: string];

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** As Java's Date shows itself, in UTC. */
export function javaDateText(timeMs: number): string {
  const date = new Date(timeMs);
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${two(date.getUTCDate())} ${time} UTC ${date.getUTCFullYear()}`;
}

export function propertiesText(properties: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(properties)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  return `[${pairs.join(', ')}]`;
}

export function statisticsText({ sizeBytes, rowCount }: TableStatistics): string {
  return rowCount === undefined ? `${sizeBytes} bytes` : `${sizeBytes} bytes, ${rowCount} rows`;
}

const names = (columns: readonly string[]): string => `[${columns.map((name) => toSQLId([name])).join(', ')}]`;

function created(createdMs: number): readonly Detail[] {
  return [
    ['Created Time', javaDateText(createdMs)],
    ['Last Access', 'UNKNOWN'],
    ['Created By', 'Spark 4.2.0'],
  ];
}

/** What DESCRIBE EXTENDED tells of a table beside its columns. */
export function tableDetails(table: TableEntry): readonly Detail[] {
  const { name, bucketSpec } = table;
  return [
    ['Catalog', name[0]],
    ['Database', name[1]],
    ['Table', name[2]],
    ...created(table.createdMs),
    ['Type', table.type],
    ['Provider', table.provider],
    ...(bucketSpec
      ? ([
          ['Num Buckets', String(bucketSpec.numBuckets)],
          ['Bucket Columns', names(bucketSpec.columns)],
          ['Sort Columns', names(bucketSpec.sortColumns)],
        ] as const)
      : []),
    ...(table.comment === undefined || table.comment === '' ? [] : ([['Comment', table.comment]] as const)),
    ...(table.collation === undefined ? [] : ([['Collation', table.collation]] as const)),
    ...(Object.keys(table.properties).length === 0 ? [] : ([['Table Properties', propertiesText(table.properties)]] as const)),
    ...(table.statistics === undefined ? [] : ([['Statistics', statisticsText(table.statistics)]] as const)),
    ['Location', `file:${table.location}`],
    ...(Object.keys(table.options).length === 0 ? [] : ([['Storage Properties', propertiesText(table.options)]] as const)),
    ...(table.partitionColumns.length === 0 ? [] : ([['Partition Provider', 'Catalog']] as const)),
  ];
}

function definitionDetails(definition: ViewDefinition, schemaMode: string): readonly Detail[] {
  return [
    ['View Text', definition.text],
    ['View Original Text', definition.text],
    ['View Schema Mode', schemaMode],
    ['View Catalog and Namespace', [definition.catalog, ...definition.namespace].join('.')],
    ['View Query Output Columns', names(definition.queryColumnNames)],
  ];
}

export function viewDetails(view: ViewEntry): readonly Detail[] {
  return [
    ['Catalog', view.name[0]],
    ['Database', view.name[1]],
    ['Table', view.name[2]],
    ...created(view.createdMs),
    ['Type', 'VIEW'],
    ...(view.comment === undefined ? [] : ([['Comment', view.comment]] as const)),
    ...(view.collation === undefined ? [] : ([['Collation', view.collation]] as const)),
    ...definitionDetails(view.definition, view.definition.schemaMode),
    ...(Object.keys(view.properties).length === 0 ? [] : ([['Table Properties', propertiesText(view.properties)]] as const)),
  ];
}

function tempViewDetails(view: TempView): readonly Detail[] {
  const { definition } = view;
  return [
    ...(view.name.length === 2 ? ([['Database', view.name[0] as string]] as const) : []),
    ['Table', view.name.at(-1) as string],
    ...created(view.createdMs),
    ['Type', 'VIEW'],
    ...(view.comment === undefined ? [] : ([['Comment', view.comment]] as const)),
    ...(definition ? definitionDetails(definition, 'BINDING').filter(([name]) => name !== 'View Original Text') : []),
    ...(Object.keys(view.properties).length === 0 ? [] : ([['Table Properties', propertiesText(view.properties)]] as const)),
  ];
}

export function partitionDetails(table: TableEntry, partition: PartitionEntry): readonly Detail[] {
  const values = table.partitionColumns.map((name, i) => `${name}=${partition.values[i] ?? '__HIVE_DEFAULT_PARTITION__'}`);
  return [
    ['Partition Values', `[${values.join(', ')}]`],
    ['Location', `file:${partition.location}`],
    ['Created Time', javaDateText(partition.createdMs)],
    ['Last Access', 'UNKNOWN'],
    ...(partition.statistics === undefined ? [] : ([['Partition Statistics', statisticsText(partition.statistics)]] as const)),
  ];
}

/** The column `information` of SHOW TABLE EXTENDED. */
export function informationText(entry: TableEntry | ViewEntry | TempView, schema: Parameters<typeof treeString>[0]): string {
  const details = 'kind' in entry ? (entry.kind === 'table' ? tableDetails(entry) : viewDetails(entry)) : tempViewDetails(entry);
  const partitioning =
    'kind' in entry && entry.kind === 'table' && entry.partitionColumns.length > 0
      ? [`Partition Columns: ${names(entry.partitionColumns)}`]
      : [];
  return `${[...details.map(([name, value]) => `${name}: ${value}`), ...partitioning].join('\n')}\nSchema: ${treeString(schema)}\n`;
}
