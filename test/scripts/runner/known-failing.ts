import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `known-failing.txt`: the gaps that we know, one `file:block reason` a line, or `file:block@target reason` for a gap of one target.
 * A block that stands there must fail: one that passes has to leave the list.
 */
export type KnownFailing = (file: string, block: number, target: string) => string | undefined;

export function parseKnownFailing(text: string): KnownFailing {
  const reasons = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^(\S+:\d+(?:@[a-z]+)?) (\S.*)$/.exec(line);
    if (match === null) throw new Error(`known-failing.txt: "${line}" is not "file:block reason"`);
    reasons.set(match[1] as string, match[2] as string);
  }
  return (file, block, target) => reasons.get(`${file}:${block}@${target}`) ?? reasons.get(`${file}:${block}`);
}

export const readKnownFailing = (): KnownFailing =>
  parseKnownFailing(readFileSync(join(import.meta.dirname, '../known-failing.txt'), 'utf8'));
