import { SparkError, type StructType, schemaFromJson, sparkError } from '@kindling/protocol';
import { quoteText } from '../../duckdb/sql/index.ts';
import type { SourceFile } from '../../plan/index.ts';
import type { SourceIo } from '../data-source.ts';
import { escapeDuckDbGlob, fileUri } from '../files/index.ts';
import { PARQUET_SCHEMA_COLUMNS, type ParquetNode, parquetTree } from './parquet-node.ts';
import { ROW_METADATA_KEY } from './write-parquet.ts';

/** What a file's footer says about its columns. */
interface Footer {
  readonly nodes: readonly ParquetNode[];
  /** What Spark wrote about the schema. */
  readonly sparkSchema?: StructType;
}

export interface FileWithFooter extends Footer {
  readonly file: SourceFile;
}

interface KnownFooter {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly footer: Footer;
}

const MAX_KNOWN = 10_000;
/** A file younger than this may change again without a new time of modification. */
const SETTLED_MS = 1000;

/** Footers by path, least recently used first. */
const known = new Map<string, KnownFooter>();

export async function readFooters(files: readonly SourceFile[], io: SourceIo, skipsCorrupt: boolean): Promise<FileWithFooter[]> {
  const footers: FileWithFooter[] = [];
  for (const file of files) {
    try {
      const footer = recall(file) ?? (await readFooter(file, io, footers.at(-1)?.nodes));
      footers.push({ file, ...footer });
    } catch (error) {
      if (io.signal.aborted || (error instanceof SparkError && error.condition.startsWith('KINDLING_'))) throw error;
      if (!skipsCorrupt) throw sparkError('FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER', { path: fileUri(file.path) }, { cause: error });
    }
  }
  return footers;
}

function recall(file: SourceFile): Footer | undefined {
  const entry = known.get(file.path);
  if (entry === undefined) return undefined;
  known.delete(file.path);
  if (entry.sizeBytes !== file.sizeBytes || entry.modifiedMs !== file.modifiedMs) return undefined;
  known.set(file.path, entry);
  return entry.footer;
}

async function readFooter(file: SourceFile, io: SourceIo, previous: Footer['nodes'] | undefined): Promise<Footer> {
  const startedAtMs = Date.now();
  const name = quoteText(escapeDuckDbGlob(file.path));
  const nodes = parquetTree(await io.query(`SELECT ${PARQUET_SCHEMA_COLUMNS} FROM parquet_schema(${name})`));
  const [metadata] = await io.query(
    `SELECT decode(value) FROM parquet_kv_metadata(${name}) WHERE decode(key) = ${quoteText(ROW_METADATA_KEY)}`,
  );
  const isSame = previous !== undefined && JSON.stringify(previous) === JSON.stringify(nodes);
  const footer: Footer = {
    nodes: isSame ? previous : nodes,
    ...(typeof metadata?.[0] === 'string' ? { sparkSchema: schemaFromJson(metadata[0]) } : {}),
  };
  if (file.modifiedMs < startedAtMs - SETTLED_MS) {
    known.set(file.path, { sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs, footer });
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  }
  return footer;
}
