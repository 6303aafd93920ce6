import { compressLz4Block, maxCompressedLength } from './lz4-block.ts';
import { xxHash32 } from './xx-hash-32.ts';

const magic = new TextEncoder().encode('LZ4Block');
const headerLength = magic.length + 1 + 3 * 4;
const blockSize = 1 << 16;
/** How readers learn the block size: 2^(10 + level). */
const level = 6;
const raw = 0x10;
const compressed = 0x20;
const checksumSeed = 0x9747b28c;
/** The library behind Spark keeps only 28 bits. */
const checksumMask = 0x0fffffff;

/**
 * Bytes in the framing that Spark calls lz4 (that of Java's LZ4BlockOutputStream, not the frame format of the lz4 command).
 * Whole blocks come out, so that all that was encoded can be read even when the end never comes.
 */
export function encodeLz4Blocks(bytes: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += blockSize) blocks.push(encodeBlock(bytes.subarray(start, start + blockSize)));
  const [only] = blocks;
  return blocks.length === 1 && only !== undefined ? only : join(blocks);
}

/** Tells readers that nothing follows. */
export function lz4BlocksEnd(): Uint8Array {
  const block = new Uint8Array(headerLength);
  writeHeader(block, raw, 0, 0, 0);
  return block;
}

function encodeBlock(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(headerLength + maxCompressedLength(bytes.length));
  const checksum = xxHash32(bytes, checksumSeed) & checksumMask;
  const length = compressLz4Block(bytes, block.subarray(headerLength));
  if (length < bytes.length) {
    writeHeader(block, compressed, length, bytes.length, checksum);
    return block.subarray(0, headerLength + length);
  }
  block.set(bytes, headerLength);
  writeHeader(block, raw, bytes.length, bytes.length, checksum);
  return block.subarray(0, headerLength + bytes.length);
}

function writeHeader(block: Uint8Array, method: number, length: number, originalLength: number, checksum: number): void {
  block.set(magic);
  block[magic.length] = method | level;
  const view = new DataView(block.buffer, block.byteOffset + magic.length + 1);
  view.setUint32(0, length, true);
  view.setUint32(4, originalLength, true);
  view.setUint32(8, checksum, true);
}

function join(blocks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}
