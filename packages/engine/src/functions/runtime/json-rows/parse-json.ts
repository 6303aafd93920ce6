import { type JsonNode, type JsonSyntax, JsonSyntaxError } from './json-node.ts';

/** The first value of a text, or nothing when it holds only blanks; what follows the value is not looked at. */
export function parseJson(text: string, syntax: JsonSyntax): JsonNode | undefined {
  return new JsonReader(text, syntax).first();
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_WITH_ZEROS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPECIAL = /NaN|[+-]?(?:Infinity|INF)/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const MAX_DEPTH = 1000;

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/' };

class JsonReader {
  readonly #text: string;
  readonly #syntax: JsonSyntax;
  #at = 0;
  #depth = 0;

  constructor(text: string, syntax: JsonSyntax) {
    this.#text = text;
    this.#syntax = syntax;
  }

  first(): JsonNode | undefined {
    this.#skipBlanks();
    return this.#at >= this.#text.length ? undefined : this.#value();
  }

  #value(): JsonNode {
    const start = this.#at;
    const character = this.#text[start];
    switch (character) {
      case '{':
        return this.#nested(() => this.#object(start));
      case '[':
        return this.#nested(() => this.#array(start));
      case '"':
        return { kind: 'string', value: this.#string('"'), text: this.#text.slice(start, this.#at) };
      case "'":
        if (this.#syntax.allowSingleQuotes) return { kind: 'string', value: this.#string("'"), text: this.#text.slice(start, this.#at) };
        return this.#fail();
    }
    const special = this.#syntax.allowNonNumericNumbers ? this.#match(SPECIAL) : undefined;
    if (special !== undefined)
      return { kind: 'special', value: special === 'NaN' ? NaN : special.startsWith('-') ? -Infinity : Infinity, text: special };
    const number = this.#match(this.#syntax.allowNumericLeadingZeros ? NUMBER_WITH_ZEROS : NUMBER);
    if (number !== undefined) {
      if (/[\w.]/.test(this.#text[this.#at] ?? '')) this.#fail();
      return { kind: 'number', text: this.#syntax.allowNumericLeadingZeros ? number.replace(/^(-?)0+(?=\d)/, '$1') : number };
    }
    switch (this.#match(WORD)) {
      case 'true':
        return { kind: 'boolean', value: true, text: 'true' };
      case 'false':
        return { kind: 'boolean', value: false, text: 'false' };
      case 'null':
        return { kind: 'null', text: 'null' };
      default:
        return this.#fail();
    }
  }

  #nested(read: () => JsonNode): JsonNode {
    this.#depth++;
    if (this.#depth > MAX_DEPTH) this.#fail();
    const node = read();
    this.#depth--;
    return node;
  }

  #object(start: number): JsonNode {
    const entries: (readonly [string, JsonNode])[] = [];
    this.#at++;
    this.#skipBlanks();
    if (this.#text[this.#at] === '}') this.#at++;
    else {
      for (;;) {
        this.#skipBlanks();
        const name = this.#fieldName();
        this.#skipBlanks();
        if (this.#text[this.#at] !== ':') this.#fail();
        this.#at++;
        this.#skipBlanks();
        entries.push([name, this.#value()]);
        this.#skipBlanks();
        const next = this.#text[this.#at++];
        if (next === '}') break;
        if (next !== ',') this.#fail();
      }
    }
    return { kind: 'object', entries, text: this.#text.slice(start, this.#at) };
  }

  #array(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    this.#skipBlanks();
    if (this.#text[this.#at] === ']') this.#at++;
    else {
      for (;;) {
        this.#skipBlanks();
        items.push(this.#value());
        this.#skipBlanks();
        const next = this.#text[this.#at++];
        if (next === ']') break;
        if (next !== ',') this.#fail();
      }
    }
    return { kind: 'array', items, text: this.#text.slice(start, this.#at) };
  }

  #fieldName(): string {
    const quote = this.#text[this.#at];
    if (quote === '"' || (quote === "'" && this.#syntax.allowSingleQuotes)) return this.#string(quote);
    const word = this.#syntax.allowUnquotedFieldNames ? this.#match(WORD) : undefined;
    return word ?? this.#fail();
  }

  #string(quote: string): string {
    const text = this.#text;
    let start = ++this.#at;
    let value = '';
    for (;;) {
      if (this.#at >= text.length) this.#fail();
      const character = text[this.#at] as string;
      if (character === quote) break;
      if (character === '\\') {
        value += text.slice(start, this.#at) + this.#escape();
        start = this.#at;
      } else {
        if (character < ' ' && !this.#syntax.allowUnquotedControlChars) this.#fail();
        this.#at++;
      }
    }
    value += text.slice(start, this.#at);
    this.#at++;
    return value;
  }

  #escape(): string {
    const character = this.#text[this.#at + 1] ?? '';
    if (character === 'u') {
      const code = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(code)) this.#fail();
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    const meant = escapes[character] ?? (character === "'" && this.#syntax.allowSingleQuotes ? "'" : undefined);
    if (meant === undefined && !(this.#syntax.allowBackslashEscapingAnyCharacter && character !== '')) this.#fail();
    this.#at += 2;
    return meant ?? character;
  }

  #skipBlanks(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === ' ' || character === '\n' || character === '\t' || character === '\r') this.#at++;
      else if (character === '/' && this.#syntax.allowComments) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    const opening = this.#text.slice(this.#at, this.#at + 2);
    const end =
      opening === '//' ? this.#text.indexOf('\n', this.#at) : opening === '/*' ? this.#text.indexOf('*/', this.#at + 2) : this.#fail();
    if (end < 0 && opening === '/*') this.#fail();
    this.#at = end < 0 ? this.#text.length : opening === '//' ? end + 1 : end + 2;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match[0];
  }

  #fail(): never {
    throw new JsonSyntaxError(`Not JSON at character ${this.#at + 1}`);
  }
}
