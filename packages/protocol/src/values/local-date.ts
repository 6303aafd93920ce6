import { civilFromDays, dateText, daysFromCivil, parseDays } from './calendar.ts';
import { cannotParse, inspectSymbol } from './value-error.ts';

/**
 * A day of the calendar, Spark's DATE.
 *
 * @example
 * ```ts
 * LocalDate.of(2020, 2, 8).toString(); // '2020-02-08'
 * ```
 */
export class LocalDate {
  /** Days since 1970-01-01. */
  readonly epochDays: number;

  constructor(epochDays: number) {
    this.epochDays = epochDays;
  }

  static of(year: number, month: number, day: number): LocalDate {
    return new LocalDate(daysFromCivil(year, month, day));
  }

  static parse(text: string): LocalDate {
    const days = parseDays(text.trim());
    if (days === undefined) throw cannotParse(text, 'DATE');
    return new LocalDate(days);
  }

  get year(): number {
    return civilFromDays(this.epochDays).year;
  }
  /** 1 to 12. */
  get month(): number {
    return civilFromDays(this.epochDays).month;
  }
  get day(): number {
    return civilFromDays(this.epochDays).day;
  }

  /** Midnight of the day in UTC. */
  toDate(): Date {
    return new Date(this.epochDays * 86_400_000);
  }

  compare(other: LocalDate): number {
    return Math.sign(this.epochDays - other.epochDays);
  }

  equals(other: unknown): boolean {
    return other instanceof LocalDate && other.epochDays === this.epochDays;
  }

  /** So that `<` and sorting work. */
  valueOf(): number {
    return this.epochDays;
  }

  toString(): string {
    return dateText(this.epochDays);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
