import { decompressed } from './decompress.ts';
import { runtimeBodyOf } from './runtime-body.ts';

const BOM = '\ufeff';

/** Characters of a file; what is not in the character set becomes U+FFFD, as in Java. */
export function decodeText(content: Uint8Array, charset: string): string {
  const name = charset.toLowerCase();
  if (name === 'utf-32' || name === 'utf-32be' || name === 'utf-32le') return decodeUtf32(content, name);
  // WHATWG's latin1 is windows-1252, which differs from ISO-8859-1 at 0x80 to 0x9f.
  if (name === 'iso-8859-1' || name === 'latin1' || name === 'us-ascii') return decodeBytes(content, name === 'us-ascii' ? 0x7f : 0xff);
  if (name === 'utf-16') {
    const little = content[0] === 0xff && content[1] === 0xfe;
    return new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(content);
  }
  return new TextDecoder(name, { ignoreBOM: name !== 'utf-8' }).decode(content);
}

function decodeBytes(content: Uint8Array, last: number): string {
  const parts: string[] = [];
  for (let start = 0; start < content.length; start += 8192) {
    parts.push(String.fromCharCode(...content.subarray(start, start + 8192).map((byte) => byte)));
  }
  const text = parts.join('');
  return last === 0xff ? text : text.replaceAll(/[\u0080-\u00ff]/g, '\ufffd');
}

function decodeUtf32(content: Uint8Array, name: string): string {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const little = name === 'utf-32le' || (name === 'utf-32' && content[0] === 0xff && content[1] === 0xfe);
  let text = '';
  for (let i = 0; i + 4 <= content.length; i += 4) {
    const code = view.getUint32(i, little);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** Without a separator of the user's, lines end with any of `\n`, `\r\n` and `\r`; the last line may lack its end. */
export function splitLines(text: string, lineSep: string | undefined): string[] {
  if (text === '') return [];
  const lines = lineSep === undefined ? text.split(/\r\n|\n|\r/) : text.split(lineSep);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** `text_lines(content, path)`: the lines of a file, for files that DuckDB's reader cannot split as Spark does. */
export const textLineBodies = [
  runtimeBodyOf('text_lines', ({ options }) => {
    const charset = String(options.charset ?? 'utf-8');
    const lineSep = options.lineSep === undefined ? undefined : String(options.lineSep);
    return (content: Uint8Array, path: string) => splitLines(decodeText(decompressed(content, path), charset), lineSep);
  }),
  runtimeBodyOf(
    'decode_text',
    ({ options }) =>
      (content: Uint8Array, path: string) =>
        decodeText(decompressed(content, path), String(options.charset ?? 'utf-8')),
  ),
];
