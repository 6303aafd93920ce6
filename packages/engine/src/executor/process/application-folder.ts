import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sparkError } from '@kindling/protocol';
import { isGone, ownIdentity, type ProcessIdentity } from './process-identity.ts';

const PREFIX = 'kindling-app-';
const OWNER_FILE = 'owner.json';

/** A folder of files that live as long as their driver; those of drivers that were killed go when the next one starts. */
export class ApplicationFolder implements AsyncDisposable {
  readonly path: string;
  readonly #removeAtExit = () => rmSync(this.path, { recursive: true, force: true });

  private constructor(path: string) {
    this.path = path;
    process.once('exit', this.#removeAtExit);
  }

  /** A new folder below `root`, which only this user can read. */
  static open(root: string): ApplicationFolder {
    try {
      mkdirSync(root, { recursive: true });
      ApplicationFolder.sweep(root);
      const path = mkdtempSync(join(root, PREFIX));
      writeFileSync(join(path, OWNER_FILE), JSON.stringify(ownIdentity()), { mode: 0o600 });
      return new ApplicationFolder(path);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw sparkError('KINDLING_LOCAL_FOLDER_UNUSABLE', { folder: root, message: error.message }, { cause: error });
    }
  }

  /** Removes the folders of drivers that have ended without doing so. */
  static sweep(root: string): void {
    for (const name of readdirSync(root)) {
      if (!name.startsWith(PREFIX)) continue;
      const path = join(root, name);
      const owner = ownerOf(path);
      if (owner && isGone(owner)) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.removeListener('exit', this.#removeAtExit);
    await rm(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Nothing where the folder is no such folder of this user. */
function ownerOf(path: string): ProcessIdentity | undefined {
  try {
    if (process.getuid !== undefined && statSync(path).uid !== process.getuid()) return undefined;
    const owner = JSON.parse(readFileSync(join(path, OWNER_FILE), 'utf8')) as Partial<ProcessIdentity>;
    const { pid, startTime, space } = owner;
    return pid === undefined || startTime === undefined || space === undefined ? undefined : { pid, startTime, space };
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
