import { type InternalValue, localToInstantMicros } from '@kindling/protocol';
import { floorDivide, MICROS_PER_DAY } from '../calendar.ts';
import { type ParsedDateTime, parseByPattern } from '../date-time/index.ts';
import { monthNames } from '../local-names.ts';

/** Patterns of a source's options, for texts of dates and times. */
export interface DateTimeFormats {
  readonly timeZone: string;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNtzFormat?: string;
  /** Whose names of months the texts hold; those of US English without it. */
  readonly locale?: string;
}

/** Reads texts by the option's pattern; absent where the option is not set. */
export function formattedReader(
  kind: 'date' | 'timestamp' | 'timestamp_ntz',
  options: DateTimeFormats,
): ((text: string) => InternalValue | undefined) | undefined {
  const pattern = { date: options.dateFormat, timestamp: options.timestampFormat, timestamp_ntz: options.timestampNtzFormat }[kind];
  if (pattern === undefined) return undefined;
  const months = options.locale === undefined ? undefined : monthNames(options.locale);
  return (text) => {
    const parsed = parseByPattern(text, pattern, months);
    return parsed && valueOf(parsed, kind, options.timeZone);
  };
}

function valueOf(
  { localMicros, zone }: ParsedDateTime,
  kind: 'date' | 'timestamp' | 'timestamp_ntz',
  timeZone: string,
): InternalValue | undefined {
  switch (kind) {
    case 'date':
      return Number(floorDivide(localMicros, MICROS_PER_DAY));
    case 'timestamp':
      return localToInstantMicros(localMicros, zone ?? timeZone);
    case 'timestamp_ntz':
      return zone === undefined ? localMicros : undefined;
  }
}
