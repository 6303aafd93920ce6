import { sparkError } from '@kindling/client';

export interface Master {
  /** Cores; `undefined` for all of the machine. */
  readonly threads: number | undefined;
}

/**
 * What a master URL asks of the embedded engine.
 *
 * ```ts
 * parseMaster('local[4]'); // { threads: 4 }
 * ```
 */
export function parseMaster(master: string): Master {
  if (master === 'local') return { threads: 1 };
  if (master === 'local[*]') return { threads: undefined };
  const threads = /^local\[(\d+)(?:,\s*\d+)?\]$/.exec(master)?.[1];
  if (threads !== undefined && Number(threads) > 0) return { threads: Number(threads) };
  if (/^local-cluster\[\s*[1-9]\d*\s*,\s*[1-9]\d*\s*,\s*[1-9]\d*\s*\]$/.test(master)) return { threads: undefined };
  throw sparkError('KINDLING_INVALID_MASTER', { master });
}
