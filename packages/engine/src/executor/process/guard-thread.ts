import { Worker } from 'node:worker_threads';

/** Spark's exit code of an executor that is out of memory. */
export const OUT_OF_MEMORY_EXIT_CODE = 52;
/** Left in the executor's folder by a process that is out of memory and too busy to say so. */
export const OUT_OF_MEMORY_MARK = 'out-of-memory';

export interface GuardOptions {
  readonly driverPid: number;
  readonly folder: string;
  readonly maxResidentBytes: number;
}

const CHECK_INTERVAL_MS = 200;

/**
 * Ends the process when its driver is gone or when it holds too much memory, also while a function of the user keeps its main thread
 * busy: so the checks run on a thread of their own. Plain text, because a thread cannot start from a TypeScript file everywhere.
 */
const guard = `
const { workerData: { driverPid, folder, maxResidentBytes, mark, intervalMs } } = require('node:worker_threads');
const { existsSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
let overs = 0;
setInterval(() => {
  if (process.ppid !== driverPid) {
    rmSync(folder, { recursive: true, force: true });
    const all = dirname(folder);
    if (existsSync(all) && readdirSync(all).length === 0) rmSync(dirname(all), { recursive: true, force: true });
    process.kill(process.pid, 'SIGKILL');
  }
  overs = process.memoryUsage.rss() > maxResidentBytes ? overs + 1 : 0;
  // The main thread looks as well, and ends more orderly.
  if (overs > 2) {
    writeFileSync(join(folder, mark), String(process.memoryUsage.rss()));
    process.kill(process.pid, 'SIGKILL');
  }
}, intervalMs);
`;

export function startGuard(options: GuardOptions): void {
  const worker = new Worker(guard, {
    eval: true,
    execArgv: [],
    workerData: { ...options, mark: OUT_OF_MEMORY_MARK, intervalMs: CHECK_INTERVAL_MS },
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  worker.unref();
  const timer = setInterval(() => {
    const residentBytes = process.memoryUsage.rss();
    if (residentBytes <= options.maxResidentBytes) return;
    process.stderr.write(`Out of memory: the executor holds ${residentBytes} bytes and may hold ${options.maxResidentBytes}.\n`);
    process.exit(OUT_OF_MEMORY_EXIT_CODE);
  }, CHECK_INTERVAL_MS);
  timer.unref();
}
