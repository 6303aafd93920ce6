/** Whether a node below, queries inside of it aside, meets the condition. */
export function containsNode(tree: unknown, condition: (node: { readonly kind: unknown }) => boolean): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if (Array.isArray(tree)) return tree.some((item) => containsNode(item, condition));
  if ('kind' in tree) {
    if (condition(tree)) return true;
    if (tree.kind === 'query') return false;
  }
  return Object.values(tree).some((value) => containsNode(value, condition));
}
