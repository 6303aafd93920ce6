import { xxHash32 } from '../../src/events/event-log/xx-hash-32.ts';

export interface Lz4Content {
  readonly bytes: Uint8Array;
  /** Whether the end of the stream was there. */
  readonly ended: boolean;
}

/** Reads Spark's lz4 framing strictly: every checksum and length must be right. */
export function readLz4Blocks(stream: Uint8Array): Lz4Content {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < stream.length; ) {
    if (new TextDecoder().decode(stream.subarray(at, at + 8)) !== 'LZ4Block') throw new Error(`there is no block at ${at}`);
    const token = stream[at + 8] as number;
    const [length, originalLength, checksum] = [9, 13, 17].map((offset) => view.getUint32(at + offset, true)) as [number, number, number];
    at += 21;
    if (originalLength === 0) return { bytes: Buffer.concat(parts), ended: true };
    if (originalLength > 1 << (10 + (token & 0x0f))) throw new Error('the block is larger than its level says');
    const block = stream.subarray(at, at + length);
    const bytes = (token & 0xf0) === 0x10 ? block : decompressBlock(block, originalLength);
    if ((xxHash32(bytes, 0x9747b28c) & 0x0fffffff) !== checksum) throw new Error('the checksum differs');
    parts.push(bytes);
    at += length;
  }
  return { bytes: Buffer.concat(parts), ended: false };
}

function decompressBlock(block: Uint8Array, originalLength: number): Uint8Array {
  const target = new Uint8Array(originalLength);
  let at = 0;
  let out = 0;
  const readLength = (nibble: number): number => {
    if (nibble < 15) return nibble;
    let length = 15;
    for (let more = 255; more === 255; length += more) more = block[at++] as number;
    return length;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = readLength(token >> 4);
    target.set(block.subarray(at, at + literals), out);
    at += literals;
    out += literals;
    if (at === block.length) break;
    const offset = (block[at++] as number) | ((block[at++] as number) << 8);
    const matchLength = readLength(token & 15) + 4;
    if (offset === 0 || offset > out) throw new Error('a match begins before the block');
    if (out + matchLength > originalLength - 5) throw new Error('the last five bytes must be literals');
    for (let index = 0; index < matchLength; index++, out++) target[out] = target[out - offset] as number;
  }
  if (out !== originalLength) throw new Error(`the block has ${out} bytes, not ${originalLength}`);
  return target;
}
