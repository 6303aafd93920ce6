import { type StructType, sparkError, types } from '@kindling/protocol';
import type { SourceFile } from '../../plan/index.ts';
import type { LoadRequest, SourceIo } from '../data-source.ts';
import { discoverPartitions } from './discover-partitions.ts';
import { fileFilter, listFiles } from './list-files.ts';
import { SourceOptions } from './source-options.ts';

export interface FoundFiles {
  readonly options: SourceOptions;
  readonly rootPaths: readonly string[];
  readonly files: readonly SourceFile[];
  readonly partitionSchema: StructType;
}

/** Lists the files of a request and its partition columns; the larger files first, as Spark's tasks take them. */
export async function findFiles(request: LoadRequest, io: SourceIo): Promise<FoundFiles> {
  const options = new SourceOptions(request.options);
  const accepts = fileFilter(options);
  const listing = await listFiles(request.paths, options);
  const { files, partitionSchema } = discoverPartitions(listing, options, {
    infersTypes: io.config('spark.sql.sources.partitionColumnTypeInference.enabled') === 'true',
    caseSensitive: io.config('spark.sql.caseSensitive') === 'true',
    timeZone: io.config('spark.sql.session.timeZone'),
    ...(request.schema ? { schema: request.schema } : {}),
  });
  return { options, rootPaths: listing.rootPaths, files: files.filter(accepts).sort((a, b) => b.sizeBytes - a.sizeBytes), partitionSchema };
}

/** The schema of the columns inside the files: the given one, or what `infer` finds in at least one file. */
export async function dataSchemaOf(
  request: LoadRequest,
  found: FoundFiles,
  formatName: string,
  infer: () => Promise<StructType>,
): Promise<StructType> {
  const isPartition = (name: string) => found.partitionSchema.fields.some((field) => field.name.toLowerCase() === name.toLowerCase());
  if (request.schema) return types.struct(request.schema.fields.filter((field) => !isPartition(field.name)));
  if (found.files.length === 0) throw sparkError('UNABLE_TO_INFER_SCHEMA', { format: formatName });
  const inferred = await infer();
  return types.struct(inferred.fields.filter((field) => !isPartition(field.name)));
}
