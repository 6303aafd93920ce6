import type { FunctionPlace } from '@kindling/protocol';

interface MapEntry {
  readonly originalSource?: string;
  readonly originalLine?: number;
  readonly originalColumn?: number;
}

interface SourceMap {
  findEntry(line: number, column: number): MapEntry;
}

/** What a program on Node can be asked; elsewhere places are those of the calls. */
interface Runtime {
  readonly fs?: { readFileSync(path: string, encoding: 'utf8'): string };
  readonly module?: { findSourceMap(path: string): SourceMap | undefined };
}

interface ProcessLike {
  getBuiltinModule?(name: string): unknown;
}

const load = (name: string): unknown => (globalThis as { readonly process?: ProcessLike }).process?.getBuiltinModule?.(name);
const runtime = (): Runtime => ({
  fs: load('node:fs') as Runtime['fs'] & object,
  module: load('node:module') as Runtime['module'] & object,
});

/** Calls from inside this package are not those of its user. */
const ownFolder = pathOf(new URL('..', import.meta.url).href);

interface Site {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Where the text of a function stands, which is an argument of the call that is being made. `undefined` when nothing is known.
 */
export function functionPlace(source: string): FunctionPlace | undefined {
  const site = callSite(false);
  if (site === undefined) return undefined;
  const { fs, module } = runtime();
  const text = readText(site.file, fs);
  if (text === undefined) return { file: site.file, positions: [[0, site.line, site.column]] };
  const exact = exactOffset(text, source, offsetAt(text, site));
  if (exact !== undefined) return { file: site.file, positions: [[0, ...positionAt(text, exact)]] };
  const raw = callSite(true);
  const map = raw && module?.findSourceMap(raw.file);
  const mapped = raw && map && mappedPositions(source, text, raw, map);
  if (mapped) return { file: site.file, positions: mapped };
  return { file: site.file, positions: alignedPositions(source, text, functionAfter(text, offsetAt(text, site))) };
}

/** The place in the user's program that called: as the author wrote it, or in the text that runs. */
function callSite(isRaw: boolean): Site | undefined {
  const frames = isRaw ? rawFrames() : writtenFrames();
  return frames.find(({ file }) => file !== '' && !file.startsWith(ownFolder) && !file.startsWith('node:'));
}

function writtenFrames(): readonly Site[] {
  const lines = (new Error('').stack ?? '').split('\n').slice(1);
  return lines.flatMap((line) => {
    const [, file, row, column] = /^\s*at (?:.*?\()?((?:file:|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    return file === undefined ? [] : [{ file: pathOf(file), line: Number(row), column: Number(column) }];
  });
}

interface CallSiteLike {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

function rawFrames(): readonly Site[] {
  const errors = Error as { prepareStackTrace?: unknown };
  const before = errors.prepareStackTrace;
  errors.prepareStackTrace = (_: unknown, sites: unknown) => sites;
  try {
    const sites = new Error('').stack as unknown;
    if (!Array.isArray(sites)) return [];
    return (sites as CallSiteLike[]).map((site) => ({
      file: pathOf(site.getFileName() ?? ''),
      line: site.getLineNumber() ?? 1,
      column: site.getColumnNumber() ?? 1,
    }));
  } finally {
    errors.prepareStackTrace = before;
  }
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? decodeURIComponent(new URL(file).pathname) : file;
}

const texts = new Map<string, string | undefined>();

function readText(file: string, fs: Runtime['fs']): string | undefined {
  if (!texts.has(file)) {
    let text: string | undefined;
    try {
      text = fs?.readFileSync(file, 'utf8');
    } catch {
      // A file that is not there, as of a program that was bundled elsewhere: its place is that of the call.
      text = undefined;
    }
    texts.set(file, text);
  }
  return texts.get(file);
}

function exactOffset(text: string, source: string, from: number): number | undefined {
  const after = text.indexOf(source, from);
  const found = after >= 0 ? after : text.indexOf(source);
  return found < 0 ? undefined : found;
}

function offsetAt(text: string, { line, column }: Site): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}

/** Line and column from 1. */
function positionAt(text: string, offset: number): readonly [number, number] {
  const before = text.slice(0, offset);
  return [before.split('\n').length, offset - before.lastIndexOf('\n')];
}

/** The first thing behind a place that looks like a function. */
function functionAfter(text: string, from: number): number {
  const found = /(?:async\s+)?(?:function\b|\([^()]*\)\s*(?::[^=()]+)?=>|[\w$]+\s*=>)/.exec(text.slice(from));
  return found ? from + found.index : from;
}

const wordPattern = /[A-Za-z_$][\w$]*|\d[\w.]*/g;
const maxGap = 400;

/** Without a source map: the words of the function, one after the other, in what its author wrote; types stand between them. */
function alignedPositions(source: string, text: string, start: number): FunctionPlace['positions'] {
  const positions: (readonly [number, number, number])[] = [[0, ...positionAt(text, start)]];
  let from = start;
  for (const { 0: word, index } of source.matchAll(wordPattern)) {
    const found = new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
    found.lastIndex = from;
    const at = found.exec(text)?.index;
    if (at === undefined || at - from > maxGap) continue;
    positions.push([index, ...positionAt(text, at)]);
    from = at + word.length;
  }
  return positions;
}

const maxDistance = 2000;

/**
 * Places of the words of a function in the text that its author wrote, by the source map of the text that runs. That text is not at hand,
 * so the function is looked for behind the call: where the map leads from its words to the same words.
 */
function mappedPositions(source: string, text: string, call: Site, map: SourceMap): FunctionPlace['positions'] | undefined {
  const words = [...source.matchAll(wordPattern)].map((match) => ({ word: match[0], offset: match.index }));
  const original = (start: number, offset: number): readonly [number, number] | undefined => {
    const before = source.slice(0, offset);
    const breaks = before.split('\n').length - 1;
    const column = breaks === 0 ? start + offset : offset - before.lastIndexOf('\n') - 1;
    const { originalLine, originalColumn } = map.findEntry(call.line - 1 + breaks, column);
    return originalLine === undefined || originalColumn === undefined ? undefined : [originalLine + 1, originalColumn + 1];
  };
  const leadsTo = (start: number, { word, offset }: { readonly word: string; readonly offset: number }): boolean => {
    const place = original(start, offset);
    return place !== undefined && text.startsWith(word, offsetAt(text, { file: '', line: place[0], column: place[1] }));
  };
  const probes = words.filter((_, i) => i % Math.ceil(words.length / 12) === 0);
  if (probes.length === 0) return undefined;
  for (let start = call.column - 1; start < call.column + maxDistance; start++) {
    // Words in texts have no places of their own.
    if (probes.filter((probe) => leadsTo(start, probe)).length < probes.length * 0.7) continue;
    const first = original(start, 0);
    const positions = words.flatMap(({ offset }): (readonly [number, number, number])[] => {
      const place = original(start, offset);
      return place && leadsTo(start, { word: source.slice(offset, offset + 1), offset }) ? [[offset, ...place]] : [];
    });
    return first && positions[0]?.[0] !== 0 ? [[0, ...first], ...positions] : positions;
  }
  return undefined;
}
