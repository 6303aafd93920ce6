import type { Literal } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import type { Parser } from './parser.ts';

const numericTypes: ReadonlySet<TokenType> = new Set<TokenType>([
  'integer',
  'bigint',
  'smallint',
  'tinyint',
  'exponent',
  'decimal',
  'float',
  'double',
  'bigdecimal',
]);

export function isNumber(type: TokenType): boolean {
  return numericTypes.has(type);
}

interface IntegerRange {
  readonly minimum: bigint;
  readonly maximum: bigint;
}

const integerRanges: Readonly<Record<'tinyint' | 'smallint' | 'int' | 'bigint', IntegerRange>> = {
  tinyint: { minimum: -128n, maximum: 127n },
  smallint: { minimum: -32768n, maximum: 32767n },
  int: { minimum: -2147483648n, maximum: 2147483647n },
  bigint: { minimum: -9223372036854775808n, maximum: 9223372036854775807n },
};

const largestDouble = '1.7976931348623157E+308';
const largestFloat = '3.4028234663852886E+38';
const maxDecimalPrecision = 38;

interface NumberText {
  readonly text: string;
  /** Without the suffix that tells the type. */
  readonly digits: string;
  readonly start: number;
  readonly stop: number;
}

/** A number with an optional minus sign. */
export function parseNumber(parser: Parser): Literal {
  const { start } = parser;
  const negative = parser.accept('-');
  const token = parser.token;
  if (!isNumber(token.type)) parser.refuse();
  parser.next();
  const stop = parser.stop;
  const text = parser.textOf({ start, stop });
  const suffixLength = token.type === 'bigdecimal' ? 2 : hasSuffix(token.type) ? 1 : 0;
  const unsigned = parser.textOf(token);
  const digits = (negative ? '-' : '') + unsigned.slice(0, unsigned.length - suffixLength);
  const number: NumberText = { text, digits, start, stop };
  switch (token.type) {
    case 'integer':
      return integerLiteral(parser, number);
    case 'bigint':
    case 'smallint':
    case 'tinyint':
      return suffixedIntegerLiteral(parser, number, token.type);
    case 'float':
      return fractionalLiteral(parser, number, 'float');
    case 'double':
      return fractionalLiteral(parser, number, 'double');
    case 'exponent':
      if (parser.options.legacyExponentLiteralAsDecimal === true) return decimalLiteral(parser, number);
      return fractionalLiteral(parser, number, 'double');
    default:
      return decimalLiteral(parser, number);
  }
}

function hasSuffix(type: TokenType): boolean {
  return type === 'bigint' || type === 'smallint' || type === 'tinyint' || type === 'float' || type === 'double';
}

function fits(value: bigint, range: IntegerRange): boolean {
  return value >= range.minimum && value <= range.maximum;
}

function integerLiteral(parser: Parser, number: NumberText): Literal {
  const { text, digits, start, stop } = number;
  // Digits beyond what a decimal can hold are refused before they are converted, which takes time quadratic in their number.
  if (digits.length > 60) return decimalLiteral(parser, number);
  const value = BigInt(digits);
  if (fits(value, integerRanges.int)) return { kind: 'literal', type: 'int', value, text, start, stop };
  if (fits(value, integerRanges.bigint)) return { kind: 'literal', type: 'bigint', value, text, start, stop };
  return decimalLiteral(parser, number);
}

function suffixedIntegerLiteral(parser: Parser, number: NumberText, type: 'tinyint' | 'smallint' | 'bigint'): Literal {
  const { text, digits, start, stop } = number;
  const range = integerRanges[type];
  const value = digits.length > 60 ? undefined : BigInt(digits);
  if (value === undefined || !fits(value, range)) reportRange(parser, number, range.minimum, range.maximum, type);
  return { kind: 'literal', type, value: value ?? 0n, text, start, stop };
}

function reportRange(parser: Parser, number: NumberText, minimum: bigint | string, maximum: bigint | string, typeName: string): void {
  parser.report(
    'INVALID_NUMERIC_LITERAL_RANGE',
    { rawStrippedQualifier: number.digits, minValue: String(minimum), maxValue: String(maximum), typeName },
    number,
  );
}

function fractionalLiteral(parser: Parser, number: NumberText, type: 'float' | 'double'): Literal {
  const { text, digits, start, stop } = number;
  const value = Number(digits);
  const rounded = type === 'float' ? Math.fround(value) : value;
  if (!Number.isFinite(rounded)) {
    const largest = type === 'float' ? largestFloat : largestDouble;
    reportRange(parser, number, `-${largest}`, largest, type);
  }
  return { kind: 'literal', type, value: rounded, text, start, stop };
}

function decimalLiteral(parser: Parser, number: NumberText): Literal {
  const { text, digits, start, stop } = number;
  const exponentAt = digits.search(/[eE]/);
  const mantissa = exponentAt < 0 ? digits : digits.slice(0, exponentAt);
  const exponent = exponentAt < 0 ? 0 : Number(digits.slice(exponentAt + 1));
  const dot = mantissa.indexOf('.');
  const whole = dot < 0 ? mantissa : mantissa.slice(0, dot) + mantissa.slice(dot + 1);
  const significant = whole.replace(/^-?0*/, '');
  const scaleAsWritten = (dot < 0 ? 0 : mantissa.length - dot - 1) - exponent;
  const scale = Math.max(scaleAsWritten, 0);
  const unscaledDigits = significant.length === 0 ? 1 : significant.length + Math.max(-scaleAsWritten, 0);
  const precision = Math.max(unscaledDigits, scale);
  if (precision > maxDecimalPrecision) {
    parser.report(
      'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION',
      { precision: String(precision), maxPrecision: String(maxDecimalPrecision) },
      number,
    );
  }
  const magnitude = BigInt(significant === '' ? '0' : significant) * 10n ** BigInt(scale - scaleAsWritten);
  return {
    kind: 'literal',
    type: 'decimal',
    unscaled: whole.startsWith('-') ? -magnitude : magnitude,
    precision,
    scale,
    text,
    start,
    stop,
  };
}
