import { dateTimeText, floorDivide, MICROS_PER_DAY, parseLocalMicros } from './calendar.ts';
import { LocalDate } from './local-date.ts';
import { LocalTime } from './local-time.ts';
import { cannotParse, inspectSymbol } from './value-error.ts';

/**
 * A date and time on a wall clock, in no particular time zone: Spark's TIMESTAMP_NTZ.
 *
 * @example
 * ```ts
 * LocalDateTime.parse('2020-02-08 12:34:56.5').toString(); // '2020-02-08 12:34:56.5'
 * ```
 */
export class LocalDateTime {
  /** Microseconds since 1970-01-01 00:00:00 on that clock. */
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  static of(date: LocalDate, time: LocalTime): LocalDateTime {
    return new LocalDateTime(BigInt(date.epochDays) * MICROS_PER_DAY + time.nanosOfDay / 1000n);
  }

  static parse(text: string): LocalDateTime {
    const micros = parseLocalMicros(text);
    if (micros === undefined) throw cannotParse(text, 'TIMESTAMP_NTZ');
    return new LocalDateTime(micros);
  }

  get date(): LocalDate {
    return new LocalDate(Number(floorDivide(this.micros, MICROS_PER_DAY)));
  }

  get time(): LocalTime {
    return new LocalTime((this.micros - floorDivide(this.micros, MICROS_PER_DAY) * MICROS_PER_DAY) * 1000n);
  }

  compare(other: LocalDateTime): number {
    return this.micros < other.micros ? -1 : this.micros > other.micros ? 1 : 0;
  }

  equals(other: unknown): boolean {
    return other instanceof LocalDateTime && other.micros === this.micros;
  }

  /** So that `<` and sorting work. */
  valueOf(): bigint {
    return this.micros;
  }

  toString(): string {
    return dateTimeText(this.micros);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
