import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file with a line for each text, there while work is done with it. A record of JSON may be spread over lines, which mean nothing in it. */
export async function withTextFile<T>(texts: readonly string[], work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-texts-'));
  try {
    const path = join(folder, 'texts');
    await writeFile(path, texts.map((text) => `${text.replace(/\r?\n/g, ' ')}\n`).join(''));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
