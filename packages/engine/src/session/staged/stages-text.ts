import type { Exchange, Partitioning, Piece, PieceSource, StagedQuery } from '../../physical/index.ts';
import { planTreeString, printExpression } from '../../plan/index.ts';

/** The stages of a query as `explain` shows them: what each task does, where tasks come from, and where their rows go. */
export function stagesText(query: StagedQuery, reason: string): string {
  const lines = [`Staged: ${reason}`];
  for (const exchange of query.exchanges.values()) {
    lines.push(`+- Exchange ${exchange.exchangeId}: ${partitioningText(exchange)}, for ${exchange.reason}`);
    for (const piece of exchange.child.pieces) lines.push(...pieceLines(piece));
  }
  lines.push('+- Result');
  for (const piece of query.root.pieces) lines.push(...pieceLines(piece));
  return lines.join('\n');
}

function pieceLines(piece: Piece): string[] {
  return [
    `   tasks: ${sourceText(piece.source)}${piece.maxTasks === undefined ? '' : `, at most ${piece.maxTasks}`}`,
    ...planTreeString(piece.plan)
      .trimEnd()
      .split('\n')
      .map((line) => `   : ${line}`),
  ];
}

function sourceText(source: PieceSource): string {
  switch (source.kind) {
    case 'one':
      return 'one';
    case 'files':
      return `one for each split of ${source.relation.files.length} ${source.relation.format} files`;
    case 'staged':
      return 'one for each partition of what user code made';
    case 'cached':
      return 'one for each cached partition';
    case 'rows':
    case 'values':
    case 'range':
      return 'one for each core';
    case 'exchanges':
      return `one for each partition of exchange ${source.exchangeIds.join(' and ')}`;
  }
}

function partitioningText({ partitioning }: Exchange): string {
  const count = (partitioning: Partitioning): string =>
    'count' in partitioning && partitioning.count !== undefined ? `, ${partitioning.count} partitions` : '';
  switch (partitioning.kind) {
    case 'hash':
      return `by the hash of ${partitioning.keys.map(printExpression).join(', ')}${count(partitioning)}`;
    case 'range':
      return `by the range of ${partitioning.order.map(printExpression).join(', ')}${count(partitioning)}`;
    case 'roundRobin':
      return `in turn${count(partitioning)}`;
    case 'single':
      return 'to one partition';
    case 'keep':
      return `as it is${count(partitioning)}`;
  }
}
