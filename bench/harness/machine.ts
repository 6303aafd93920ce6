import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';

/** Where figures were measured; without it they mean nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
  readonly measuredAt: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  const commit = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: import.meta.dirname, encoding: 'utf8' });
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    commit: commit.status === 0 ? commit.stdout.trim() : 'no commit',
    measuredAt: new Date().toISOString().slice(0, 16),
  };
}
