import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { castToSparkString, type InternalValue, type StructType, simpleString, sparkError } from '@kindling/protocol';
import { and, column, isNull, operator, printExpression, quoteName, type Sql } from '../../duckdb/sql/index.ts';
import type { SourceIo, WriteTask, WrittenFiles } from '../data-source.ts';
import { escapePathName } from './discover-partitions.ts';
import { SourceOptions } from './source-options.ts';
import { sqlLiteral } from './sql-literal.ts';

/** One file of a task: the columns that it holds, and the query of its rows. */
export interface FilePart {
  readonly path: string;
  /** Ordinals in the task's schema: without those of `partitionBy`. */
  readonly columns: readonly number[];
  readonly sql: string;
}

/** Whether a task makes files of its rows that have to be counted first. */
export function dividesRows(
  options: Readonly<Record<string, string>>,
  partitionBy: readonly string[],
  config: (key: string) => string,
): boolean {
  return (
    partitionBy.length > 0 || Number(new SourceOptions(options).get('maxRecordsPerFile') ?? config('spark.sql.files.maxRecordsPerFile')) > 0
  );
}

/** Divides a task's rows into files by partition columns and by `maxRecordsPerFile`, and writes each. */
export async function writeParts(
  task: WriteTask,
  io: SourceIo,
  extension: string,
  /** Answers how many rows it wrote where the task's rows are not kept. */
  writePart: (part: FilePart) => Promise<number | undefined>,
): Promise<WrittenFiles> {
  const partitionBy = task.partitionBy.map((name) => ordinalOf(name, task.schema, io));
  const columns = task.schema.fields.map((_, i) => i).filter((i) => !partitionBy.includes(i));
  const selected = columns.map((i) => quoteName(`w${i}`)).join(', ');
  if (!task.rowsAreKept) return writeOnePart(task, columns, extension, writePart);
  const limit = Number(new SourceOptions(task.options).get('maxRecordsPerFile') ?? io.config('spark.sql.files.maxRecordsPerFile'));
  const files: string[] = [];
  let written = 0;
  for (const { directory, condition, rows } of await groupsOf(task, partitionBy, io)) {
    const fileCount = limit > 0 ? Math.max(1, Math.ceil(rows / limit)) : 1;
    for (let n = 0; n < fileCount; n++) {
      const counter = `${partitionBy.length > 0 ? '.' : '-'}c${String(n).padStart(3, '0')}`;
      const file = join(directory, `part-${String(task.partition).padStart(5, '0')}-${task.jobId}${counter}${extension}`);
      const path = join(task.directory, file);
      await mkdir(dirname(path), { recursive: true });
      const slice = fileCount > 1 ? ` LIMIT ${limit} OFFSET ${n * limit}` : '';
      await writePart({
        path,
        columns,
        sql: `SELECT ${selected === '' ? '0' : selected} FROM (${task.sql})${condition === '' ? '' : ` WHERE ${condition}`}${slice}`,
      });
      files.push(file);
    }
    written += rows;
  }
  return { files, rows: written };
}

/** All rows as one file, from a query that runs once. */
async function writeOnePart(
  task: WriteTask,
  columns: readonly number[],
  extension: string,
  writePart: (part: FilePart) => Promise<number | undefined>,
): Promise<WrittenFiles> {
  const file = `part-${String(task.partition).padStart(5, '0')}-${task.jobId}-c000${extension}`;
  const path = join(task.directory, file);
  await mkdir(task.directory, { recursive: true });
  const rows = await writePart({ path, columns, sql: task.sql });
  if (rows === undefined) throw new TypeError('A writer that writes at once tells how many rows it wrote.');
  // The first partition's file is written even if empty: it holds the schema.
  if (rows > 0 || task.partition === 0) return { files: [file], rows };
  await rm(path);
  return { files: [], rows };
}

interface Group {
  readonly directory: string;
  readonly condition: string;
  readonly rows: number;
}

async function groupsOf(task: WriteTask, partitionBy: readonly number[], io: SourceIo): Promise<Group[]> {
  if (partitionBy.length === 0) {
    const rows = Number((await io.query(`SELECT count(*) FROM (${task.sql})`))[0]?.[0]);
    // The first partition's file is written even if empty: it holds the schema.
    return rows === 0 && task.partition > 0 ? [] : [{ directory: '', condition: '', rows }];
  }
  const keys = partitionBy.map((i) => quoteName(`w${i}`)).join(', ');
  const timeZone = io.config('spark.sql.session.timeZone');
  const combinations = (await io.query(`SELECT ${keys}, count(*) FROM (${task.sql}) GROUP BY ALL ORDER BY ALL`)) as InternalValue[][];
  return combinations.map((values) => {
    const parts = partitionBy.map((ordinal, i) => {
      const field = fieldAt(task.schema, ordinal);
      const value = values[i] ?? null;
      return {
        segment: `${escapePathName(field.name)}=${escapePathName(castToSparkString(value, field.dataType, { timeZone, style: 'cast' }))}`,
        condition: value === null ? isNull(column(`w${ordinal}`)) : operator('=', column(`w${ordinal}`), sqlLiteral(value, field.dataType)),
      };
    });
    const condition: Sql = and(...parts.map((part) => part.condition));
    return {
      directory: join(...parts.map((part) => part.segment)),
      condition: printExpression(condition),
      rows: Number(values[partitionBy.length]),
    };
  });
}

const fieldAt = (schema: StructType, ordinal: number) => schema.fields[ordinal] as StructType['fields'][number];

function ordinalOf(name: string, schema: StructType, io: SourceIo): number {
  const caseSensitive = io.config('spark.sql.caseSensitive') === 'true';
  const found = schema.fields.findIndex((field) => (caseSensitive ? field.name === name : field.name.toLowerCase() === name.toLowerCase()));
  if (found < 0) throw sparkError('_LEGACY_ERROR_TEMP_1155', { col: name, schemaCatalog: simpleString(schema) });
  return found;
}

const ROWS_PER_QUERY = 50_000;

/** The rows of a part, some at a time: a large part is never in memory as a whole. */
export async function* partRows(sql: string, io: SourceIo): AsyncGenerator<readonly (readonly InternalValue[])[], void> {
  for (let offset = 0; ; offset += ROWS_PER_QUERY) {
    const rows = (await io.query(
      `SELECT * FROM (${sql}) LIMIT ${ROWS_PER_QUERY} OFFSET ${offset}`,
    )) as readonly (readonly InternalValue[])[];
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_PER_QUERY) return;
  }
}

/** The codec of a write under one of its names, or the condition that lists them. */
export function checkCodec<Codec extends string>(name: string, codecs: Readonly<Record<string, Codec>>): Codec {
  const codec = codecs[name.toLowerCase()];
  if (codec !== undefined) return codec;
  throw sparkError('CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION', {
    codecName: name,
    availableCodecs: Object.keys(codecs).join(', '),
  });
}
