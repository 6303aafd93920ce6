/** A document as its elements and texts; comments, processing instructions and the document type are left out. */
export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly XmlChild[];
}
export type XmlChild = XmlElement | string;

/** The text is no document. */
export class XmlSyntaxError extends Error {
  override readonly name = 'XmlSyntaxError';
}

const NAME = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const ATTRIBUTE = /\s+([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const MOST_DEPTH = 1000;

export function parseXml(text: string): XmlElement {
  return new XmlReader(text).document();
}

class XmlReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlElement {
    this.#misc();
    const root = this.#element(0);
    this.#misc();
    if (this.#at < this.#text.length) this.#fail('there is text after the root element');
    return root;
  }

  #fail(reason: string): never {
    throw new XmlSyntaxError(`${reason} (character ${this.#at})`);
  }

  #misc(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
      if (!this.#skipped()) return;
    }
  }

  /** Passes a comment, an instruction or the document type. */
  #skipped(): boolean {
    for (const [open, close] of [
      ['<!--', '-->'],
      ['<?', '?>'],
      ['<!DOCTYPE', '>'],
    ] as const) {
      if (!this.#text.startsWith(open, this.#at)) continue;
      this.#at = this.#after(close);
      return true;
    }
    return false;
  }

  #after(close: string): number {
    const end = this.#text.indexOf(close, this.#at);
    if (end < 0) this.#fail(`${close} is missing`);
    return end + close.length;
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0] ?? this.#fail('a name is missing');
    this.#at += name.length;
    return name;
  }

  #expect(piece: string): void {
    if (!this.#text.startsWith(piece, this.#at)) this.#fail(`${piece} is missing`);
    this.#at += piece.length;
  }

  #element(depth: number): XmlElement {
    if (depth > MOST_DEPTH) this.#fail('elements are nested too deeply');
    this.#expect('<');
    const name = this.#name();
    const attributes: [string, string][] = [];
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const match = ATTRIBUTE.exec(this.#text);
      if (match === null) break;
      if (attributes.some(([known]) => known === match[1])) this.#fail(`attribute ${match[1]} is there twice`);
      attributes.push([match[1] as string, this.#resolved(match[2] ?? match[3] ?? '')]);
      this.#at = ATTRIBUTE.lastIndex;
    }
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (this.#text.startsWith('/>', this.#at)) {
      this.#at += 2;
      return { kind: 'element', name, attributes, children: [] };
    }
    this.#expect('>');
    const children = this.#content(depth);
    this.#expect(`</${name}`);
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    this.#expect('>');
    return { kind: 'element', name, attributes, children };
  }

  #content(depth: number): XmlChild[] {
    const children: XmlChild[] = [];
    const addText = (text: string): void => {
      const last = children.at(-1);
      if (text === '') return;
      if (typeof last === 'string') children[children.length - 1] = last + text;
      else children.push(text);
    };
    while (!this.#text.startsWith('</', this.#at)) {
      if (this.#text.startsWith('<![CDATA[', this.#at)) {
        const end = this.#after(']]>');
        addText(this.#text.slice(this.#at + '<![CDATA['.length, end - ']]>'.length));
        this.#at = end;
      } else if (!this.#skipped()) {
        if (this.#text[this.#at] === '<') {
          children.push(this.#element(depth + 1));
        } else {
          const end = this.#text.indexOf('<', this.#at);
          if (end < 0) this.#fail('an element is not closed');
          addText(this.#resolved(this.#text.slice(this.#at, end)));
          this.#at = end;
        }
      }
    }
    return children;
  }

  #resolved(text: string): string {
    return text.replaceAll(/&([^;&\s]*);?/g, (whole, reference: string) => {
      if (!whole.endsWith(';')) this.#fail('& stands alone');
      const number = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(reference);
      if (number) return String.fromCodePoint(Number.parseInt(number[1] ?? number[2] ?? '0', number[1] ? 16 : 10));
      return entities[reference] ?? this.#fail(`there is no entity ${reference}`);
    });
  }
}
