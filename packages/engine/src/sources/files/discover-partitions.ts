import { dirname, resolve } from 'node:path';
import {
  type DataType,
  type InternalValue,
  type StructField,
  type StructType,
  sparkError,
  toSQLType,
  toSQLValue,
  types,
} from '@kindling/protocol';
import type { SourceFile } from '../../plan/index.ts';
import { fileUri, localPath } from './file-path.ts';
import type { ListedFile, Listing } from './list-files.ts';
import { commonPartitionType, DEFAULT_PARTITION_NAME, inferPartitionType, partitionValue } from './partition-value.ts';
import type { SourceOptions } from './source-options.ts';

export interface PartitionSettings {
  /** `spark.sql.sources.partitionColumnTypeInference.enabled` */
  readonly infersTypes: boolean;
  readonly caseSensitive: boolean;
  readonly timeZone: string;
  /** The user's schema says the types of the columns it names. */
  readonly schema?: StructType;
}

export interface PartitionedFiles {
  readonly partitionSchema: StructType;
  readonly files: readonly SourceFile[];
}

interface Segment {
  readonly column: string;
  readonly value: string;
}

/** Columns that stand in the names of directories, `column=value`, between the base path and the files. */
export function discoverPartitions(listing: Listing, options: SourceOptions, settings: PartitionSettings): PartitionedFiles {
  if (options.boolean('recursiveFileLookup', false)) return withoutPartitions(listing.files);
  const basePaths = baseDirectories(listing, options);
  const byDirectory = new Map<string, readonly Segment[]>();
  for (const file of listing.files) {
    const directory = dirname(file.path);
    if (!byDirectory.has(directory)) byDirectory.set(directory, segmentsOf(directory, basePaths));
  }
  const partitioned = [...byDirectory].filter(([, segments]) => segments.length > 0);
  const first = partitioned[0]?.[1];
  if (first === undefined) return withoutPartitions(listing.files);
  checkSameColumns(partitioned, settings.caseSensitive);

  const fields = first.map((segment, i) =>
    partitionField(
      segment.column,
      partitioned.map(([, segments]) => (segments[i] as Segment).value),
      settings,
    ),
  );
  const values = new Map(
    partitioned.map(
      ([directory, segments]) =>
        [directory, segments.map((segment, i) => valueOf(segment, fields[i] as StructField, settings.timeZone))] as const,
    ),
  );
  const files = listing.files.flatMap((file) => {
    const partitionValues = values.get(dirname(file.path));
    return partitionValues ? [{ ...file, partitionValues }] : [];
  });
  return { partitionSchema: types.struct(fields), files };
}

function withoutPartitions(files: readonly ListedFile[]): PartitionedFiles {
  return { partitionSchema: types.struct([]), files: files.map((file) => ({ ...file, partitionValues: [] })) };
}

/** Where partition columns start: `basePath`, else the directories that the user named. */
function baseDirectories(listing: Listing, options: SourceOptions): ReadonlySet<string> {
  const basePath = options.get('basePath');
  if (basePath !== undefined) {
    const base = localPath(basePath);
    if (!listing.files.some((file) => file.path.startsWith(`${base}/`)) && listing.files.length > 0) {
      throw sparkError(
        'INTERNAL_ERROR',
        { message: `Option 'basePath' holds none of the files: ${basePath}` },
        { exception: 'SparkIllegalArgumentException' },
      );
    }
    return new Set([base]);
  }
  const files = new Set(listing.files.map((file) => file.path));
  return new Set(listing.rootPaths.map((root) => (files.has(root) ? dirname(root) : resolve(root))));
}

function segmentsOf(directory: string, basePaths: ReadonlySet<string>): Segment[] {
  const segments: Segment[] = [];
  let current = directory;
  while (!basePaths.has(current)) {
    const name = current.slice(current.lastIndexOf('/') + 1);
    if (name === '' || current === dirname(current)) break;
    const equals = name.indexOf('=');
    if (equals < 0) {
      // A plain directory ends the search; below it nothing else counts as a partition column.
      if (segments.length > 0) break;
    } else {
      const column = unescapePathName(name.slice(0, equals));
      const value = name.slice(equals + 1);
      if (column === '') throw sparkError('EMPTY_PARTITION_COLUMN_NAME', { columnSpec: name });
      if (value === '') throw sparkError('EMPTY_PARTITION_COLUMN_VALUE', { columnSpec: name });
      segments.unshift({ column, value: unescapePathName(value) });
    }
    current = dirname(current);
  }
  return segments;
}

function checkSameColumns(partitioned: readonly (readonly [string, readonly Segment[]])[], caseSensitive: boolean): void {
  const lists = new Map<string, { readonly names: string; readonly directories: string[] }>();
  for (const [directory, segments] of partitioned) {
    const names = segments.map((segment) => segment.column).join(', ');
    const key = caseSensitive ? names : names.toLowerCase();
    const list = lists.get(key);
    if (list) list.directories.push(directory);
    else lists.set(key, { names, directories: [directory] });
  }
  if (lists.size < 2) return;
  const found = [...lists.values()].sort((a, b) => a.names.length - b.names.length);
  throw sparkError('CONFLICTING_PARTITION_COLUMN_NAMES', {
    distinctPartColLists: found.map((list, i) => `\n\tPartition column name list #${i}: ${list.names}`).join(''),
    suspiciousPaths: found.flatMap((list) => list.directories.map((directory) => `\n\t${fileUri(directory)}`)).join(''),
  });
}

function partitionField(name: string, values: readonly string[], settings: PartitionSettings): StructField {
  const matches = (field: StructField) => (settings.caseSensitive ? field.name === name : field.name.toLowerCase() === name.toLowerCase());
  const given = settings.schema?.fields.find(matches);
  if (given) return types.field(given.name, given.dataType);
  if (!settings.infersTypes) return types.field(name, types.string);
  return types.field(name, commonPartitionType(values.map(inferPartitionType)));
}

function valueOf(segment: Segment, field: StructField, timeZone: string): InternalValue {
  const value = partitionValue(segment.value, field.dataType, timeZone);
  if (value !== undefined) return value;
  throw sparkError('INVALID_PARTITION_VALUE', castParameters(segment, field.dataType));
}

const castParameters = (segment: Segment, dataType: DataType): Record<string, string> => ({
  value: toSQLValue(segment.value, types.string),
  dataType: toSQLType(dataType),
  columnName: `\`${segment.column}\``,
});

/** `%3D` stands for `=`, as Hive escapes directory names. */
export function unescapePathName(name: string): string {
  return name.replaceAll(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const ESCAPED = new Set('"#%\'*/:=?\\\u007f{[]^');

/** A column or value as it stands in a directory's name. */
export function escapePathName(name: string | null): string {
  if (name === null || name === '') return DEFAULT_PARTITION_NAME;
  let escaped = '';
  for (const character of name) {
    const code = character.charCodeAt(0);
    const mustEscape = (code > 0 && code < 0x20) || ESCAPED.has(character);
    escaped += mustEscape ? `%${code.toString(16).toUpperCase().padStart(2, '0')}` : character;
  }
  return escaped;
}
