import { type SparkError, sparkError } from '../errors/index.ts';
import { daysFromCivil, floorDivide, MICROS_PER_SECOND } from './calendar.ts';

/** Maps instants to what clocks of one time zone show. */
interface ZoneRules {
  offsetSecondsAt(epochSeconds: number): number;
}

const FIXED = /^(?:(?:UTC|GMT|UT)(?=[+-]))?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/;

/** Seconds east of UTC of a zone that is an offset, or UTC by one of its names; nothing for regions. */
export function fixedOffsetSeconds(id: string): number | undefined {
  if (id === 'Z' || id === 'UTC' || id === 'GMT' || id === 'UT' || id === 'Etc/UTC') return 0;
  const match = FIXED.exec(id);
  if (match === null) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return seconds > 18 * 3600 ? undefined : match[1] === '-' ? -seconds : seconds;
}

function invalidZone(id: string): SparkError {
  return sparkError('INVALID_TIMEZONE', { timeZone: id });
}

const SECONDS_PER_BUCKET = 2_000_000;
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
  EST: '-05:00',
  MST: '-07:00',
  HST: '-10:00',
};

/** Asks the platform's calendar, once per stretch of time without a change of offset. */
class RegionRules implements ZoneRules {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsetAtBucketStart = new Map<number, number>();

  constructor(id: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: id,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch (error) {
      if (error instanceof RangeError) throw invalidZone(id);
      throw error;
    }
  }

  #ask(epochSeconds: number): number {
    // Outside of the range of Date a zone keeps the offset of the range's end.
    const clamped = Math.max(-8.64e12 + 86_400, Math.min(8.64e12 - 86_400, epochSeconds));
    const parts: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(clamped * 1000)) parts[type] = value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const days = daysFromCivil(year, Number(parts.month), Number(parts.day));
    return days * 86_400 + Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second) - clamped;
  }

  #atBucketStart(bucket: number): number {
    let offset = this.#offsetAtBucketStart.get(bucket);
    if (offset === undefined) {
      offset = this.#ask(bucket * SECONDS_PER_BUCKET);
      this.#offsetAtBucketStart.set(bucket, offset);
    }
    return offset;
  }

  offsetSecondsAt(epochSeconds: number): number {
    const bucket = Math.floor(epochSeconds / SECONDS_PER_BUCKET);
    const before = this.#atBucketStart(bucket);
    const after = this.#atBucketStart(bucket + 1);
    return before === after ? before : this.#ask(epochSeconds);
  }
}

const RULES = new Map<string, ZoneRules>();

function rulesOf(id: string): ZoneRules {
  let rules = RULES.get(id);
  if (rules === undefined) {
    const name = Object.hasOwn(SHORT_IDS, id) ? (SHORT_IDS[id] as string) : id;
    const fixed = fixedOffsetSeconds(name);
    rules = fixed === undefined ? new RegionRules(name) : { offsetSecondsAt: () => fixed };
    RULES.set(id, rules);
  }
  return rules;
}

/** Throws the condition `INVALID_TIMEZONE` unless Spark knows the time zone. */
export function checkTimeZone(id: string): void {
  rulesOf(id);
}

/** How far clocks in the zone are ahead of UTC at an instant. */
export function offsetSecondsAt(timeZone: string, epochSeconds: number): number {
  return rulesOf(timeZone).offsetSecondsAt(epochSeconds);
}

/** What a clock in the zone shows at an instant, as microseconds since 1970-01-01 00:00:00 on that clock. */
export function instantToLocalMicros(epochMicros: bigint, timeZone: string): bigint {
  const seconds = Number(floorDivide(epochMicros, MICROS_PER_SECOND));
  return epochMicros + BigInt(offsetSecondsAt(timeZone, seconds)) * MICROS_PER_SECOND;
}

/** The instant at which a clock in the zone shows a time: the earlier of two, and moved forward by the gap where it is skipped. */
export function localToInstantMicros(localMicros: bigint, timeZone: string): bigint {
  const rules = rulesOf(timeZone);
  const local = Number(floorDivide(localMicros, MICROS_PER_SECOND));
  const earlier = rules.offsetSecondsAt(local - 86_400);
  const later = rules.offsetSecondsAt(local + 86_400);
  const micros = (offset: number): bigint => localMicros - BigInt(offset) * MICROS_PER_SECOND;
  if (earlier === later || rules.offsetSecondsAt(local - earlier) === earlier) return micros(earlier);
  return rules.offsetSecondsAt(local - later) === later ? micros(later) : micros(earlier);
}
