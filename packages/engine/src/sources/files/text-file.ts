import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { sparkError } from '@kindling/protocol';
import { decodeText, decompressed, pathUrl, splitLines } from '../../functions/runtime/index.ts';
import type { SourceFile } from '../../plan/index.ts';

/** How a text file is built, which decides who can split it into lines. */
export interface TextTraits {
  readonly newline: 'lf' | 'crlf' | 'mixed';
  readonly isUtf8: boolean;
  readonly longestLineBytes: number;
}

const MAX_REMEMBERED = 10_000;
const remembered = new Map<string, TextTraits>();

/** Looks through a file once; an unchanged file is not looked at again. */
export async function inspectTextFile(file: SourceFile): Promise<TextTraits> {
  const key = `${file.path}\n${file.sizeBytes}\n${file.modifiedMs}`;
  const known = remembered.get(key);
  if (known) return known;
  const traits = await inspect(file.path);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, traits);
  return traits;
}

async function inspect(path: string): Promise<TextTraits> {
  let [lineFeeds, returns, pairs, longestLineBytes, valid] = [0, 0, 0, 0, true];
  for await (const block of wholeLines(path)) {
    valid &&= isUtf8(block);
    for (let start = 0, end = 0; start < block.length; start = end + 1) {
      end = block.indexOf(10, start);
      if (end < 0) end = block.length;
      else {
        lineFeeds++;
        if (end > 0 && block[end - 1] === 13) pairs++;
      }
      longestLineBytes = Math.max(longestLineBytes, end - start);
    }
    for (let at = block.indexOf(13); at >= 0; at = block.indexOf(13, at + 1)) returns++;
  }
  const newline = returns === 0 ? 'lf' : pairs === lineFeeds && pairs === returns ? 'crlf' : 'mixed';
  return { newline, isUtf8: valid, longestLineBytes };
}

/** The bytes of a file in blocks that end where lines do. */
async function* wholeLines(path: string): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = [];
  for await (const chunk of openText(path)) {
    const end = chunk.lastIndexOf(10);
    if (end < 0) {
      rest.push(chunk);
      continue;
    }
    yield rest.length === 0 ? chunk.subarray(0, end + 1) : Buffer.concat([...rest, chunk.subarray(0, end + 1)]);
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** Lines of a UTF-8 file, some at a time. */
async function* linesOf(path: string): AsyncGenerator<readonly string[], void> {
  const decoder = new TextDecoder('utf-8');
  for await (const block of wholeLines(path)) {
    const lines = decoder.decode(block).split(/\r\n|\n|\r/);
    if (lines[lines.length - 1] === '') lines.pop();
    yield lines;
  }
}

async function contentOf(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of openText(path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Whether DuckDB cannot read a file because of the way it is compressed, and it is decompressed here. */
export const isDecompressedHere = (path: string): boolean => /\.(?:deflate|bz2|zst)$/.test(path);

/** Whether lines can be found from any byte of a file on: the file is as it is read, and a byte of a line's end is nothing else. */
export function hasPlainLines({ path }: SourceFile, charset: string | undefined, lineSep: string | undefined): boolean {
  if (/\.(?:gz|gzip|deflate|bz2|zst|zstd|lz4|snappy|xz)$/i.test(path)) return false;
  return lineSep === undefined && !/^(?:utf-?16|utf-?32|ucs|x-)/i.test(charset ?? 'utf-8');
}

/** The plain bytes of a file; Spark's condition where they are not compressed as the file's name says. */
async function* openText(path: string): AsyncGenerator<Buffer, void> {
  try {
    yield* plainBytes(path) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(path) }, { cause: error });
    throw error;
  }
}

function plainBytes(path: string): Readable | AsyncIterable<Buffer> {
  if (/\.(?:bz2|zst)$/.test(path)) return wholeBytes(path);
  const other = /\.(?:snappy|lz4)$/.exec(path)?.[0];
  if (other !== undefined) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `reading text files compressed as ${other}` });
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  if (path.endsWith('.gz')) return stream.pipe(createGunzip());
  if (path.endsWith('.deflate')) return stream.pipe(createInflate());
  return stream;
}

async function* wholeBytes(path: string): AsyncGenerator<Buffer, void> {
  const { buffer, byteOffset, byteLength } = decompressed(await readFile(path), path);
  if (byteLength > 0) yield Buffer.from(buffer, byteOffset, byteLength);
}

/** Lines of a file in any character set and with any separator, some at a time where that can be. */
export async function* contentLines(
  path: string,
  format: { readonly charset: string; readonly lineSep: string | undefined },
): AsyncGenerator<readonly string[], void> {
  if (format.charset.toLowerCase() === 'utf-8' && format.lineSep === undefined) yield* linesOf(path);
  else yield splitLines(decodeText(await contentOf(path), format.charset), format.lineSep);
}

/** All of a file as one text. */
export async function wholeContent(path: string, format: { readonly charset: string }): Promise<string> {
  return decodeText(await contentOf(path), format.charset);
}
