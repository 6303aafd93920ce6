import { sparkError } from '@kindling/protocol';
import { decompress as unzstd } from 'fzstd';
import { Bzip2Error, bunzip2 } from './bunzip2.ts';
import { gunzip, InflateError, Inflater } from './inflate.ts';
import { pathUrl } from './read-failure.ts';

const decoders: Readonly<Record<string, (content: Uint8Array) => Uint8Array>> = {
  '.gz': gunzip,
  '.deflate': (content) => new Inflater(content, 2).inflate(),
  '.bz2': bunzip2,
  '.zst': unzstd,
};

/** The bytes of a file that its name says to be compressed, plain. */
export function decompressed(content: Uint8Array, path: string): Uint8Array {
  const decode = decoders[/\.\w+$/.exec(path)?.[0] ?? ''];
  if (decode === undefined) return content;
  try {
    return decode(content);
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(path) }, { cause: error });
  }
}

/** Errors of the library for Zstandard are plain ones with a number. */
function isDamage(error: unknown): boolean {
  return (
    error instanceof InflateError ||
    error instanceof Bzip2Error ||
    (error instanceof Error && typeof Reflect.get(error, 'code') === 'number')
  );
}
