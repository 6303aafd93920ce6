import { doubleText } from '@kindling/protocol';
import { type XPath, type XPathStep, XPathSyntaxError } from './parse-xpath.ts';
import { stringValue, type XPathNode } from './xpath-node.ts';

export type XPathValue = readonly XPathNode[] | string | number | boolean;

interface Focus {
  readonly node: XPathNode;
  readonly position: number;
  readonly size: number;
}

export const isNodes = (value: XPathValue): value is readonly XPathNode[] => typeof value === 'object';

export function toText(value: XPathValue): string {
  if (isNodes(value)) return value[0] === undefined ? '' : stringValue(value[0]);
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value === 0 ? 0 : value) : Number.isNaN(value) ? 'NaN' : doubleText(value);
}

export function toNumber(value: XPathValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = toText(value).trim();
  return /^-?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

export function toBoolean(value: XPathValue): boolean {
  if (isNodes(value)) return value.length > 0;
  return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : typeof value === 'string' ? value !== '' : value;
}

export const evaluateXPath = (path: XPath, document: XPathNode): XPathValue => evaluate(path, { node: document, position: 1, size: 1 });

function evaluate(path: XPath, focus: Focus): XPathValue {
  switch (path.kind) {
    case 'literal':
      return path.value;
    case 'negative':
      return -toNumber(evaluate(path.child, focus));
    case 'function':
      return callFunction(path.name, path.args, focus);
    case 'binary':
      return binary(path.operator, path, focus);
    case 'path': {
      const start =
        path.from === 'root' ? [rootOf(focus.node)] : path.from === 'context' ? [focus.node] : nodesOf(evaluate(path.from, focus));
      return path.steps.reduce<readonly XPathNode[]>(takeStep, start);
    }
  }
}

function nodesOf(value: XPathValue): readonly XPathNode[] {
  if (isNodes(value)) return value;
  throw new XPathSyntaxError('a path starts at what is no node');
}

const rootOf = (node: XPathNode): XPathNode => (node.parent === undefined ? node : rootOf(node.parent));

const inOrder = (nodes: readonly XPathNode[]): readonly XPathNode[] => [...new Set(nodes)].sort((a, b) => a.order - b.order);

function takeStep(nodes: readonly XPathNode[], step: XPathStep): readonly XPathNode[] {
  return inOrder(
    nodes.flatMap((node) => {
      let found = onAxis(node, step.axis).filter((one) => passesTest(one, step));
      for (const predicate of step.predicates) {
        const size = found.length;
        found = found.filter((one, i) => {
          const value = evaluate(predicate, { node: one, position: i + 1, size });
          return typeof value === 'number' ? value === i + 1 : toBoolean(value);
        });
      }
      return found;
    }),
  );
}

function passesTest(node: XPathNode, { axis, test }: XPathStep): boolean {
  if (test === 'node()') return true;
  if (test.endsWith('()')) return test === 'text()' && node.kind === 'text';
  return node.kind === (axis === 'attribute' ? 'attribute' : 'element') && (test === '*' || node.name === test);
}

const descendants = (node: XPathNode): XPathNode[] => node.children.flatMap((child) => [child, ...descendants(child)]);
const ancestors = (node: XPathNode): XPathNode[] => (node.parent === undefined ? [] : [node.parent, ...ancestors(node.parent)]);
const siblings = (node: XPathNode): readonly XPathNode[] => (node.kind === 'attribute' ? [] : (node.parent?.children ?? []));

/** In the order in which positions are counted. */
function onAxis(node: XPathNode, axis: string): readonly XPathNode[] {
  switch (axis) {
    case 'child':
      return node.children;
    case 'attribute':
      return node.attributes;
    case 'self':
      return [node];
    case 'parent':
      return node.parent ? [node.parent] : [];
    case 'descendant':
      return descendants(node);
    case 'descendant-or-self':
      return [node, ...descendants(node)];
    case 'ancestor':
      return ancestors(node);
    case 'ancestor-or-self':
      return [node, ...ancestors(node)];
    case 'following-sibling':
      return siblings(node).filter((one) => one.order > node.order);
    case 'preceding-sibling':
      return siblings(node)
        .filter((one) => one.order < node.order)
        .reverse();
    case 'following': {
      const inside = new Set(descendants(node));
      return descendants(rootOf(node)).filter((one) => one.order > node.order && !inside.has(one));
    }
    default: {
      const above = new Set(ancestors(node));
      return descendants(rootOf(node))
        .filter((one) => one.order < node.order && !above.has(one))
        .reverse();
    }
  }
}

function binary(operator: string, { left, right }: { readonly left: XPath; readonly right: XPath }, focus: Focus): XPathValue {
  if (operator === 'or') return toBoolean(evaluate(left, focus)) || toBoolean(evaluate(right, focus));
  if (operator === 'and') return toBoolean(evaluate(left, focus)) && toBoolean(evaluate(right, focus));
  const [a, b] = [evaluate(left, focus), evaluate(right, focus)];
  switch (operator) {
    case '|':
      return inOrder([...nodesOf(a), ...nodesOf(b)]);
    case '+':
      return toNumber(a) + toNumber(b);
    case '-':
      return toNumber(a) - toNumber(b);
    case '*':
      return toNumber(a) * toNumber(b);
    case 'div':
      return toNumber(a) / toNumber(b);
    case 'mod':
      return toNumber(a) % toNumber(b);
    default:
      return compare(operator, a, b);
  }
}

/** Sets of nodes compare by any of their texts. */
function compare(operator: string, a: XPathValue, b: XPathValue): boolean {
  if (isNodes(a) && typeof b !== 'boolean') return a.some((node) => compare(operator, atom(stringValue(node), b), b));
  if (isNodes(b) && typeof a !== 'boolean') return b.some((node) => compare(operator, a, atom(stringValue(node), a)));
  const isEquality = operator === '=' || operator === '!=';
  if (isEquality && (typeof a === 'boolean' || typeof b === 'boolean')) return (toBoolean(a) === toBoolean(b)) === (operator === '=');
  if (isEquality && typeof a === 'string' && typeof b === 'string') return (a === b) === (operator === '=');
  const [x, y] = [toNumber(a), toNumber(b)];
  switch (operator) {
    case '=':
      return x === y;
    case '!=':
      return x !== y;
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    default:
      return x >= y;
  }
}

const atom = (text: string, other: XPathValue): XPathValue => (typeof other === 'number' ? toNumber(text) : text);

const round = (value: number): number => Math.floor(value + 0.5);

function callFunction(name: string, args: readonly XPath[], focus: Focus): XPathValue {
  const values = args.map((arg) => evaluate(arg, focus));
  const [first, second, third] = values;
  const own = first ?? [focus.node];
  const text = (value: XPathValue | undefined): string => toText(value ?? '');
  switch (name) {
    case 'last':
      return focus.size;
    case 'position':
      return focus.position;
    case 'count':
      return nodesOf(own).length;
    case 'sum':
      return nodesOf(own).reduce((sum, node) => sum + toNumber(stringValue(node)), 0);
    case 'name':
    case 'local-name': {
      const full = nodesOf(own)[0]?.name ?? '';
      return name === 'name' ? full : full.slice(full.indexOf(':') + 1);
    }
    case 'string':
      return toText(own);
    case 'number':
      return toNumber(own);
    case 'boolean':
      return toBoolean(own);
    case 'concat':
      return values.map(toText).join('');
    case 'contains':
      return text(first).includes(text(second));
    case 'starts-with':
      return text(first).startsWith(text(second));
    case 'substring-before': {
      const at = text(first).indexOf(text(second));
      return at < 0 ? '' : text(first).slice(0, at);
    }
    case 'substring-after': {
      const at = text(first).indexOf(text(second));
      return at < 0 ? '' : text(first).slice(at + text(second).length);
    }
    case 'substring': {
      const from = round(toNumber(second ?? Number.NaN));
      const to = third === undefined ? Infinity : from + round(toNumber(third));
      return [...text(first)].filter((_, i) => i + 1 >= from && i + 1 < to).join('');
    }
    case 'string-length':
      return [...toText(own)].length;
    case 'normalize-space':
      return toText(own).trim().replaceAll(/\s+/g, ' ');
    case 'translate': {
      const [from, to] = [[...text(second)], [...text(third)]];
      return [...text(first)].map((character) => (from.includes(character) ? (to[from.indexOf(character)] ?? '') : character)).join('');
    }
    case 'not':
      return !toBoolean(own);
    case 'true':
    case 'false':
      return name === 'true';
    case 'floor':
      return Math.floor(toNumber(own));
    case 'ceiling':
      return Math.ceil(toNumber(own));
    case 'round':
      return round(toNumber(own));
    default:
      throw new XPathSyntaxError(`there is no function ${name}`);
  }
}
