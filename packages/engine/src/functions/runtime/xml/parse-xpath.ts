/** XPath 1.0, https://www.w3.org/TR/xpath-10/, as a tree. */
export type XPath =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: XPath; readonly right: XPath }
  | { readonly kind: 'negative'; readonly child: XPath }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly XPath[] }
  /** Steps from the root, from the node at hand, or from what an expression gives. */
  | { readonly kind: 'path'; readonly from: 'root' | 'context' | XPath; readonly steps: readonly XPathStep[] };

export interface XPathStep {
  readonly axis: string;
  /** A name, `*`, or a kind of node such as `text()`. */
  readonly test: string;
  readonly predicates: readonly XPath[];
}

/** The text is no path. */
export class XPathSyntaxError extends Error {
  override readonly name = 'XPathSyntaxError';
}

const TOKEN =
  /\s*(?:(\d+\.?\d*|\.\d+)|"([^"]*)"|'([^']*)'|(\.\.|\/\/|::|!=|<=|>=|[/.@()[\],|+\-=<>*$])|([A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*(?::(?!:)(?:\*|[A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*))?))/y;

interface Token {
  readonly kind: 'number' | 'text' | 'symbol' | 'name';
  readonly value: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new XPathSyntaxError(`unexpected character at ${at}`);
    const [, number, double, single, symbol, name] = match;
    if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (double !== undefined || single !== undefined) tokens.push({ kind: 'text', value: double ?? single ?? '' });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', value: symbol });
    else tokens.push({ kind: 'name', value: name ?? '' });
  }
  return tokens;
}

/** Weakest first. */
const levels: readonly (readonly string[])[] = [['or'], ['and'], ['=', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', 'div', 'mod']];
const axes: ReadonlySet<string> = new Set([
  'child',
  'descendant',
  'descendant-or-self',
  'parent',
  'ancestor',
  'ancestor-or-self',
  'self',
  'attribute',
  'following-sibling',
  'preceding-sibling',
  'following',
  'preceding',
]);
const nodeTypes: ReadonlySet<string> = new Set(['text', 'node', 'comment', 'processing-instruction']);
const ANY_DEPTH: XPathStep = { axis: 'descendant-or-self', test: 'node()', predicates: [] };

export function parseXPath(text: string): XPath {
  return new XPathParser(tokenize(text)).parse();
}

class XPathParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): XPath {
    const path = this.#binary(0);
    if (this.#at < this.#tokens.length) this.#fail();
    return path;
  }

  #fail(): never {
    throw new XPathSyntaxError(`unexpected ${this.#tokens[this.#at]?.value ?? 'end'}`);
  }

  #is(value: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.value === value && token.kind !== 'text';
  }

  #passes(value: string): boolean {
    if (!this.#is(value)) return false;
    this.#at += 1;
    return true;
  }

  #expect(value: string): void {
    if (!this.#passes(value)) this.#fail();
  }

  #binary(level: number): XPath {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.#is(one));
      if (operator === undefined) return left;
      this.#at += 1;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): XPath {
    if (this.#passes('-')) return { kind: 'negative', child: this.#unary() };
    let left = this.#path();
    while (this.#passes('|')) left = { kind: 'binary', operator: '|', left, right: this.#path() };
    return left;
  }

  #path(): XPath {
    if (this.#passes('//')) return { kind: 'path', from: 'root', steps: [ANY_DEPTH, ...this.#steps()] };
    if (this.#passes('/')) return { kind: 'path', from: 'root', steps: this.#startsStep() ? this.#steps() : [] };
    const primary = this.#primary();
    if (primary === undefined) return { kind: 'path', from: 'context', steps: this.#steps() };
    const predicates = this.#predicates();
    const steps: XPathStep[] = predicates.length > 0 ? [{ axis: 'self', test: 'node()', predicates }] : [];
    if (this.#passes('//')) steps.push(ANY_DEPTH, ...this.#steps());
    else if (this.#passes('/')) steps.push(...this.#steps());
    return steps.length > 0 ? { kind: 'path', from: primary, steps } : primary;
  }

  #startsStep(): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && (token.kind === 'name' || (token.kind === 'symbol' && ['.', '..', '@', '*'].includes(token.value)));
  }

  /** What is no step: a literal, a group or a call. */
  #primary(): XPath | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) this.#fail();
    if (token.kind === 'number' || token.kind === 'text') {
      this.#at += 1;
      return { kind: 'literal', value: token.kind === 'number' ? Number(token.value) : token.value };
    }
    if (this.#passes('(')) {
      const inner = this.#binary(0);
      this.#expect(')');
      return inner;
    }
    if (token.kind !== 'name' || !this.#is('(', 1) || nodeTypes.has(token.value)) return undefined;
    this.#at += 2;
    const args: XPath[] = [];
    if (!this.#is(')')) {
      do args.push(this.#binary(0));
      while (this.#passes(','));
    }
    this.#expect(')');
    return { kind: 'function', name: token.value, args };
  }

  #steps(): XPathStep[] {
    const steps = [this.#step()];
    for (;;) {
      if (this.#passes('//')) steps.push(ANY_DEPTH, this.#step());
      else if (this.#passes('/')) steps.push(this.#step());
      else return steps;
    }
  }

  #step(): XPathStep {
    if (this.#passes('..')) return { axis: 'parent', test: 'node()', predicates: [] };
    if (this.#passes('.')) return { axis: 'self', test: 'node()', predicates: [] };
    let axis = this.#passes('@') ? 'attribute' : 'child';
    const token = this.#tokens[this.#at];
    if (token?.kind === 'name' && axes.has(token.value) && this.#is('::', 1)) {
      axis = token.value;
      this.#at += 2;
    }
    return { axis, test: this.#test(), predicates: this.#predicates() };
  }

  #test(): string {
    if (this.#passes('*')) return '*';
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') this.#fail();
    this.#at += 1;
    if (!nodeTypes.has(token.value) || !this.#passes('(')) return token.value;
    this.#expect(')');
    return `${token.value}()`;
  }

  #predicates(): XPath[] {
    const predicates: XPath[] = [];
    while (this.#passes('[')) {
      predicates.push(this.#binary(0));
      this.#expect(']');
    }
    return predicates;
  }
}
