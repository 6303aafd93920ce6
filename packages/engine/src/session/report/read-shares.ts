import type { ScannedFiles } from '../../physical/index.ts';
import { type FileRelation, type LogicalPlan, rewritePlanUp } from '../../plan/index.ts';
import { dataSource, type SourceIo } from '../../sources/index.ts';
import { scansOf } from '../staged/input-splits.ts';
import { fileRelationsOf } from '../staged/report-staged.ts';

/** The plan with what its scans read of their files, where they read only some of the columns. */
export async function withReadShares(plan: LogicalPlan, io: SourceIo): Promise<LogicalPlan> {
  const shares = new Map<FileRelation, number>();
  for (const relation of fileRelationsOf(plan)) {
    if (!relation.requiredColumns || relation.files.length === 0) continue;
    const share = await shareOf(relation, io);
    if (share !== undefined) shares.set(relation, share);
  }
  if (shares.size === 0) return plan;
  return rewritePlanUp(plan, (node) => {
    const readShare = node.kind === 'fileRelation' ? shares.get(node) : undefined;
    return node.kind === 'fileRelation' && readShare !== undefined ? { ...node, readShare } : node;
  });
}

/** What a plan that runs as a whole reads of data sources. */
export async function scansWithShares(plan: LogicalPlan, io: SourceIo): Promise<readonly ScannedFiles[]> {
  return scansOf(await withReadShares(plan, io));
}

async function shareOf(relation: FileRelation, io: SourceIo): Promise<number | undefined> {
  try {
    return await dataSource(relation.format)?.readShare?.(relation, io);
  } catch (error) {
    io.signal.throwIfAborted();
    // What is wrong with the files is told by who reads them, or passed over if it was asked to be.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
