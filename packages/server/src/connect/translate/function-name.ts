/** Names that Connect clients give to operators, where ours differ. Names compare without case. */
const otherNames: Readonly<Record<string, string>> = {
  '==': '=',
  '!': 'not',
  '&&': 'and',
  '||': 'or',
};

export function functionName(name: string): string {
  return otherNames[name] ?? name.toLowerCase();
}
