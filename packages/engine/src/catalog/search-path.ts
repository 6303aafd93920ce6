import { sparkError, toSQLId } from '@kindling/protocol';
import { type PathElement, parseStatement } from '@kindling/sql';
import type { SessionConfig } from '../config/index.ts';

/** Namespaces in which names of one part are looked for, in this order. */
export type SearchPath = readonly (readonly string[])[];

/** An entry of the path that SET PATH made; the current schema is whatever it is when a name is looked for. */
export type PathEntry = 'currentSchema' | readonly string[];

const BUILTIN = ['system', 'builtin'];
const SESSION = ['system', 'session'];

/** The path while nobody has set another one. */
function standardPath(config: SessionConfig): readonly PathEntry[] {
  switch (config.get('spark.sql.functionResolution.sessionOrder').toLowerCase()) {
    case 'first':
      return [SESSION, BUILTIN, 'currentSchema'];
    case 'last':
      return [BUILTIN, 'currentSchema', SESSION];
    default:
      return [BUILTIN, SESSION, 'currentSchema'];
  }
}

function defaultPath(config: SessionConfig): readonly PathEntry[] {
  const text = config.get('spark.sql.defaultPath').trim();
  if (text === '') return standardPath(config);
  const statement = parseStatement(`SET PATH = ${text}`);
  return statement.kind === 'setPath'
    ? expandPath(statement.elements, { config, current: [], byDefault: standardPath(config) })
    : standardPath(config);
}

/** The path that names are looked for along now. */
export function searchPathOf(path: readonly PathEntry[] | undefined, config: SessionConfig, currentSchema: readonly string[]): SearchPath {
  const entries = config.isOn('spark.sql.path.enabled') ? (path ?? defaultPath(config)) : standardPath(config);
  return entries.map((entry) => (entry === 'currentSchema' ? currentSchema : entry));
}

/** What the words and names of SET PATH stand for; no entry may come twice. */
export function pathOf(
  elements: readonly PathElement[],
  path: readonly PathEntry[] | undefined,
  config: SessionConfig,
): readonly PathEntry[] {
  const byDefault = defaultPath(config);
  const entries = expandPath(elements, { config, current: path ?? byDefault, byDefault });
  const seen = new Set<string>();
  for (const entry of entries) {
    const pathEntry = entry === 'currentSchema' ? 'current_schema' : pathText([entry]);
    const key = entry === 'currentSchema' ? '' : pathEntry.toLowerCase();
    if (seen.has(key)) throw sparkError('DUPLICATE_SQL_PATH_ENTRY', { pathEntry });
    seen.add(key);
  }
  return entries;
}

interface Expansion {
  readonly config: SessionConfig;
  readonly current: readonly PathEntry[];
  readonly byDefault: readonly PathEntry[];
}

function expandPath(elements: readonly PathElement[], { current, byDefault }: Expansion): readonly PathEntry[] {
  return elements.flatMap((element) => {
    if (element.kind !== 'pathKeyword') return [element.parts.map((part) => part.value)];
    if (element.name === 'default_path') return byDefault;
    if (element.name === 'system_path') return [BUILTIN];
    return element.name === 'path' ? current : (['currentSchema'] as const);
  });
}

/** As `current_path()` shows it: parts that are no plain words in backquotes. */
export function pathText(path: SearchPath): string {
  const quoted = (part: string) => (/^[A-Za-z0-9_]+$/.test(part) && !/^\d+$/.test(part) ? part : toSQLId([part]));
  return path.map((entry) => entry.map(quoted).join('.')).join(',');
}

/** As errors show it. */
export function pathSql(path: SearchPath): string {
  return `[${path.map((entry) => toSQLId(entry)).join(', ')}]`;
}
