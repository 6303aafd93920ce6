/**
 * The one piece of memory in which all buffers of a batch lie as in the body of an IPC message, with unused bytes around them.
 * Who takes it first may write there, so that a batch of megabytes becomes a message without being copied.
 */
export class BatchMemory {
  readonly bytes: Uint8Array;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  #isTaken = false;

  constructor(bytes: Uint8Array, bodyStart: number, bodyEnd: number) {
    this.bytes = bytes;
    this.bodyStart = bodyStart;
    this.bodyEnd = bodyEnd;
  }

  /** The body with what stands before and behind it; undefined when there is too little room, or when it was taken before. */
  surround(before: readonly Uint8Array[], behind: Uint8Array): Uint8Array | undefined {
    const start = before.reduce((at, piece) => at - piece.length, this.bodyStart);
    const end = this.bodyEnd + behind.length;
    if (this.#isTaken || start < 0 || end > this.bytes.length) return undefined;
    this.#isTaken = true;
    let at = start;
    for (const piece of before) {
      this.bytes.set(piece, at);
      at += piece.length;
    }
    this.bytes.set(behind, this.bodyEnd);
    return this.bytes.subarray(start, end);
  }

  /** Whether the pieces, one behind the other, are the body; `isPadding` tells those that stand for bytes between buffers. */
  isBody(pieces: readonly Uint8Array[], isPadding: (piece: Uint8Array) => boolean): boolean {
    let at = this.bodyStart;
    for (const piece of pieces) {
      if (!isPadding(piece) && (piece.buffer !== this.bytes.buffer || piece.byteOffset !== this.bytes.byteOffset + at)) return false;
      at += piece.length;
    }
    return at === this.bodyEnd;
  }
}
