import type { JsonNode } from '../json-rows/index.ts';
import { bareText, jsonText } from './json-text.ts';

export type JsonPathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'allItems' }
  | { readonly kind: 'allMembers' };

const STEP = /\.\*|\['\*'\]|\.([^.[]+)|\['([^']+)'\]|\[(\d+|\*)\]/y;

/** Steps of `$.name['name'][0][*]`, or nothing when the path is wrong. */
export function parseJsonPath(path: string): readonly JsonPathStep[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: JsonPathStep[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const [, plain, quoted, index] = match;
    const name = plain ?? quoted;
    if (name !== undefined) steps.push({ kind: 'name', name });
    else if (index === undefined) steps.push({ kind: 'allMembers' });
    else steps.push(index === '*' ? { kind: 'allItems' } : { kind: 'index', index: Number(index) });
  }
  return steps;
}

/** How matches are written: as bare text, as JSON, or as JSON whose arrays are dissolved into the one around them. */
type Style = 'bare' | 'quoted' | 'flat';

/** The text at a path, or nothing when nothing is there. */
export function textAtPath(node: JsonNode, steps: readonly JsonPathStep[]): string | undefined {
  const out: string[] = [];
  return collect(node, steps, 'bare', out) ? out.join(',') : undefined;
}

function collect(node: JsonNode, steps: readonly JsonPathStep[], style: Style, out: string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return write(node, style, out);
  if (step.kind === 'name') {
    if (node.kind !== 'object') return false;
    // The first member of that name that leads somewhere counts.
    return node.entries.some(([name, value]) => name === step.name && value.kind !== 'null' && collect(value, rest, style, out));
  }
  if (node.kind !== 'array') return false;
  if (step.kind === 'index') {
    const item = node.items[step.index];
    return item !== undefined && collect(item, rest, rest[0]?.kind === 'allItems' ? 'quoted' : style, out);
  }
  if (step.kind !== 'allItems') return false;
  if (rest[0]?.kind === 'allItems') return collectItems(node.items, rest.slice(1), 'flat', out, true);
  return style === 'quoted'
    ? collectItems(node.items, rest, 'quoted', out, true)
    : collectItems(node.items, rest, style === 'flat' ? 'flat' : 'quoted', out, false);
}

/** An array of what the items give; without brackets around a single one, unless they are kept. */
function collectItems(
  items: readonly JsonNode[],
  steps: readonly JsonPathStep[],
  style: Style,
  out: string[],
  keepsBrackets: boolean,
): boolean {
  const found: string[] = [];
  const matches = items.filter((item) => collect(item, steps, style, found)).length;
  if (keepsBrackets || matches > 1) out.push(`[${found.join(',')}]`);
  else if (matches === 1) out.push(...found);
  return matches > 0;
}

function write(node: JsonNode, style: Style, out: string[]): boolean {
  if (style === 'flat' && node.kind === 'array') return node.items.filter((item) => write(item, style, out)).length > 0;
  out.push(style === 'bare' ? bareText(node) : jsonText(node));
  return true;
}
