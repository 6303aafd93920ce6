import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import type { EventLogCodec } from './event-log-codec.ts';

const fileMode = 0o660;

/** Lines on their way to one file. What is flushed can be read, whatever happens to the process. */
export class EventLogFile {
  readonly path: string;
  readonly #codec: EventLogCodec;
  readonly #bufferSizeBytes: number;
  readonly #descriptor: number;
  #lines: string[] = [];
  #waitingLength = 0;
  #bytesWritten = 0;

  /** Makes the file, for owner and group to read whatever the process's own mask is: history servers run as other users. */
  constructor(path: string, codec: EventLogCodec, bufferSizeBytes: number) {
    this.path = path;
    this.#codec = codec;
    this.#bufferSizeBytes = bufferSizeBytes;
    this.#descriptor = openSync(path, 'w', fileMode);
    fchmodSync(this.#descriptor, fileMode);
  }

  /** As they lie in the file, compressed. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  write(line: string): void {
    this.#lines.push(line, '\n');
    this.#waitingLength += line.length + 1;
    if (this.#waitingLength >= this.#bufferSizeBytes) this.flush();
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const bytes = new TextEncoder().encode(this.#lines.join(''));
    this.#lines = [];
    this.#waitingLength = 0;
    this.#put(this.#codec.encode(bytes));
  }

  close(): void {
    try {
      this.flush();
      this.#put(this.#codec.end());
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    this.#bytesWritten += bytes.length;
  }
}
