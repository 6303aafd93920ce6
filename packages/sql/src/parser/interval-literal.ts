import type { DayTimeField, IntervalLiteral, YearMonthField } from '../ast/index.ts';
import type { Token, TokenType } from '../lexer/index.ts';
import {
  type IntervalParts,
  isDayTimeField,
  isLong,
  isYearMonthField,
  parseDayTime,
  parseIntervalText,
  parseYearToMonth,
} from './interval-text.ts';
import type { Parser } from './parser.ts';
import { stringLiteralValue } from './string-literal.ts';

const unitWords: ReadonlyMap<TokenType, string> = new Map<TokenType, string>(
  (['DAY', 'HOUR', 'MICROSECOND', 'MILLISECOND', 'MINUTE', 'MONTH', 'NANOSECOND', 'SECOND', 'WEEK', 'YEAR'] as const).flatMap(
    (unit): [TokenType, string][] => [
      [unit, unit.toLowerCase()],
      [`${unit}S`, unit.toLowerCase()],
    ],
  ),
);

const microsecondsPerDay = 86_400_000_000n;

interface UnitValue {
  readonly text: string;
  readonly isString: boolean;
  readonly negative: boolean;
  readonly unitWord: string;
  readonly unit: string;
  readonly start: number;
}

/** Whether `INTERVAL` at the current token starts a literal made of values and units, rather than being a name. */
export function startsInterval(parser: Parser): boolean {
  if (parser.type !== 'INTERVAL') return false;
  const signed = parser.peek() === '-' || parser.peek() === '+';
  let distance = signed ? 2 : 1;
  if (!isValue(parser, parser.peek(distance))) return false;
  if (parser.isString(parser.peek(distance))) while (parser.isString(parser.peek(distance + 1))) distance++;
  return unitWords.has(parser.peek(distance + 1));
}

function isValue(parser: Parser, type: TokenType): boolean {
  return type === 'integer' || type === 'decimal' || parser.isString(type);
}

function startsUnitValue(parser: Parser): boolean {
  const distance = parser.type === '-' || parser.type === '+' ? 1 : 0;
  return isValue(parser, parser.peek(distance)) && unitWords.has(parser.peek(distance + 1));
}

/** `INTERVAL 1 YEAR 2 MONTHS`, `INTERVAL '1 2:03' DAY TO MINUTE`. */
export function parseInterval(parser: Parser): IntervalLiteral {
  const start = parser.start;
  parser.expect('INTERVAL');
  const values: UnitValue[] = [];
  let unitToUnit = 0;
  let to: string | undefined;
  do {
    values.push(parseUnitValue(parser));
    if (parser.type === 'TO' && unitWords.has(parser.peek())) {
      parser.next();
      to = unitWords.get(parser.next().type);
      unitToUnit++;
    }
  } while (startsUnitValue(parser));
  const stop = parser.stop;
  if (unitToUnit > 0) {
    if (unitToUnit > 1 || values.length > 1) parser.report('_LEGACY_ERROR_TEMP_0024', {}, { start, stop });
    return unitToUnitInterval(parser, values[0]!, to!, start, stop);
  }
  return multiUnitsInterval(parser, values, start, stop);
}

function parseUnitValue(parser: Parser): UnitValue {
  const start = parser.start;
  const negative = parser.type === '-';
  if (negative || parser.type === '+') parser.next();
  if (!isValue(parser, parser.type)) parser.refuse();
  const isString = parser.isString(parser.type);
  let token: Token = parser.next();
  let text = isString ? stringLiteralValue(parser, token) : parser.textOf(token);
  while (isString && parser.isString(parser.type)) {
    token = parser.next();
    text += stringLiteralValue(parser, token);
  }
  const unit = unitWords.get(parser.type);
  if (unit === undefined) parser.refuse();
  const unitWord = parser.textOf(parser.next()).toLowerCase();
  return { text, isString, negative, unitWord, unit: unit!, start };
}

function multiUnitsInterval(parser: Parser, values: readonly UnitValue[], start: number, stop: number): IntervalLiteral {
  const range = { start: values[0]!.start, stop };
  let input = '';
  for (const { text, isString, negative, unitWord } of values) {
    if (isString && !/^\s*[+-]?\s*(?:\d+\.?\d*|\.\d+)\s*$/.test(text)) {
      parser.report('_LEGACY_ERROR_TEMP_0026', { value: text }, range);
      return refused(parser, start, stop);
    }
    input += ` ${negative ? negate(text.trim()) : text.trim()} ${unitWord}`;
  }
  const parts = parseIntervalText(input);
  if ('problem' in parts) {
    const { problem, unit, value } = parts;
    const parameters: Record<string, string> = { input };
    if (unit !== undefined) parameters.unit = unit;
    if (value !== undefined) parameters.value = value;
    parser.report(`INVALID_INTERVAL_FORMAT.${problem}`, parameters, range);
    return refused(parser, start, stop);
  }
  return typedInterval(
    parser,
    parts,
    values.map(({ unit }) => unit),
    { start, stop },
  );
}

function negate(text: string): string {
  return text.startsWith('-') ? text.slice(1) : `-${text.replace(/^\+/, '')}`;
}

