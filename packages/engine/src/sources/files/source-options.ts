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

  /** Ends lines; absent where any of `\n`, `\r\n` and `\r` does. */
  lineSeparator(): string | undefined {
    const lineSep = this.get('lineSep');
    if (lineSep === '')
      throw sparkError(
        'INTERNAL_ERROR',
        { message: "'lineSep' cannot be an empty string." },
        { exception: 'SparkIllegalArgumentException' },
      );
    return lineSep;
  }

  /** One character, none for the empty text. */
  character(name: string, otherwise: string): string {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    if (value.length > 1) throw sparkError('OPTION_VALUE_EXCEEDS_ONE_CHARACTER', { paramName: name, actualValue: value });
    return value;
  }
}

/** What becomes of records that cannot be read. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** Spark takes an unknown mode for PERMISSIVE. */
export function modeOf(name: string | undefined): ParseMode {
  const mode = name?.toUpperCase();
  return mode === 'DROPMALFORMED' || mode === 'FAILFAST' ? mode : 'PERMISSIVE';
}
