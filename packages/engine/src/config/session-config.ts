import { sparkError, toSQLConf } from '@kindling/protocol';
import { checkValue, parseBytes, parseMilliseconds } from './setting-value.ts';
import { findSetting, type Setting, settings } from './settings.ts';

/**
 * The settings of one session: what was set, over the defaults.
 *
 * ```ts
 * const config = new SessionConfig({ 'spark.app.name': 'report' });
 * config.set('spark.sql.shuffle.partitions', '8');
 * config.get('spark.sql.shuffle.partitions'); // '8'
 * config.get('spark.sql.ansi.enabled'); // 'true'
 * ```
 */
export class SessionConfig {
  readonly #values: Map<string, string>;
  readonly #initial: ReadonlyMap<string, string>;

  /** `initial` may also hold static settings: those that the program was started with. */
  constructor(initial: Readonly<Record<string, string>> = {}) {
    const checked = new Map<string, string>();
    for (const [key, value] of Object.entries(initial)) {
      const setting = findSetting(key);
      if (setting) checkValue(setting, value);
      checked.set(setting?.key ?? key, value);
    }
    this.#initial = checked;
    this.#values = new Map(checked);
  }

  /** What is set now, unmoved by what is set later. */
  snapshot(): SessionConfig {
    const copy = new SessionConfig();
    for (const [key, value] of this.#values) copy.#values.set(key, value);
    return copy;
  }

  /** The value or the default; SQL_CONF_NOT_FOUND when there is no such setting, and empty when it has no value. */
  get(key: string): string {
    const value = this.getOption(key);
    if (value === undefined && findSetting(key) === undefined) throw sparkError('SQL_CONF_NOT_FOUND', { sqlConf: toSQLConf(key) });
    return value ?? '';
  }

  getOption(key: string): string | undefined {
    const setting = findSetting(key);
    return this.#values.get(setting?.key ?? key) ?? this.#fallback(setting);
  }

  #fallback(setting: Setting | undefined): string | undefined {
    if (setting?.default !== undefined) return setting.default;
    return setting?.fallback === undefined ? undefined : this.getOption(setting.fallback);
  }

  /** Whether the setting is on. */
  isOn(key: string): boolean {
    return this.get(key).trim().toLowerCase() === 'true';
  }

  getInteger(key: string): number {
    return Number(this.get(key));
  }

  /** A size such as `64m`, in bytes. */
  getBytes(key: string): number {
    return parseBytes(this.get(key), findSetting(key)?.unit) ?? Number.NaN;
  }

  /** A time such as `10s`, in milliseconds. */
  getMilliseconds(key: string): number {
    return parseMilliseconds(this.get(key), findSetting(key)?.unit) ?? Number.NaN;
  }

  /** Whether a value was given, so that the default does not speak. */
  isSet(key: string): boolean {
    return this.#values.has(findSetting(key)?.key ?? key);
  }

  /** Settings that were given a value, by name. */
  getAll(prefix = ''): [key: string, value: string][] {
    return [...this.#values].filter(([key]) => key.startsWith(prefix)).sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** Every setting that is known, with its value, for SET -v. */
  describeAll(): readonly { readonly setting: Setting; readonly value: string | undefined }[] {
    return settings.map((setting) => ({ setting, value: this.getOption(setting.key) }));
  }

  set(key: string, value: string): void {
    const setting = this.#modifiable(key);
    if (setting) checkValue(setting, value);
    this.#values.set(setting?.key ?? key, value);
  }

  unset(key: string): void {
    const setting = this.#modifiable(key);
    this.#values.delete(setting?.key ?? key);
  }

  /** Back to what the session started with. */
  reset(): void {
    this.#values.clear();
    for (const [key, value] of this.#initial) this.#values.set(key, value);
  }

  isModifiable(key: string): boolean {
    const setting = findSetting(key);
    return setting !== undefined && !setting.isStatic && setting.scope !== 'core';
  }

  #modifiable(key: string): Setting | undefined {
    const setting = findSetting(key);
    if (setting?.isStatic) throw sparkError('CANNOT_MODIFY_STATIC_CONFIG', { key: toSQLConf(key) });
    if (setting?.scope === 'core') {
      throw sparkError('CANNOT_MODIFY_CONFIG', { key: toSQLConf(key), docroot: 'https://spark.apache.org/docs/latest' });
    }
    return setting;
  }
}
