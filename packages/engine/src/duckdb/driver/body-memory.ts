import type { NativeBatchMemory } from './native-batch.ts';

const alignment = 8;
/** For the schema and the metadata that an IPC message has before its body. */
const roomBefore = { baseBytes: 1024, columnBytes: 384 } as const;
const roomBehindBytes = 64;

export function alignedBytes(sizeBytes: number): number {
  return Math.ceil(sizeBytes / alignment) * alignment;
}

/** Memory for all buffers of a batch, given out one behind the other: one allocation, and already the body of an IPC message. */
export class BodyMemory {
  readonly #bytes: Uint8Array;
  readonly #bodyStart: number;
  #at: number;

  constructor(bodyBytes: number, columnCount: number) {
    this.#bodyStart = roomBefore.baseBytes + roomBefore.columnBytes * columnCount;
    // Without the zeroes that `new Uint8Array` writes first: all that is read of it is overwritten.
    const memory = Buffer.allocUnsafeSlow(this.#bodyStart + bodyBytes + roomBehindBytes);
    this.#bytes = new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
    this.#at = this.#bodyStart;
  }

  take(sizeBytes: number): Uint8Array {
    const end = this.#at + sizeBytes;
    const next = this.#at + alignedBytes(sizeBytes);
    if (next + roomBehindBytes > this.#bytes.length) throw new RangeError('The buffers of a batch take more than was counted');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#bytes.fill(0, end, next);
    this.#at = next;
    return taken;
  }

  finish(): NativeBatchMemory {
    return { bytes: this.#bytes, bodyStart: this.#bodyStart, bodyEnd: this.#at };
  }
}
