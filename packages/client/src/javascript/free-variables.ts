import type { AnyNode, Expression, Function as FunctionNode, Pattern } from 'acorn';
import { parseExpressionAt } from 'acorn';

/** Names that stand for the same thing in every process. */
const knownGlobals = new Set([
  ...['undefined', 'NaN', 'Infinity', 'globalThis', 'arguments', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'Date', 'String', 'RegExp', 'Array', 'Map', 'Set'],
  ...['WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'JSON'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array'],
  ...['Float64Array', 'BigInt64Array', 'BigUint64Array', 'Promise', 'Reflect', 'Proxy', 'Intl', 'Iterator', 'WebAssembly'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['console', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'queueMicrotask'],
  ...['structuredClone', 'performance', 'crypto', 'fetch', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'URL', 'URLSearchParams'],
  ...['TextEncoder', 'TextDecoder', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'atob', 'btoa', 'process', 'Buffer'],
]);

class Scope {
  readonly #parent: Scope | undefined;
  readonly #names = new Set<string>();

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  declare(name: string): void {
    this.#names.add(name);
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#parent?.has(name) ?? false);
  }
}

/**
 * The variables that an expression takes from around it, in the order of their first use; those that every process has are left out.
 *
 * @example
 * ```ts
 * freeVariables('(row) => row.id + offset'); // ['offset']
 * ```
 */
export function freeVariables(source: string): string[] {
  const free = new Set<string>();
  visit(parseExpressionAt(source, 0, { ecmaVersion: 'latest' }), new Scope(), free);
  return [...free];
}

function visit(node: AnyNode, scope: Scope, free: Set<string>): void {
  switch (node.type) {
    case 'Identifier':
      if (!scope.has(node.name) && !knownGlobals.has(node.name)) free.add(node.name);
      return;
    case 'FunctionExpression':
    case 'FunctionDeclaration':
    case 'ArrowFunctionExpression':
      visitFunction(node, scope, free);
      return;
    case 'ClassDeclaration':
    case 'ClassExpression': {
      const inner = new Scope(scope);
      if (node.id) inner.declare(node.id.name);
      visitChildren(node, inner, free, ['id']);
      return;
    }
    case 'MemberExpression':
      visit(node.object, scope, free);
      if (node.computed) visit(node.property, scope, free);
      return;
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      if (node.computed) visit(node.key, scope, free);
      if (node.value) visit(node.value, scope, free);
      return;
    case 'BlockStatement':
    case 'StaticBlock':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'SwitchStatement':
      visitBlock(node, new Scope(scope), free);
      return;
    case 'CatchClause': {
      const inner = new Scope(scope);
      if (node.param) declarePattern(node.param, inner);
      visitChildren(node, inner, free, []);
      return;
    }
    case 'LabeledStatement':
      visit(node.body, scope, free);
      return;
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return;
    default:
      visitChildren(node, scope, free, []);
  }
}

function visitFunction(node: FunctionNode, outer: Scope, free: Set<string>): void {
  const scope = new Scope(outer);
  if (node.type === 'FunctionExpression' && node.id) scope.declare(node.id.name);
  for (const param of node.params) declarePattern(param, scope);
  for (const param of node.params) visit(param, scope, free);
  if (node.body.type === 'BlockStatement') {
    for (const statement of node.body.body) declareVars(statement, scope);
    visitBlock(node.body, scope, free);
  } else {
    visit(node.body as Expression, scope, free);
  }
}

/** What is declared in a block is known in all of it, also above its declaration. */
function visitBlock(node: AnyNode, scope: Scope, free: Set<string>): void {
  for (const child of childrenOf(node)) {
    for (const statement of child.type === 'SwitchCase' ? child.consequent : [child]) declareStatement(statement, scope);
  }
  visitChildren(node, scope, free, []);
}

function declareStatement(node: AnyNode, scope: Scope): void {
  if (node.type === 'VariableDeclaration') for (const declaration of node.declarations) declarePattern(declaration.id, scope);
  if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id) scope.declare(node.id.name);
}

/** `var` belongs to the function, however deep in blocks it stands. */
function declareVars(node: AnyNode, scope: Scope): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var') declareStatement(node, scope);
  if (/Function|Class/.test(node.type)) return;
  for (const child of childrenOf(node)) declareVars(child, scope);
}

function declarePattern(pattern: Pattern, scope: Scope): void {
  switch (pattern.type) {
    case 'Identifier':
      scope.declare(pattern.name);
      return;
    case 'AssignmentPattern':
      declarePattern(pattern.left, scope);
      return;
    case 'RestElement':
      declarePattern(pattern.argument, scope);
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) declarePattern(element, scope);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties)
        declarePattern(property.type === 'RestElement' ? property.argument : property.value, scope);
      return;
    case 'MemberExpression':
      return;
  }
}

function visitChildren(node: AnyNode, scope: Scope, free: Set<string>, except: readonly string[]): void {
  for (const child of childrenOf(node, except)) visit(child, scope, free);
}

function childrenOf(node: AnyNode, except: readonly string[] = []): AnyNode[] {
  return Object.entries(node)
    .filter(([key]) => !except.includes(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is AnyNode => typeof value === 'object' && value !== null && typeof value.type === 'string');
}
