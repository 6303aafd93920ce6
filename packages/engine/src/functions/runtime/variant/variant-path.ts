import type { VariantNode } from '@kindling/protocol';

export type VariantPathStep = string | number;

const STEP = /\[(\d+)\]|\.([^.[]+)|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Steps of `$.name['name'][0]`, or nothing when the path is wrong. */
export function parseVariantPath(path: string): readonly VariantPathStep[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: VariantPathStep[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const [, index, plain, single, double] = match;
    steps.push(index === undefined ? (plain ?? single ?? double ?? '') : Number(index));
  }
  return steps;
}

/** The part of a variant at a path. */
export function followVariantPath(node: VariantNode, steps: readonly VariantPathStep[]): VariantNode | undefined {
  let current: VariantNode | undefined = node;
  for (const step of steps) {
    if (typeof step === 'number') current = current?.kind === 'array' ? current.items[step] : undefined;
    else current = current?.kind === 'object' ? current.members.find(([name]) => name === step)?.[1] : undefined;
  }
  return current;
}
