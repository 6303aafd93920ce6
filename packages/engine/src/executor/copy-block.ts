import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileBlock } from '../physical/index.ts';

const BUFFER_BYTES = 1024 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Copies the lines of a block into a file of their own, as DuckDB reads text only from a file's start. As Hadoop divides lines, a block
 * has those that start behind its first byte, up to the one that starts at its end; the first block also has the file's first line.
 */
export async function copyBlock({ path, start, length, copy }: FileBlock, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(copy), { recursive: true });
  await using source = await open(path, 'r');
  await using target = await open(copy, 'w');
  const { size } = await source.stat();
  const from = start === 0 ? 0 : await lineStartBehind(source, start, size);
  const to = await lineStartBehind(source, start + length, size);
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  for (let at = from; at < to; ) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(buffer, 0, Math.min(BUFFER_BYTES, to - at), at);
    if (bytesRead === 0) break;
    await target.writeFile(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

/** Where the first line starts that starts behind a position. */
async function lineStartBehind(file: FileHandle, position: number, size: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let endsWithReturn = false;
  for (let at = position; at < size; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    if (endsWithReturn) return bytes[0] === LINE_FEED ? at + 1 : at;
    const end = bytes.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
    if (end >= 0 && bytes[end] === LINE_FEED) return at + end + 1;
    if (end >= 0 && end + 1 < bytesRead) return at + end + (bytes[end + 1] === LINE_FEED ? 2 : 1);
    endsWithReturn = end >= 0;
    at += bytesRead;
  }
  return size;
}
