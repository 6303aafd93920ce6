/** Names that Connect clients give to operators, where ours differ. Names compare without case. */
const otherNames: Readonly<Record<string, string>> = {
  '==': '=',
  '!': 'not',
  '&&': 'and',
  '||': 'or',
};

/** Functions of DataFrames that SQL cannot call; clients do not always say so. */
const internalNames: ReadonlySet<string> = new Set(['product', 'distributed_sequence_id']);

export function isInternalFunction(name: string): boolean {
  return internalNames.has(name.toLowerCase());
}

export function functionName(name: string): string {
  return otherNames[name] ?? name.toLowerCase();
}
