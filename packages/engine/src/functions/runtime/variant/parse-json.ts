import { Decimal, MAX_DECIMAL_PRECISION, type VariantNode, variantNull } from '@kindling/protocol';

const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text is no JSON. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** Reads JSON without losing digits: a variant keeps whole numbers and decimals exact. */
export function parseJsonVariant(text: string): VariantNode {
  return new JsonReader(text).read();
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): VariantNode {
    const node = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail();
    return node;
  }

  #fail(): never {
    throw new JsonSyntaxError(`unexpected character at ${this.#at}`);
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }

  /** Whether the next character is this one, which it then passes. */
  #passes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #value(depth: number): VariantNode {
    if (depth > MAX_DEPTH) this.#fail();
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case '{':
        this.#at++;
        return this.#object(depth);
      case '[':
        this.#at++;
        return this.#array(depth);
      case '"':
        this.#at++;
        return { kind: 'string', value: this.#string() };
      case 't':
        return this.#word('true', { kind: 'boolean', value: true });
      case 'f':
        return this.#word('false', { kind: 'boolean', value: false });
      case 'n':
        return this.#word('null', variantNull);
      default:
        return this.#number();
    }
  }

  #word(word: string, node: VariantNode): VariantNode {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return node;
  }

  #number(): VariantNode {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) this.#fail();
    this.#at = NUMBER.lastIndex;
    const [text, fraction, exponent] = match;
    if (exponent !== undefined) return { kind: 'double', value: Number(text) };
    if (fraction === undefined) {
      const value = BigInt(text);
      if (BigInt.asIntN(64, value) === value) return { kind: 'long', value };
    }
    const value = Decimal.parse(text);
    if (value.precision <= MAX_DECIMAL_PRECISION && value.scale <= MAX_DECIMAL_PRECISION) return { kind: 'decimal', value };
    return { kind: 'double', value: Number(text) };
  }

  #string(): string {
    let value = '';
    for (;;) {
      PLAIN_TEXT.lastIndex = this.#at;
      value += PLAIN_TEXT.exec(this.#text)?.[0] ?? '';
      this.#at = PLAIN_TEXT.lastIndex;
      const character = this.#text[this.#at++];
      if (character === '"') return value;
      if (character !== '\\') this.#fail();
      value += this.#escape();
    }
  }

  #escape(): string {
    const character = this.#text[this.#at++] ?? '';
    if (character !== 'u') return escapes[character] ?? this.#fail();
    const hex = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail();
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #object(depth: number): VariantNode {
    const members = new Map<string, VariantNode>();
    if (this.#passes('}')) return { kind: 'object', members: [] };
    do {
      if (!this.#passes('"')) this.#fail();
      const name = this.#string();
      if (members.has(name) || !this.#passes(':')) this.#fail();
      members.set(name, this.#value(depth + 1));
    } while (this.#passes(','));
    if (!this.#passes('}')) this.#fail();
    return { kind: 'object', members: [...members] };
  }

  #array(depth: number): VariantNode {
    const items: VariantNode[] = [];
    if (this.#passes(']')) return { kind: 'array', items };
    do items.push(this.#value(depth + 1));
    while (this.#passes(','));
    if (!this.#passes(']')) this.#fail();
    return { kind: 'array', items };
  }
}
