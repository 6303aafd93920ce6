import { sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody } from '../runtime-body.ts';

const utf8Encoder = new TextEncoder();
const CHARSETS = new Set(['US-ASCII', 'ISO-8859-1', 'UTF-8', 'UTF-16BE', 'UTF-16LE', 'UTF-16', 'UTF-32']);

function charsetOf(charset: string, functionName: string): string {
  const name = charset.toUpperCase();
  if (CHARSETS.has(name)) return name;
  throw sparkError('INVALID_PARAMETER_VALUE.CHARSET', {
    functionName: `\`${functionName}\``,
    parameter: '`charset`',
    charset,
    charsets: [...CHARSETS].sort().join(', '),
  });
}

function encode(text: string, charset: string): Uint8Array {
  const name = charsetOf(charset, 'encode');
  if (name === 'UTF-8') return utf8Encoder.encode(text);
  if (name === 'US-ASCII' || name === 'ISO-8859-1') {
    const limit = name === 'US-ASCII' ? 0x7f : 0xff;
    return Uint8Array.from([...text], (char) => {
      const code = char.codePointAt(0) as number;
      if (code > limit) throw sparkError('MALFORMED_CHARACTER_CODING', { function: '`encode`', charset: name });
      return code;
    });
  }
  if (name === 'UTF-32') {
    return Uint8Array.from(
      [...text].flatMap((char) => {
        const code = char.codePointAt(0) as number;
        return [0, (code >> 16) & 0xff, (code >> 8) & 0xff, code & 0xff];
      }),
    );
  }
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const bytes = units.flatMap((unit) => (name === 'UTF-16LE' ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff]));
  return Uint8Array.from(name === 'UTF-16' && text !== '' ? [0xfe, 0xff, ...bytes] : bytes);
}

function decode(bytes: Uint8Array, charset: string): string {
  const name = charsetOf(charset, 'decode');
  const malformed = (cause?: unknown) => sparkError('MALFORMED_CHARACTER_CODING', { function: '`decode`', charset: name }, { cause });
  if (name === 'UTF-32') {
    let out = '';
    for (let i = 0; i + 3 < bytes.length; i += 4)
      out += String.fromCodePoint(((bytes[i + 1] as number) << 16) | ((bytes[i + 2] as number) << 8) | (bytes[i + 3] as number));
    return out;
  }
  if (name === 'US-ASCII' || name === 'ISO-8859-1') {
    if (name === 'US-ASCII' && bytes.some((byte) => byte > 0x7f)) throw malformed();
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
  const isLittle = name === 'UTF-16LE' || (name === 'UTF-16' && bytes[0] === 0xff && bytes[1] === 0xfe);
  const label = name === 'UTF-8' ? 'utf-8' : isLittle ? 'utf-16le' : 'utf-16be';
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: name !== 'UTF-16' }).decode(bytes);
  } catch (error) {
    throw malformed(error);
  }
}

function unhex(text: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(text)) return null;
  const digits = text.length % 2 === 1 ? `0${text}` : text;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function unbase64(text: string): Uint8Array {
  const digits = text.replace(/[^A-Za-z0-9+/]/g, '');
  return Uint8Array.from(atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits), (char) => char.charCodeAt(0));
}

export const encodingBodies: readonly RuntimeBody[] = [
  plain('encode', encode),
  plain('decode', decode),
  plain('unhex', unhex),
  plain('unbase64', unbase64),
];
