import { type DataType, types } from '@kindling/protocol';
import { cast, number, physicalType, type Sql, structFieldName, structOf, text } from '../../duckdb/sql/index.ts';
import { pathUrl } from '../../functions/runtime/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { DataSource } from '../data-source.ts';
import { sqlLiteral } from './sql-literal.ts';

const fields = [
  types.field('file_path', types.string, false),
  types.field('file_name', types.string, false),
  types.field('file_size', types.long, false),
  types.field('file_block_start', types.long, false),
  types.field('file_block_length', types.long, false),
  types.field('file_modification_time', types.timestamp, false),
];

/** The type of `_metadata`. */
export function fileMetadataType(source: Pick<DataSource, 'hasRowIndex'>): DataType {
  return types.struct(source.hasRowIndex ? [...fields, types.field('row_index', types.long, false)] : fields);
}

/** Whether the query uses `_metadata`. */
export function readsMetadata(relation: FileRelation): boolean {
  const offered = new Set((relation.metadataOutput ?? []).map(({ id }) => id));
  return relation.output.some(({ id }) => offered.has(id));
}

/** What is known of a file, a column each in the order of the type. A file is one block unless tasks share its lines. */
export function fileFacts(file: SourceFile): readonly Sql[] {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const size = cast(number(file.sizeBytes), 'BIGINT');
  return [
    text(pathUrl(file.path).replace('file://', 'file:')),
    text(name),
    size,
    cast(number(file.block?.start ?? 0), 'BIGINT'),
    cast(number(file.block?.length ?? file.sizeBytes), 'BIGINT'),
    sqlLiteral(BigInt(Math.floor(file.modifiedMs)) * 1000n, types.timestamp),
  ];
}

/** `_metadata` of a row, out of the facts about its file. */
export function metadataOf(facts: readonly Sql[], rowIndex: Sql | undefined): Sql {
  const values = rowIndex === undefined ? facts : [...facts, cast(rowIndex, physicalType(types.long))];
  return structOf(values.map((value, i) => [structFieldName(i), value] as const));
}
