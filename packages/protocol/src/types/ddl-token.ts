export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly position: number;
}

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|([\p{L}\p{N}_]+)|`((?:[^`]|``)*)`|'((?:[^'\\]|\\[\s\S]|'')*)'|"((?:[^"\\]|\\[\s\S]|"")*)"|([\s\S])/guy;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', '0': '\0', Z: '\u001a' };

function unescapeString(body: string, quote: string): string {
  return body
    .replaceAll(quote + quote, quote)
    .replaceAll(/\\u([0-9a-fA-F]{4})|\\([\s\S])/g, (_, hex: string | undefined, char: string | undefined) =>
      hex === undefined ? (ESCAPES[char as string] ?? (char as string)) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** The tokens of a DDL text, without spaces and comments; the last one is its end. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const position = match.index;
    const [, word, quoted, single, double, symbol] = match;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, position });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll('``', '`'), position });
    else if (single !== undefined) tokens.push({ kind: 'string', text: unescapeString(single, "'"), position });
    else if (double !== undefined) tokens.push({ kind: 'string', text: unescapeString(double, '"'), position });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, position });
  }
  tokens.push({ kind: 'end', text: '', position: text.length });
  return tokens;
}
