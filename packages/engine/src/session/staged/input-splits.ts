import type { SessionConfig } from '../../config/index.ts';
import type { FileBlock, ScannedFiles } from '../../physical/index.ts';
import { type FileRelation, type LogicalPlan, mapChildren, type SourceFile, walkPlan } from '../../plan/index.ts';
import { dataSource, type SourceIo } from '../../sources/index.ts';
import type { AdaptiveSettings } from './adaptive-settings.ts';

/** A piece of a file before it is packed into a task's part. */
interface Chunk {
  readonly file: SourceFile;
  readonly sizeBytes: number;
}

/**
 * The files of each task, as Spark packs them: chunks of at most `spark.sql.files.maxPartitionBytes`, the largest first, as many together
 * as fit, where opening a file counts like `openCostInBytes` of reading.
 */
export async function splitFiles(
  relation: FileRelation,
  config: SessionConfig,
  { parallelism, splitFactor }: Pick<AdaptiveSettings, 'parallelism' | 'splitFactor'>,
  io: SourceIo,
): Promise<readonly (readonly SourceFile[])[]> {
  const openCost = config.getBytes('spark.sql.files.openCostInBytes');
  const minimum = Number(
    config.getOption('spark.sql.files.minPartitionNum') ?? config.getOption('spark.sql.leafNodeDefaultParallelism') ?? parallelism,
  );
  const total = relation.files.reduce((sum, file) => sum + file.sizeBytes + openCost, 0);
  const wanted = Math.min(
    config.getBytes('spark.sql.files.maxPartitionBytes'),
    Math.max(openCost, Math.floor(total / Math.max(1, minimum))),
  );
  const maxBytes = Math.max(1, Math.floor(wanted / splitFactor));
  const chunks: Chunk[] = [];
  const divides = dataSource(relation.format)?.dividesLines;
  for (const file of relation.files) {
    if (divides?.(file, relation.options, io.config)) chunks.push(...blocksOf(file, maxBytes));
    else chunks.push(...(await chunksOf(file, relation, maxBytes, io)));
  }
  chunks.sort((left, right) => right.sizeBytes - left.sizeBytes);
  const parts: SourceFile[][] = [];
  let part: SourceFile[] = [];
  let bytes = 0;
  for (const { file, sizeBytes } of chunks) {
    if (part.length > 0 && bytes + sizeBytes > maxBytes) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(file);
    bytes += sizeBytes + openCost;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** A file of lines is cut at any byte: who reads a block knows where its lines start. */
function blocksOf(file: SourceFile, maxBytes: number): Chunk[] {
  const count = Math.ceil(file.sizeBytes / maxBytes);
  if (count < 2) return [{ file, sizeBytes: file.sizeBytes }];
  return Array.from({ length: count }, (_, i) => {
    const start = i * maxBytes;
    const length = Math.min(maxBytes, file.sizeBytes - start);
    return { file: { ...file, block: { start, length } }, sizeBytes: length };
  });
}

async function chunksOf(file: SourceFile, relation: FileRelation, maxBytes: number, io: SourceIo): Promise<Chunk[]> {
  const groups = file.sizeBytes > maxBytes ? await dataSource(relation.format)?.rowGroups?.(file, io) : undefined;
  if (!groups || groups.length < 2) return [{ file, sizeBytes: file.sizeBytes }];
  const total = groups.reduce((sum, group) => sum + group.sizeBytes, 0);
  const chunks: Chunk[] = [];
  let first = 0;
  let row = 0;
  let end = 0;
  let bytes = 0;
  for (const group of groups) {
    end += group.rows;
    bytes += (group.sizeBytes / Math.max(1, total)) * file.sizeBytes;
    if (bytes >= maxBytes) {
      chunks.push({ file: { ...file, rows: { from: first, to: end, sizeBytes: bytes } }, sizeBytes: bytes });
      first = end;
      bytes = 0;
    }
    row = end;
  }
  if (first < row) chunks.push({ file: { ...file, rows: { from: first, to: row, sizeBytes: bytes } }, sizeBytes: bytes });
  return chunks;
}

/** What a plan reads of data sources. */
export function scansOf(plan: LogicalPlan): readonly ScannedFiles[] {
  const scans: ScannedFiles[] = [];
  walkPlan(plan, (node) => {
    if (node.kind !== 'fileRelation') return;
    const { files } = node;
    const isKnown = files.length > 0 && files.every((file) => file.rows !== undefined);
    scans.push({
      files: files.length,
      sizeBytes:
        files.reduce((sum, file) => sum + (file.rows?.sizeBytes ?? file.block?.length ?? file.sizeBytes), 0) * (node.readShare ?? 1),
      ...(isKnown ? { rows: files.reduce((sum, { rows }) => sum + (rows ? rows.to - rows.from : 0), 0) } : {}),
    });
  });
  return scans;
}

/** The plan with a path for each block of a file that it reads, and these blocks. */
export function withCopies(plan: LogicalPlan, pathOf: (position: number) => string): { plan: LogicalPlan; blocks: readonly FileBlock[] } {
  const blocks: FileBlock[] = [];
  const copied = (file: SourceFile): SourceFile => {
    if (!file.block) return file;
    const block = { ...file.block, copy: pathOf(blocks.length) };
    blocks.push({ path: file.path, ...block });
    return { ...file, block };
  };
  const visitor = {
    plan: (node: LogicalPlan): LogicalPlan =>
      node.kind === 'fileRelation' && node.files.some(({ block }) => block)
        ? { ...node, files: node.files.map(copied) }
        : mapChildren(node, visitor),
  };
  return { plan: visitor.plan(plan), blocks };
}
