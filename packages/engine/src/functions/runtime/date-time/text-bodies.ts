import { type InternalValue, localToInstantMicros, SparkError, sparkError } from '@kindling/protocol';
import { floorDivide, MICROS_PER_DAY, MICROS_PER_SECOND } from '../calendar.ts';
import { caster, castOptions } from '../cast/index.ts';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { formatTimestamp } from './format-date-time.ts';
import { invalidPattern } from './java-date-pattern.ts';
import { type ParsedDateTime, parseByPattern } from './parse-date-time.ts';
import { formatSimply, parseSimply } from './simple-date-format.ts';

const zoneOf = (options: Readonly<Record<string, unknown>>): string => (options.timeZone as string | undefined) ?? 'UTC';

function unparseable(text: string): Error {
  return sparkError('CANNOT_PARSE_TIMESTAMP', { func: '`try_to_timestamp`', message: `Text '${text}' could not be parsed` });
}

/** Whether patterns are those of Spark 2. */
const isLegacy = (options: Readonly<Record<string, unknown>>): boolean => options.timeParser === 'LEGACY';

const format = (micros: bigint, pattern: string, options: Readonly<Record<string, unknown>>): string =>
  (isLegacy(options) ? formatSimply : formatTimestamp)(micros, pattern, zoneOf(options));

/** The instant of a text by a pattern of Spark 2. */
function legacyInstantOf(text: string, pattern: string, options: Readonly<Record<string, unknown>>): bigint | null {
  const instant = parseSimply(text, pattern, zoneOf(options));
  if (instant !== undefined) return instant;
  if ((options.evalMode ?? 'ansi') !== 'ansi') return null;
  throw sparkError('CANNOT_PARSE_TIMESTAMP', { func: '`try_to_timestamp`', message: `Unparseable date: "${text}"` });
}

/** The instant of a text by a pattern; in ANSI mode an error where there is none. */
function instantOf(text: string, pattern: string, options: Readonly<Record<string, unknown>>): bigint | null {
  if (isLegacy(options)) return legacyInstantOf(text, pattern, options);
  const parsed = parseByPattern(text, pattern);
  if (parsed !== undefined) return localToInstantMicros(parsed.localMicros, parsed.zone ?? zoneOf(options));
  if ((options.evalMode ?? 'ansi') === 'ansi') throw unparseable(text);
  return null;
}

/** Wall-clock times came after the patterns of Spark 2: all that is wrong with a pattern is that it is wrong. */
function wallClockOf(text: string, pattern: string): ParsedDateTime | undefined {
  try {
    return parseByPattern(text, pattern);
  } catch (error) {
    throw error instanceof SparkError ? invalidPattern(pattern) : error;
  }
}

export const textBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('parse_date_time', ({ argTypes, resultType, options }) => {
    const [type] = argTypes;
    if (type && type.kind !== 'string') {
      const convert = caster(type, resultType, castOptions(options));
      return (value: InternalValue) => convert(value);
    }
    return (text: string, pattern: string): InternalValue => {
      if (resultType.kind === 'timestamp') return instantOf(text, pattern, options);
      if (isLegacy(options) && resultType.kind === 'date') {
        const instant = legacyInstantOf(text, pattern, options);
        return instant === null ? null : caster({ kind: 'timestamp' }, { kind: 'date' }, castOptions(options))(instant);
      }
      const parsed = resultType.kind === 'timestamp_ntz' ? wallClockOf(text, pattern) : parseByPattern(text, pattern);
      if (parsed === undefined) {
        if ((options.evalMode ?? 'ansi') === 'ansi') throw unparseable(text);
        return null;
      }
      if (resultType.kind === 'timestamp_ntz') return parsed.localMicros;
      if (parsed.zone === undefined) return Number(floorDivide(parsed.localMicros, MICROS_PER_DAY));
      const instant = localToInstantMicros(parsed.localMicros, parsed.zone);
      return caster({ kind: 'timestamp' }, { kind: 'date' }, castOptions(options))(instant);
    };
  }),
  runtimeBodyOf('unix_timestamp', ({ options }) => (text: string, pattern: string) => {
    const micros = instantOf(text, pattern, options);
    return micros === null ? null : floorDivide(micros, MICROS_PER_SECOND);
  }),
  runtimeBodyOf(
    'date_format',
    ({ options }) =>
      (micros: bigint, pattern: string) =>
        format(micros, pattern, options),
  ),
  runtimeBodyOf(
    'from_unixtime',
    ({ options }) =>
      (seconds: bigint, pattern: string) =>
        format(seconds * MICROS_PER_SECOND, pattern, options),
  ),
];