/** The family and the fields follow from the units that were written. */
export function typedInterval(
  parser: Parser,
  parts: IntervalParts,
  units: readonly string[],
  range: { readonly start: number; readonly stop: number },
): IntervalLiteral {
  const base = { kind: 'literal', text: parser.textOf(range), start: range.start, stop: range.stop } as const;
  if (parser.options.legacyIntervals === true) return { ...base, type: 'calendarInterval', ...parts };
  const yearMonth = units.filter(isYearMonthField);
  const dayTime = units.filter((unit) => !isYearMonthField(unit)).map(toDayTimeField);
  if (yearMonth.length > 0 && dayTime.length > 0) parser.report('_LEGACY_ERROR_TEMP_0029', { literal: base.text }, range);
  if (yearMonth.length > 0) {
    const fields: YearMonthField[] = ['year', 'month'];
    const [startField, endField] = ends(fields, yearMonth);
    return { ...base, type: 'yearMonthInterval', startField, endField, months: parts.months };
  }
  const fields: DayTimeField[] = ['day', 'hour', 'minute', 'second'];
  const [startField, endField] = ends(fields, dayTime);
  const microseconds = BigInt(parts.days) * microsecondsPerDay + parts.microseconds;
  if (!isLong(microseconds)) parser.report('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', {}, range);
  return { ...base, type: 'dayTimeInterval', startField, endField, microseconds };
}

function toDayTimeField(unit: string): DayTimeField {
  if (unit === 'week') return 'day';
  return isDayTimeField(unit) ? unit : 'second';
}

function ends<F extends string>(order: readonly F[], used: readonly F[]): [F, F] {
  const indexes = used.map((field) => order.indexOf(field));
  return [order[Math.min(...indexes)]!, order[Math.max(...indexes)]!];
}

const dayTimeFormats: Readonly<Record<string, string>> = {
  'day hour': '[+|-]d h',
  'day minute': '[+|-]d h:m',
  'day second': '[+|-]d h:m:s.n',
  'hour minute': '[+|-]h:m',
  'hour second': '[+|-]h:m:s.n',
  'minute second': '[+|-]m:s.n',
};

function unitToUnitInterval(parser: Parser, value: UnitValue, to: string, start: number, stop: number): IntervalLiteral {
  const range = { start: value.start, stop };
  const from = value.unit;
  if (!value.isString) {
    parser.report('_LEGACY_ERROR_TEMP_0027', {}, range);
    return refused(parser, start, stop);
  }
  const base = { kind: 'literal', text: parser.textOf({ start, stop }), start, stop } as const;
  const input = value.text;
  if (from === 'year' && to === 'month') {
    const months = parseYearToMonth(input, value.negative);
    if (months === undefined) {
      unmatched(parser, value, to, 'year-month', '[+|-]y-m', range);
      return refused(parser, start, stop);
    }
    if (months === 'outOfRange') {
      parser.report('INVALID_INTERVAL_FORMAT.INTERVAL_PARSING', { interval: 'year-month', input }, range);
      return refused(parser, start, stop);
    }
    if (parser.options.legacyIntervals === true) return { ...base, type: 'calendarInterval', months, days: 0, microseconds: 0n };
    return { ...base, type: 'yearMonthInterval', startField: 'year', endField: 'month', months };
  }
  const format = dayTimeFormats[`${from} ${to}`];
  if (format === undefined || !isDayTimeField(from) || !isDayTimeField(to)) {
    parser.report('INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION', { input, from, to }, range);
    return refused(parser, start, stop);
  }
  const microseconds = parseDayTime(input, from, to, value.negative);
  if (microseconds === undefined) {
    unmatched(parser, value, to, 'day-time', format, range);
    return refused(parser, start, stop);
  }
  if (microseconds === 'outOfRange') {
    parser.report('_LEGACY_ERROR_TEMP_0063', { msg: 'long overflow' }, range);
    return refused(parser, start, stop);
  }
  if (parser.options.legacyIntervals === true) {
    const days = microseconds / microsecondsPerDay;
    return { ...base, type: 'calendarInterval', months: 0, days: Number(days), microseconds: microseconds - days * microsecondsPerDay };
  }
  return { ...base, type: 'dayTimeInterval', startField: from, endField: to, microseconds };
}

function unmatched(
  parser: Parser,
  value: UnitValue,
  to: string,
  intervalStr: string,
  format: string,
  range: { readonly start: number; readonly stop: number },
): void {
  const literal = `INTERVAL [+|-]'${format}' ${value.unit.toUpperCase()} TO ${to.toUpperCase()}`;
  const parameters = {
    intervalStr,
    supportedFormat: `\`${format}\`, \`${literal}\``,
    typeName: `interval ${value.unit} to ${to}`,
    input: value.text,
  };
  const condition = intervalStr === 'day-time' ? 'UNMATCHED_FORMAT_STRING_WITH_NOTICE' : 'UNMATCHED_FORMAT_STRING';
  parser.report(`INVALID_INTERVAL_FORMAT.${condition}`, parameters, range);
}

/** Stands where an interval was refused, until the end of the text raises the refusal. */
function refused(parser: Parser, start: number, stop: number): IntervalLiteral {
  const text = parser.textOf({ start, stop });
  return { kind: 'literal', type: 'dayTimeInterval', startField: 'day', endField: 'day', microseconds: 0n, text, start, stop };
}
