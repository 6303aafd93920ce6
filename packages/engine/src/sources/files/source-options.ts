import { sparkError } from '@kindling/protocol';

/** The options of a source, whose names know no case. */
export class SourceOptions {
  readonly #values = new Map<string, string>();

  constructor(options: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(options)) this.#values.set(name.toLowerCase(), value);
  }

  /** The value under the first of these names that is set. */
  get(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name.toLowerCase());
      if (value !== undefined) return value;
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    const word = value.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    throw sparkError('_LEGACY_ERROR_TEMP_2147', { paramName: name });
  }

  integer(name: string, otherwise: number): number {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    if (/^[+-]?\d+$/.test(value)) return Number(value);
    throw sparkError('_LEGACY_ERROR_TEMP_2146', { paramName: name, value });
  }

  /** One character, none for the empty text. */
  character(name: string, otherwise: string): string {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    if (value.length > 1) throw sparkError('OPTION_VALUE_EXCEEDS_ONE_CHARACTER', { paramName: name, actualValue: value });
    return value;
  }
}
