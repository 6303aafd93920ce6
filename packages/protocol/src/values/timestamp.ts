import { dateTimeText, floorDivide, MICROS_PER_SECOND, parseLocalMicros } from './calendar.ts';
import { instantToLocalMicros, localToInstantMicros } from './time-zone.ts';
import { cannotParse, inspectSymbol } from './value-error.ts';

const ZONE_SUFFIX = /^(.*?\d)\s*(Z|UTC|[+-]\d{1,2}:?\d{2})$/;

/**
 * An instant with microseconds, Spark's TIMESTAMP.
 *
 * @example
 * ```ts
 * const sent = Timestamp.parse('2020-02-08T12:34:56.123456Z');
 * sent.epochMicros; // 1581165296123456n
 * sent.inTimeZone('Europe/Zurich'); // '2020-02-08 13:34:56.123456'
 * ```
 */
export class Timestamp {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly epochMicros: bigint;

  constructor(epochMicros: bigint) {
    this.epochMicros = epochMicros;
  }

  static of(value: Date | Timestamp): Timestamp {
    return value instanceof Timestamp ? value : new Timestamp(BigInt(value.getTime()) * 1000n);
  }

  /** Reads `2020-02-08T12:34:56.123456Z` or with an offset; a text without one is a time in `timeZone`. */
  static parse(text: string, timeZone = 'UTC'): Timestamp {
    const match = ZONE_SUFFIX.exec(text.trim());
    const hasTime = match !== null && (match[1] as string).includes(':');
    const local = parseLocalMicros(hasTime ? (match[1] as string) : text);
    if (local === undefined) throw cannotParse(text, 'TIMESTAMP');
    return new Timestamp(localToInstantMicros(local, hasTime ? (match[2] as string) : timeZone));
  }

  /** The nearest earlier millisecond. */
  toDate(): Date {
    return new Date(Number(floorDivide(this.epochMicros, 1000n)));
  }

  get epochSeconds(): bigint {
    return floorDivide(this.epochMicros, MICROS_PER_SECOND);
  }

  /** The text that Spark shows in a session with this time zone. */
  inTimeZone(timeZone: string): string {
    return dateTimeText(instantToLocalMicros(this.epochMicros, timeZone));
  }

  compare(other: Timestamp): number {
    return this.epochMicros < other.epochMicros ? -1 : this.epochMicros > other.epochMicros ? 1 : 0;
  }

  equals(other: unknown): boolean {
    return other instanceof Timestamp && other.epochMicros === this.epochMicros;
  }

  /** So that `<` and sorting work. */
  valueOf(): bigint {
    return this.epochMicros;
  }

  toString(): string {
    return `${dateTimeText(this.epochMicros, 'T')}Z`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
