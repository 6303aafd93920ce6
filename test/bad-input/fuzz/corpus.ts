import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findScripts } from '../../scripts/runner/run-scripts.ts';
import { parseScript } from '../../scripts/runner/script-file.ts';

const scripts = join(import.meta.dirname, '../../scripts');
const goldenFolder =
  process.env.KINDLING_CONFORMANCE === undefined ? undefined : join(process.env.KINDLING_CONFORMANCE, 'sql-tests/inputs');

/** Statements of the project's own scripts, and of the golden files where they are at hand. */
export function corpus(): readonly string[] {
  const own = findScripts().flatMap((file) => parseScript(readFileSync(join(scripts, file), 'utf8'), file).map((block) => block.statement));
  return [...new Set([...own, ...(goldenFolder !== undefined && existsSync(goldenFolder) ? goldenStatements(goldenFolder) : [])])];
}

function goldenStatements(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/;\s*\n/))
    .map((text) => text.replace(/^(?:\s*--.*\n)+/, '').trim())
    .filter((text) => text !== '');
}
