import type { Socket } from 'node:net';

/** What a frame is about; its number stands in its head. */
export const frameKinds = {
  challenge: 1,
  register: 2,
  launch: 3,
  kill: 4,
  credit: 5,
  shutdown: 6,
  batch: 7,
  end: 8,
  heartbeat: 9,
} as const;
export type FrameKind = keyof typeof frameKinds;

const kindOf = new Map<number, FrameKind>(Object.entries(frameKinds).map(([kind, number]) => [number, kind as FrameKind]));

export interface Frame {
  readonly kind: FrameKind;
  /** The task that it is about; 0 where it is about none. */
  readonly taskId: number;
  readonly payload: Uint8Array;
}

/** Length of the payload, kind, task. */
const HEAD_BYTES = 9;

/** Frames over a socket: what comes is handed on whole, and nothing larger than the limit is read. */
export class FrameConnection {
  readonly #socket: Socket;
  /** Raised once the other side is known. */
  maxPayloadBytes: number;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headBytes = 0;
  #payload: Buffer | undefined;
  #payloadBytes = 0;

  constructor(socket: Socket, maxPayloadBytes: number, onFrame: (frame: Frame) => void) {
    this.#socket = socket;
    this.maxPayloadBytes = maxPayloadBytes;
    socket.on('data', (chunk: Buffer) => {
      try {
        this.#read(chunk, onFrame);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  send(kind: FrameKind, taskId = 0, payload: Uint8Array = new Uint8Array(0)): void {
    if (this.#socket.destroyed) return;
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    head.writeUInt32LE(payload.length, 0);
    head.writeUInt8(frameKinds[kind], 4);
    head.writeUInt32LE(taskId, 5);
    this.#socket.cork();
    this.#socket.write(head);
    if (payload.length > 0) this.#socket.write(payload);
    this.#socket.uncork();
  }

  #read(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (!this.#payload) {
        const taken = chunk.copy(this.#head, this.#headBytes, at, Math.min(chunk.length, at + HEAD_BYTES - this.#headBytes));
        this.#headBytes += taken;
        at += taken;
        if (this.#headBytes < HEAD_BYTES) return;
        const length = this.#head.readUInt32LE(0);
        if (length > this.maxPayloadBytes) throw new RangeError(`A frame of ${length} bytes exceeds the limit of ${this.maxPayloadBytes}`);
        // Memory of its own: batches are views of it, at its alignment.
        this.#payload = Buffer.allocUnsafeSlow(length);
        this.#payloadBytes = 0;
      }
      const taken = chunk.copy(
        this.#payload,
        this.#payloadBytes,
        at,
        Math.min(chunk.length, at + this.#payload.length - this.#payloadBytes),
      );
      this.#payloadBytes += taken;
      at += taken;
      if (this.#payloadBytes < this.#payload.length) return;
      const kind = kindOf.get(this.#head.readUInt8(4));
      if (!kind) throw new TypeError(`A frame of the unknown kind ${this.#head.readUInt8(4)}`);
      const frame: Frame = { kind, taskId: this.#head.readUInt32LE(5), payload: this.#payload };
      this.#payload = undefined;
      this.#headBytes = 0;
      onFrame(frame);
    }
  }
}
