export type { ArrowTable } from './arrow-table.ts';
export type * from './catalog.ts';
export { Catalog } from './catalog.ts';
export { DataFrame } from './data-frame.ts';
export { DataFrameNaFunctions } from './data-frame-na-functions.ts';
export { DataFrameReader } from './data-frame-reader.ts';
export { DataFrameStatFunctions } from './data-frame-stat-functions.ts';
export { DataFrameWriter, type SaveMode } from './data-frame-writer.ts';
export { DataFrameWriterV2 } from './data-frame-writer-v2.ts';
export type * from './data-source-options.ts';
export type { ForeachOptions, ShowOptions } from './frame-actions.ts';
export type { ExplainMode } from './frame-base.ts';
export { FunctionRegistration } from './function-registration.ts';
export { GroupedData } from './grouped-data.ts';
export { LocalIterator } from './local-iterator.ts';
export type { MapPartitionsOptions, PartitionRows } from './map-partitions.ts';
export { Observation, type ObservedMetrics } from './observation.ts';
export type { Progress, ProgressHandler, StageProgress } from './progress.ts';
export type { ColumnName, ColumnOrName, JoinType, UntypedRow } from './row-type.ts';
export { RuntimeConfig } from './runtime-config.ts';
export {
  type Embedded,
  type EmbeddedFactory,
  type EmbeddedOptions,
  onSessionCreated,
  registerEmbedded,
  SessionBuilder,
} from './session-builder.ts';
export { SparkSession } from './spark-session.ts';
export { StorageLevel } from './storage-level.ts';
export { TableValuedFunction } from './table-valued-function.ts';
