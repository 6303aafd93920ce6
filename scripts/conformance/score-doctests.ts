import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startKindlingServer } from '../kindling-server.mjs';
import { preparePython } from '../python-environment.mjs';
import type { Scored } from './mark.ts';

interface ModuleReport {
  readonly passed: number;
  readonly failures: Readonly<Record<string, string>>;
}

function runPython(python: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-W', 'ignore', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${args[0]} ended with ${code}`))));
  });
}

/** PySpark's own doctests, run by PySpark against `kindling server`. */
export async function scoreDoctests(conformanceFolder: string, modules: readonly string[]): Promise<Scored[]> {
  const script = join(conformanceFolder, '../tools/score/pyspark_doctests.py');
  const python = preparePython();
  if (!existsSync(script) || python === undefined) {
    console.error('The doctests are left out: they need the scorer beside the conformance data, and Python 3.10 or newer.');
    return [];
  }
  const server = await startKindlingServer();
  try {
    const report = JSON.parse(await runPython(python, [script, server.url, ...modules])) as Record<string, ModuleReport>;
    return Object.entries(report).flatMap(([group, { passed, failures }]) => [
      ...Array.from({ length: passed }, (): Scored => ({ set: 'pyspark-doctests', group, query: '', mark: 'exact', why: '' })),
      ...Object.entries(failures).map(([query, why]): Scored => ({ set: 'pyspark-doctests', group, query, mark: 'wrong', why })),
    ]);
  } finally {
    await server.stop();
  }
}
