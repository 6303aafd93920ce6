import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findPython, isStrict } from '../../scripts/python-environment.mjs';

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether there is a PySpark to test with; a strict run fails without it. */
export function hasPySpark(): boolean {
  if (findPython() !== undefined) return true;
  if (isStrict()) throw new Error('KINDLING_STRICT=1, but there is no Python with PySpark: run scripts/python-environment.mjs');
  return false;
}

/** Runs programs/<name>.py with the server's URL and other arguments. */
export function runPySpark(name: string, url: string, ...args: readonly string[]): Promise<ProgramEnd> {
  const python = findPython();
  if (python === undefined) throw new Error('there is no Python with PySpark');
  const program = join(import.meta.dirname, 'programs', `${name}.py`);
  const child = spawn(python, ['-W', 'ignore', program, url, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
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
