import type { AnyNode } from 'acorn';

/** A name of another module in a module's text, with its quotes, or a property of `import.meta`. */
export type ModuleSyntax = (
  | { readonly kind: 'import'; readonly specifier: string }
  | { readonly kind: 'meta'; readonly property: string }
) & { readonly start: number; readonly end: number };

/**
 * What ties a module to the place where it is: the modules it names and its uses of `import.meta`; `undefined` when that shows only while
 * it runs.
 */
export async function moduleSyntax(code: string): Promise<readonly ModuleSyntax[] | undefined> {
  const { parse } = await import('acorn');
  const found: ModuleSyntax[] = [];
  const visit = (node: AnyNode): boolean => {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') return false;
    if (node.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.object.meta.name === 'import') {
      if (node.computed || node.property.type !== 'Identifier') return false;
      found.push({ kind: 'meta', property: node.property.name, start: node.start, end: node.end });
      return true;
    }
    if ('source' in node && node.source) {
      if (node.source.type !== 'Literal' || typeof node.source.value !== 'string') return false;
      found.push({ kind: 'import', specifier: node.source.value, start: node.source.start, end: node.source.end });
    }
    return Object.values(node).every((value) => (Array.isArray(value) ? value : [value]).every((child) => !isNode(child) || visit(child)));
  };
  return visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })) ? found : undefined;
}

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;
