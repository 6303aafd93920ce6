import { parseNanosOfDay, timeText } from './calendar.ts';
import { cannotParse, inspectSymbol } from './value-error.ts';

/**
 * A time of day, Spark's TIME.
 *
 * @example
 * ```ts
 * LocalTime.parse('12:34:56.5').toString(); // '12:34:56.5'
 * ```
 */
export class LocalTime {
  readonly nanosOfDay: bigint;

  constructor(nanosOfDay: bigint) {
    this.nanosOfDay = nanosOfDay;
  }

  static of(hour: number, minute: number, second = 0, nanos = 0): LocalTime {
    return new LocalTime(BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(nanos));
  }

  static parse(text: string): LocalTime {
    const nanos = parseNanosOfDay(text.trim());
    if (nanos === undefined) throw cannotParse(text, 'TIME');
    return new LocalTime(nanos);
  }

  compare(other: LocalTime): number {
    return this.nanosOfDay < other.nanosOfDay ? -1 : this.nanosOfDay > other.nanosOfDay ? 1 : 0;
  }

  equals(other: unknown): boolean {
    return other instanceof LocalTime && other.nanosOfDay === this.nanosOfDay;
  }

  /** So that `<` and sorting work. */
  valueOf(): bigint {
    return this.nanosOfDay;
  }

  toString(): string {
    return timeText(this.nanosOfDay);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
