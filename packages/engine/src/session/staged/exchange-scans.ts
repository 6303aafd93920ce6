import type { ExchangeFile } from '../../physical/index.ts';
import type { ExchangeScan } from '../../planner/index.ts';

/** What to read for some partitions of an exchange: files of which the same partitions are wanted are read together. */
export function exchangeScans(wanted: readonly ExchangeFile[]): readonly ExchangeScan[] {
  const partitionsIn = new Map<string, { readonly sharedBy: number; readonly partitions: Set<number>; rows: number }>();
  for (const { path, sharedBy = 1, partition, rows } of wanted) {
    const known = partitionsIn.get(path) ?? { sharedBy, partitions: new Set<number>(), rows: 0 };
    known.partitions.add(partition);
    known.rows += rows;
    partitionsIn.set(path, known);
  }
  const scans = new Map<string, { readonly paths: string[]; readonly partitions?: readonly number[] }>();
  for (const [path, { sharedBy, partitions, rows }] of partitionsIn) {
    if (rows === 0) continue;
    const isWhole = partitions.size >= sharedBy;
    const list = isWhole ? [] : [...partitions].sort((left, right) => left - right);
    const known = scans.get(list.join());
    if (known) known.paths.push(path);
    else scans.set(list.join(), { paths: [path], ...(isWhole ? {} : { partitions: list }) });
  }
  return [...scans.values()];
}

/**
 * Adds the partitions of each file that got no rows. Without them nobody could tell a partition that is not wanted from one that is not
 * there, and files that can be read together would not look so.
 */
export function withEmptyPartitions(files: readonly ExchangeFile[]): readonly ExchangeFile[] {
  const shared = new Map<string, ExchangeFile[]>();
  for (const file of files) {
    if (file.sharedBy === undefined) continue;
    const list = shared.get(file.path);
    if (list) list.push(file);
    else shared.set(file.path, [file]);
  }
  const all = [...files];
  for (const list of shared.values()) {
    const [first] = list as [ExchangeFile];
    const found = new Set(list.map(({ partition }) => partition));
    for (let partition = 0; partition < (first.sharedBy ?? 0); partition++)
      if (!found.has(partition)) all.push({ ...first, partition, sizeBytes: 0, rows: 0 });
  }
  return all;
}
