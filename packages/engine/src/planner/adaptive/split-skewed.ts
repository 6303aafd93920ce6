import type { ExchangeFile } from '../../physical/index.ts';

export interface SkewOptions {
  /** A partition is skewed when it is so many times the median … */
  readonly factor: number;
  /** … and larger than this. */
  readonly thresholdBytes: number;
  /** Size of a part. */
  readonly targetBytes: number;
}

/** What one task reads of each exchange, by its id. */
export type TaskPart = ReadonlyMap<number, readonly ExchangeFile[]>;

/**
 * Divides a partition that is much larger than the others: each part of its files is joined with the whole partition of the other
 * exchanges. `undefined` when it is not skewed, or when its files cannot be divided further.
 */
export function splitSkewed(
  files: ReadonlyMap<number, readonly ExchangeFile[]>,
  splittable: readonly number[],
  medians: ReadonlyMap<number, number>,
  options: SkewOptions,
): readonly TaskPart[] | undefined {
  let parts: TaskPart[] = [files];
  for (const exchangeId of splittable) {
    const own = files.get(exchangeId) ?? [];
    const bytes = own.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (bytes <= options.thresholdBytes || bytes <= options.factor * (medians.get(exchangeId) ?? 0)) continue;
    const groups = grouped(own, options.targetBytes);
    if (groups.length > 1) parts = parts.flatMap((part) => groups.map((group) => new Map([...part, [exchangeId, group]])));
  }
  return parts.length > 1 ? parts : undefined;
}

function grouped(files: readonly ExchangeFile[], targetBytes: number): readonly (readonly ExchangeFile[])[] {
  const groups: ExchangeFile[][] = [];
  let group: ExchangeFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (group.length > 0 && bytes + file.sizeBytes > targetBytes) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(file);
    bytes += file.sizeBytes;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
