import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MAGIC = /[*?[{\\]/;

/** Whether Spark takes the path for a pattern. */
export const isGlob = (path: string): boolean => MAGIC.test(path);

/** Paths that match a pattern of Hadoop: `*`, `?`, `[a-c]`, `[^a]`, `{a,b}` and `\` before a character that means itself. */
export async function expandGlob(pattern: string): Promise<string[]> {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    let paths = ['/'];
    for (const part of alternative.split('/').filter((name) => name !== '')) paths = await step(paths, part);
    for (const path of paths) found.add(path);
  }
  return [...found].sort();
}

async function step(directories: readonly string[], part: string): Promise<string[]> {
  if (!isGlob(part)) {
    const paths = directories.map((directory) => join(directory, part));
    const present = await Promise.all(paths.map(exists));
    return paths.filter((_, i) => present[i]);
  }
  const matches = globMatcher(part);
  const found: string[] = [];
  for (const directory of directories) {
    if (!(await isDirectory(directory))) continue;
    for (const name of (await readdir(directory)).sort()) if (matches(name)) found.push(join(directory, name));
  }
  return found;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await exists(path)) && (await stat(path)).isDirectory();
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** A test for names of one level. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const alternatives = expandBraces(pattern).map((each) => new RegExp(`^(?:${translate(each)})$`, 'su'));
  return (name) => alternatives.some((regex) => regex.test(name));
}

function translate(pattern: string): string {
  let regex = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] as string;
    if (character === '*') regex += '.*';
    else if (character === '?') regex += '.';
    else if (character === '\\' && i + 1 < pattern.length) regex += escaped(pattern[++i] as string);
    else if (character === '[' && pattern.indexOf(']', i + 2) > 0) {
      const end = pattern.indexOf(']', i + 2);
      const inside = pattern.slice(i + 1, end).replaceAll(/[\\[\]&]/g, '\\$&');
      regex += `[${inside.startsWith('!') ? `^${inside.slice(1)}` : inside}]`;
      i = end;
    } else regex += escaped(character);
  }
  return regex;
}

const escaped = (character: string): string => character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');

/** `a{b,c}` means `ab` and `ac`; the alternatives may reach over several levels. */
function expandBraces(pattern: string): string[] {
  const open = indexOfPlain(pattern, '{', 0);
  if (open < 0) return [pattern];
  let depth = 0;
  const cuts: number[] = [];
  for (let i = open; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (character === '{') depth++;
    else if (character === ',' && depth === 1) cuts.push(i);
    else if (character === '}' && --depth === 0) {
      const bounds = [open, ...cuts, i];
      const choices = bounds.slice(1).map((end, n) => pattern.slice((bounds[n] as number) + 1, end));
      return choices.flatMap((choice) => expandBraces(pattern.slice(0, open) + choice + pattern.slice(i + 1)));
    }
  }
  return [pattern];
}

function indexOfPlain(pattern: string, wanted: string, from: number): number {
  for (let i = from; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === wanted) return i;
  }
  return -1;
}
