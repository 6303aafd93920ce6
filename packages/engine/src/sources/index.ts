export type * from './data-source.ts';
export {
  DEFAULT_PARTITION_NAME,
  dividesRows,
  escapePathName,
  fileMetadataType,
  fileUri,
  localPath,
  partitionValue,
  unescapePathName,
} from './files/index.ts';
export { dataSource } from './registry.ts';
