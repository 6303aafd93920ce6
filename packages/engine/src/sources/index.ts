export type * from './data-source.ts';
export { dataSource } from './registry.ts';
export { unescapePathName } from './files/discover-partitions.ts';
export { escapePathName, fileUri, localPath } from './files/index.ts';
export { DEFAULT_PARTITION_NAME, partitionValue } from './files/partition-value.ts';
