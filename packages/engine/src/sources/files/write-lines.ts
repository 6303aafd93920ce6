import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createGzip } from 'node:zlib';
import { sparkError } from '@kindling/protocol';

export const textCodecs = {
  none: 'none',
  uncompressed: 'none',
  gzip: 'gzip',
  deflate: 'deflate',
  bzip2: 'bzip2',
  snappy: 'snappy',
  lz4: 'lz4',
  zstd: 'zstd',
} as const;
export type TextCodec = (typeof textCodecs)[keyof typeof textCodecs];

/** What the codec adds to the name of a text file. */
export function codecExtension(codec: TextCodec): string {
  switch (codec) {
    case 'none':
      return '';
    case 'gzip':
      return '.gz';
    case 'deflate':
      return '.deflate';
    default:
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `writing text files compressed with ${codec}` });
  }
}

/** Writes pieces of text one after the other. */
export async function writeText(
  path: string,
  codec: TextCodec,
  charset: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const target = createWriteStream(path);
  const encode = async function* () {
    for await (const piece of pieces) yield encodeText(piece, charset);
  };
  if (codec === 'gzip') await pipeline(encode, createGzip(), target);
  else if (codec === 'deflate') await pipeline(encode, createDeflate(), target);
  else await pipeline(encode, target);
}

function encodeText(text: string, charset: string): Buffer {
  switch (charset.toLowerCase()) {
    case 'utf-8':
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'iso-8859-1':
    case 'latin1':
      return Buffer.from(encodable(text, 0xff), 'latin1');
    case 'us-ascii':
      return Buffer.from(encodable(text, 0x7f), 'latin1');
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    default:
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `writing text in the character set ${charset}` });
  }
}

/** Java writes a question mark for what the character set lacks. */
function encodable(text: string, last: number): string {
  let result = '';
  for (const character of text) result += (character.codePointAt(0) as number) <= last ? character : '?';
  return result;
}
