import { resolve } from 'node:path';
import { sparkError } from '@kindling/protocol';

/** The local path that a path or `file:` URL of a user means. */
export function localPath(path: string): string {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(path)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(path);
  if (scheme === 'file') return resolve(path.replace(/^file:\/*/i, '/'));
  throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `reading paths of the scheme ${scheme}` });
}

/** How Spark shows a path in conditions about directories. */
export const fileUri = (path: string): string => `file:${path}`;

/** DuckDB's readers take every path for a pattern. */
export const escapeDuckDbGlob = (path: string): string => path.replaceAll(/[*?[]/g, (character) => `[${character}]`);
