import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one run of one process: numbers of processes are used again, together with their time of start they are not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  /** Machine or container whose processes the number counts. */
  readonly space: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? '', space: processSpace() };
}

/** Whether that process is known to have ended. One of another container is not known here. */
export function isGone(identity: ProcessIdentity): boolean {
  return identity.space === processSpace() && startTimeOf(identity.pid) !== identity.startTime;
}

function processSpace(): string {
  if (process.platform !== 'linux') return hostname();
  return `${hostname()} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** `undefined` when there is no such process, or when it has ended and only its number is left. */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'win32') return isThere(pid) ? '' : undefined;
  if (process.platform !== 'linux') {
    if (!isThere(pid)) return undefined;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  }
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  // The name before it may hold anything, also parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
