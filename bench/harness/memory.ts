import { existsSync, readFileSync } from 'node:fs';

/** Resident memory of a process in MiB; undefined where the system has no /proc. */
export function residentMiB(pid: number): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1];
  return found === undefined ? undefined : Number(found) / 1024;
}
