import type { SessionConfig } from '../config/index.ts';

/** `${name}` and `${prefix:name}`. */
const reference = /\$\{(?:(\w+?):)?(\S+?)\}/g;

/** Prefixes of names that are settings; without one they are, too. Others stay as they stand. */
const prefixes: ReadonlySet<string> = new Set(['spark', 'sparkconf', 'hivevar', 'hiveconf']);

/** Variables that were never set are empty. */
export function substituteVariables(text: string, config: SessionConfig): string {
  if (!text.includes('${') || !config.isOn('spark.sql.variable.substitute')) return text;
  return text.replace(reference, (whole: string, prefix: string | undefined, name: string) => {
    if (prefix !== undefined && !prefixes.has(prefix)) return whole;
    // Those that are fixed from the start are always set.
    return config.isSet(name) || !config.isModifiable(name) ? (config.getOption(name) ?? '') : '';
  });
}
