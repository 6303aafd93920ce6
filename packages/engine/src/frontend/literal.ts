import { type DataType, Decimal, instantToLocalMicros, localToInstantMicros } from '@kindling/protocol';
import type { SpecialDatetime, Literal as SyntaxLiteral } from '@kindling/sql';
import type { Literal } from '../plan/index.ts';
import { stringType } from './data-type.ts';
import { type FrontendContext, originOf } from './frontend-context.ts';

const MICROS_PER_DAY = 86_400_000_000n;

export function literalOf(syntax: SyntaxLiteral, context: FrontendContext): Literal {
  const [value, dataType] = valueOf(syntax, context);
  const zone = dataType.kind === 'timestamp' ? { timeZone: context.timeZone } : {};
  return { kind: 'literal', value, dataType, ...zone, origin: originOf(syntax, context) };
}

function valueOf(syntax: SyntaxLiteral, context: FrontendContext): readonly [unknown, DataType] {
  switch (syntax.type) {
    case 'null':
      return [null, { kind: 'null' }];
    case 'boolean':
      return [syntax.value, { kind: 'boolean' }];
    case 'tinyint':
      return [Number(syntax.value), { kind: 'byte' }];
    case 'smallint':
      return [Number(syntax.value), { kind: 'short' }];
    case 'int':
      return [Number(syntax.value), { kind: 'integer' }];
    case 'bigint':
      return [syntax.value, { kind: 'long' }];
    case 'decimal':
      return [new Decimal(syntax.unscaled, syntax.scale), { kind: 'decimal', precision: syntax.precision, scale: syntax.scale }];
    case 'float':
      return [syntax.value, { kind: 'float' }];
    case 'double':
      return [syntax.value, { kind: 'double' }];
    case 'string':
      return [syntax.value, stringType(context.defaultCollation)];
    case 'binary':
      return [syntax.value, { kind: 'binary' }];
    case 'date': {
      if (syntax.days !== undefined) return [syntax.days, { kind: 'date' }];
      return [Number(floorDays(specialLocalMicros(syntax.special ?? 'epoch', context))), { kind: 'date' }];
    }
    case 'time':
      return [syntax.nanoseconds, { kind: 'time', precision: 6 }];
    case 'timestamp':
    case 'timestamp_ltz':
    case 'timestamp_ntz':
      return timestampOf(syntax, context);
    case 'yearMonthInterval':
      return [syntax.months, { kind: 'year_month_interval', start: syntax.startField, end: syntax.endField }];
    case 'dayTimeInterval':
      return [syntax.microseconds, { kind: 'day_time_interval', start: syntax.startField, end: syntax.endField }];
    case 'calendarInterval':
      return [{ months: syntax.months, days: syntax.days, micros: syntax.microseconds }, { kind: 'calendar_interval' }];
  }
}

type TimestampSyntax = Extract<SyntaxLiteral, { type: 'timestamp' | 'timestamp_ltz' | 'timestamp_ntz' }>;

/** TIMESTAMP'…' with a zone in its text is an instant even where the setting says TIMESTAMP_NTZ. */
function timestampOf(syntax: TimestampSyntax, context: FrontendContext): readonly [bigint, DataType] {
  const isInstant =
    syntax.type === 'timestamp_ltz' ||
    (syntax.type === 'timestamp' && (context.timestampType === 'timestamp' || syntax.zone !== undefined));
  let local: bigint;
  if (syntax.special !== undefined) {
    if (isInstant && syntax.special === 'epoch') return [0n, { kind: 'timestamp' }];
    local = specialLocalMicros(syntax.special, context);
  } else {
    local = syntax.localMicroseconds ?? 0n;
    if (syntax.timeOnly) local += floorDays(nowLocal(context)) * MICROS_PER_DAY;
  }
  if (!isInstant) return [local, { kind: 'timestamp_ntz' }];
  if (syntax.special === 'now') return [context.queryStartMicros, { kind: 'timestamp' }];
  return [localToInstantMicros(local, syntax.zone ?? context.timeZone), { kind: 'timestamp' }];
}

function specialLocalMicros(special: SpecialDatetime, context: FrontendContext): bigint {
  if (special === 'epoch') return 0n;
  const now = nowLocal(context);
  if (special === 'now') return now;
  const shift = special === 'tomorrow' ? 1n : special === 'yesterday' ? -1n : 0n;
  return (floorDays(now) + shift) * MICROS_PER_DAY;
}

function nowLocal(context: FrontendContext): bigint {
  return instantToLocalMicros(context.queryStartMicros, context.timeZone);
}

function floorDays(micros: bigint): bigint {
  const days = micros / MICROS_PER_DAY;
  return micros % MICROS_PER_DAY < 0n ? days - 1n : days;
}
