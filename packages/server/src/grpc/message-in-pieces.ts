/**
 * A message whose bytes lie in two places. grpc-js copies what `serialize` gives it behind the five bytes of its frame, and uses
 * nothing of it but these two members (1.14.7, which is pinned): joining the pieces before would copy megabytes once more.
 */
export class MessageInPieces implements Pick<Buffer, 'byteLength' | 'copy'> {
  readonly byteLength: number;
  readonly #pieces: readonly Uint8Array[];

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.byteLength = pieces.reduce((total, piece) => total + piece.length, 0);
  }

  copy(target: Uint8Array, targetStart = 0): number {
    let at = targetStart;
    for (const piece of this.#pieces) {
      target.set(piece, at);
      at += piece.length;
    }
    return this.byteLength;
  }
}
