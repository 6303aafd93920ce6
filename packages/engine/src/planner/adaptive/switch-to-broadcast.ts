import type { Exchange, Piece } from '../../physical/index.ts';
import { type LogicalPlan, mapChildren } from '../../plan/index.ts';

/**
 * A join whose one side turned out small: every task gets all of it, and the other side, if it has not been divided yet, need not be.
 * `undefined` where the join needs both sides divided.
 */
export function broadcastInstead(piece: Piece, small: number, other: Exchange): readonly Piece[] | undefined {
  if (!piece.splittable.includes(other.exchangeId)) return undefined;
  return other.child.pieces.map((streamed) => ({
    ...streamed,
    plan: replaceReads(piece.plan, small, other.exchangeId, streamed.plan),
    splittable: [],
  }));
}

function replaceReads(plan: LogicalPlan, small: number, other: number, streamed: LogicalPlan): LogicalPlan {
  const visitor = {
    plan: (node: LogicalPlan): LogicalPlan => {
      if (node.kind === 'exchangeRead' && node.reads === 'partition') {
        if (node.exchangeId === small) return { ...node, reads: 'all' };
        if (node.exchangeId === other) return streamed;
      }
      return mapChildren(node, visitor);
    },
  };
  return visitor.plan(plan);
}
