import type { KeyValue } from '@kindling/protocol/messages';
import { type ConnectClient, missing } from '../connect/index.ts';

/**
 * The settings of a session; made by `spark.conf`.
 *
 * @example
 * ```ts
 * await spark.conf.set('spark.sql.session.timeZone', 'Europe/Zurich');
 * ```
 */
export class RuntimeConfig {
  readonly #client: ConnectClient;

  constructor(client: ConnectClient) {
    this.#client = client;
  }

  /** Changes a setting. @example `await spark.conf.set('spark.sql.shuffle.partitions', 8)` */
  async set(key: string, value: string | number | bigint | boolean): Promise<void> {
    await this.setAll({ [key]: value });
  }
  /** Changes several settings. @example `await spark.conf.setAll({ 'spark.sql.ansi.enabled': false })` */
  async setAll(settings: Readonly<Record<string, string | number | bigint | boolean>>): Promise<void> {
    const pairs = Object.entries(settings).map(([key, value]) => ({ key, value: String(value) }));
    await this.#client.config({ case: 'set', value: { pairs } });
  }
  /** A setting, or else the default; without a default an unset one is an error. @example `await spark.conf.get('spark.sql.ansi.enabled')` */
  async get(key: string, defaultValue?: string): Promise<string> {
    const { pairs } =
      defaultValue === undefined
        ? await this.#client.config({ case: 'get', value: { keys: [key] } })
        : await this.#client.config({ case: 'getWithDefault', value: { pairs: [{ key, value: defaultValue }] } });
    const [pair] = pairs;
    if (pair?.value === undefined) throw missing(`the value of ${key}`);
    return pair.value;
  }
  /** A setting, or undefined. @example `await spark.conf.getOption('spark.my.setting')` */
  async getOption(key: string): Promise<string | undefined> {
    const [pair] = (await this.#client.config({ case: 'getOption', value: { keys: [key] } })).pairs;
    return pair?.value;
  }
  /** All settings that have a value. @example `await spark.conf.getAll('spark.sql.')` */
  async getAll(prefix?: string): Promise<Record<string, string>> {
    const { pairs } = await this.#client.config({ case: 'getAll', value: prefix === undefined ? {} : { prefix } });
    const entry = ({ key, value }: KeyValue): [string, string] => [`${prefix ?? ''}${key}`, value ?? ''];
    return Object.fromEntries(pairs.map(entry));
  }
  /** Gives a setting its default again. @example `await spark.conf.unset('spark.sql.shuffle.partitions')` */
  async unset(key: string): Promise<void> {
    await this.#client.config({ case: 'unset', value: { keys: [key] } });
  }
  /** Whether a session may change the setting. @example `await spark.conf.isModifiable('spark.driver.memory')` */
  async isModifiable(key: string): Promise<boolean> {
    const [pair] = (await this.#client.config({ case: 'isModifiable', value: { keys: [key] } })).pairs;
    return pair?.value === 'true';
  }
}
