import type { ExchangeFile, Piece } from '../../physical/index.ts';
import { type Expand, type LocalRelation, type LogicalPlan, mapChildren, type Range } from '../../plan/index.ts';
import { sliceBatches } from './slice-batches.ts';

/** One task's part of a piece. */
export interface TaskPlan {
  readonly plan: LogicalPlan;
  /** The whole of which it is a part. */
  readonly piece: Piece;
  /** Files that it reads of each exchange. */
  readonly reads: ReadonlyMap<number, readonly ExchangeFile[]>;
}

/** A plan with one of its leaves replaced by the part of one task. */
export function withLeaf(plan: LogicalPlan, leaf: LogicalPlan, part: LogicalPlan): LogicalPlan {
  const visitor = { plan: (node: LogicalPlan): LogicalPlan => (node === leaf ? part : mapChildren(node, visitor)) };
  return visitor.plan(plan);
}

/** Neighbours joined so that at most `count` are left, evenly. */
export function atMost<T>(parts: readonly T[], count: number | undefined, join: (parts: readonly T[]) => T): readonly T[] {
  if (count === undefined || parts.length <= count) return parts;
  return Array.from({ length: count }, (_, i) =>
    join(parts.slice(Math.floor((i * parts.length) / count), Math.floor(((i + 1) * parts.length) / count))),
  );
}

/** The numbers of a range in slices, as Spark cuts them. */
export function rangeParts(relation: Range, parallelism: number): readonly Range[] {
  const { start, end, step } = relation;
  const span = end - start;
  const isEmpty = span === 0n || span > 0n !== step > 0n;
  const count = isEmpty ? 0n : span / step + (span % step === 0n ? 0n : 1n);
  const slices = BigInt(Math.max(1, relation.numPartitions ?? parallelism));
  return Array.from({ length: Number(slices) }, (_, i) => ({
    ...relation,
    start: start + ((BigInt(i) * count) / slices) * step,
    end: start + ((BigInt(i + 1) * count) / slices) * step,
  }));
}

/** Neighbouring slices as one. */
export function joinedRanges(parts: readonly Range[]): Range {
  const [first, last] = [parts[0], parts.at(-1)] as [Range, Range];
  return { ...first, end: last.end };
}

export function joinedRows(parts: readonly LocalRelation[]): LocalRelation {
  const [first] = parts as [LocalRelation];
  return { ...first, batches: parts.flatMap((part) => part.batches) };
}

/** Rows of the program in slices: one for each core, none of them empty. */
export function rowsParts(relation: LocalRelation, parallelism: number): readonly LocalRelation[] {
  const rows = relation.batches.reduce((sum, batch) => sum + batch.length, 0);
  return sliced(rows, parallelism, (from, to) => ({ ...relation, batches: sliceBatches(relation.batches, from, to) }));
}

/** The same for rows that are written in the query. */
export function valuesParts(relation: Expand, parallelism: number): readonly Expand[] {
  return sliced(relation.projections.length, parallelism, (from, to) => ({
    ...relation,
    projections: relation.projections.slice(from, to),
  }));
}

function sliced<T>(rows: number, parallelism: number, part: (from: number, to: number) => T): readonly T[] {
  const slices = Math.min(Math.max(1, rows), parallelism);
  return Array.from({ length: slices }, (_, i) => part(Math.floor((i * rows) / slices), Math.floor(((i + 1) * rows) / slices)));
}
