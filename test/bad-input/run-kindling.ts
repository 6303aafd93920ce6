import { spawn } from 'node:child_process';
import { join } from 'node:path';

const command = join(import.meta.dirname, '../../packages/kindling/bin/kindling.cjs');

export interface CommandEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `kindling` with these arguments, in a process of its own. */
export function runKindling(...args: readonly string[]): Promise<CommandEnd> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
