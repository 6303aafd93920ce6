/** A tree without what depends on how it was written: positions and source text. */
export function withoutPositions(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPositions);
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
  const entries = Object.entries(node).filter(([key]) => !['start', 'stop', 'text', 'queryText', 'bodyText'].includes(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutPositions(value)]));
}
