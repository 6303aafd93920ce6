import { closeSync, fstatSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A log file of a limited size: when it is full it gets the time in its name, and a new one is begun. */
export class RollingLog {
  readonly #path: string;
  readonly #limits: { readonly maxSizeBytes: number; readonly maxRetainedFiles: number };
  #file: number;
  #sizeBytes: number;
  #rolled = 0;

  constructor(path: string, limits: { readonly maxSizeBytes: number; readonly maxRetainedFiles: number }) {
    this.#path = path;
    this.#limits = limits;
    this.#file = openSync(path, 'a', 0o600);
    this.#sizeBytes = fstatSync(this.#file).size;
  }

  write(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    if (this.#sizeBytes > 0 && this.#sizeBytes + bytes.length > this.#limits.maxSizeBytes) this.#roll();
    writeSync(this.#file, bytes);
    this.#sizeBytes += bytes.length;
  }

  #roll(): void {
    closeSync(this.#file);
    const order = String(this.#rolled++).padStart(6, '0');
    renameSync(this.#path, `${this.#path}--${new Date().toISOString().replace(/[:.]/g, '-')}--${order}`);
    this.#file = openSync(this.#path, 'a', 0o600);
    this.#sizeBytes = 0;
    const { maxRetainedFiles } = this.#limits;
    if (maxRetainedFiles < 1) return;
    const folder = dirname(this.#path);
    const old = readdirSync(folder).filter((name) => name.startsWith(`${basename(this.#path)}--`));
    for (const name of old.sort().slice(0, Math.max(0, old.length - maxRetainedFiles))) rmSync(join(folder, name), { force: true });
  }
}

/** From now on what the process prints goes to the log. What the runtime itself writes when it breaks down still goes where the process began. */
export function printTo(stream: NodeJS.WriteStream, log: RollingLog): void {
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    log.write(chunk);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  };
}
