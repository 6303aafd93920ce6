import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const MAX_ENTRIES = 1000;

/** What was typed at a prompt before, newest first; kept for each prompt in the user's folder. */
export class PromptHistory {
  readonly #file: string;

  constructor(prompt: string) {
    const base = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
    this.#file = join(base, 'kindling', `${prompt}-history`);
  }

  get file(): string {
    mkdirSync(dirname(this.#file), { recursive: true });
    return this.#file;
  }

  read(): string[] {
    try {
      return readFileSync(this.#file, 'utf8').split('\n').filter(Boolean).reverse().slice(0, MAX_ENTRIES);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  add(line: string): void {
    appendFileSync(this.file, `${line.replaceAll('\n', ' ')}\n`);
  }
}
