import { castToSparkString, type DataType, Decimal, type InternalValue, sparkError } from '@kindling/protocol';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';

const DIRECTIVE = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** Java's Formatter, as far as Spark's values go. */
function formatJava(format: string, values: readonly InternalValue[], types: readonly DataType[]): string {
  let next = 0;
  return format.replace(DIRECTIVE, (directive, position, flags, width, precision, conversion) => {
    if (conversion === '%') return pad('%', flags, width);
    if (conversion === 'n') return '\n';
    const index = position === undefined ? next++ : Number(position) - 1;
    if (index >= values.length) throw sparkError('INTERNAL_ERROR', { message: `The format ${directive} has no argument.` });
    const value = values[index] ?? null;
    return pad(render(value, types[index] ?? { kind: 'null' }, flags, width, precision, conversion), flags.replace('0', ''), width);
  });
}

function render(
  value: InternalValue,
  type: DataType,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  conversion: string,
): string {
  const upper = conversion >= 'A' && conversion <= 'Z';
  const text = renderLower(value, type, flags, width, precision, conversion.toLowerCase());
  return upper ? text.toUpperCase() : text;
}

function renderLower(
  value: InternalValue,
  type: DataType,
  flags: string,
  width: string | undefined,
  precision: string | undefined,
  conversion: string,
): string {
  if (value === null) return conversion === 'b' ? 'false' : 'null';
  switch (conversion) {
    case 'd':
      return signed(grouped(String(integerOf(value)), flags), flags, width);
    case 'f':
      return signed(grouped(fixed(value, Number(precision ?? 6)), flags), flags, width);
    case 'e':
      return signed(exponent(Number(value), Number(precision ?? 6)), flags, width);
    case 'x':
    case 'o': {
      const number = integerOf(value);
      const bits = type.kind === 'long' ? 64 : type.kind === 'short' ? 16 : type.kind === 'byte' ? 8 : 32;
      const digits = BigInt.asUintN(bits, number).toString(conversion === 'x' ? 16 : 8);
      const prefixed = flags.includes('#') ? (conversion === 'x' ? `0x${digits}` : `0${digits}`) : digits;
      return flags.includes('0') ? prefixed.padStart(Number(width ?? 0), '0') : prefixed;
    }
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : String(value);
    case 'b':
      return typeof value === 'boolean' ? String(value) : 'true';
    default: {
      const text = castToSparkString(value, type) ?? 'null';
      return precision === undefined ? text : text.slice(0, Number(precision));
    }
  }
}

function integerOf(value: InternalValue): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal) return value.unscaled / 10n ** BigInt(value.scale);
  return BigInt(Math.trunc(Number(value)));
}

/** Half up on the shortest decimal text, as Java rounds. */
function fixed(value: InternalValue, digits: number): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  return Decimal.of(value as number | bigint | Decimal)
    .withScale(digits)
    .toString();
}

function exponent(value: number, digits: number): string {
  const [mantissa = '', power = '0'] = value.toExponential(digits).split('e');
  const size = Math.abs(Number(power));
  return `${mantissa}e${Number(power) < 0 ? '-' : '+'}${String(size).padStart(2, '0')}`;
}

function grouped(text: string, flags: string): string {
  if (!flags.includes(',')) return text;
  const [whole = '', fraction] = text.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

function signed(text: string, flags: string, width: string | undefined): string {
  const negative = text.startsWith('-');
  const digits = negative ? text.slice(1) : text;
  const sign = negative ? (flags.includes('(') ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const end = negative && flags.includes('(') ? ')' : '';
  return flags.includes('0') ? sign + digits.padStart(Number(width ?? 0) - sign.length - end.length, '0') + end : sign + digits + end;
}

function pad(text: string, flags: string, width: string | undefined): string {
  if (width === undefined) return text;
  return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width));
}

/** Half-even, as Java's DecimalFormat rounds. */
function halfEven(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return value.withScale(scale);
  const factor = 10n ** BigInt(value.scale - scale);
  const quotient = value.unscaled / factor;
  const rest = value.unscaled % factor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = twice > factor || (twice === factor && quotient % 2n !== 0n);
  return new Decimal(up ? quotient + (value.unscaled < 0n ? -1n : 1n) : quotient, scale);
}

/** The exact binary value of a double. */
function exactDecimal(value: number): Decimal {
  let scale = 0;
  let scaled = value;
  while (!Number.isInteger(scaled) && scale < 1074) {
    scaled *= 2;
    scale += 1;
  }
  return new Decimal(BigInt(scaled) * 5n ** BigInt(scale), scale);
}

function formatNumber(value: InternalValue, digits: number | string): string | null {
  if (typeof digits === 'number' && digits < 0) return null;
  const scale = typeof digits === 'number' ? digits : (/\.([0#]+)/.exec(digits)?.[1]?.length ?? 0);
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const decimal = typeof value === 'number' ? exactDecimal(value) : Decimal.of(value as bigint | Decimal);
  const text = halfEven(decimal, scale).toString();
  const negative = text.startsWith('-') && /[1-9]/.test(text);
  const plain = grouped(text.replace('-', ''), typeof digits === 'number' || digits.includes(',') ? ',' : '');
  const required = typeof digits === 'string' ? (/\.(0*)/.exec(digits)?.[1]?.length ?? 0) : scale;
  const cut = typeof digits === 'string' && scale > required ? trimZeros(plain, scale - required) : plain;
  return (negative ? '-' : '') + cut;
}

function trimZeros(text: string, most: number): string {
  let out = text;
  for (let i = 0; i < most && out.endsWith('0'); i++) out = out.slice(0, -1);
  return out.endsWith('.') ? out.slice(0, -1) : out;
}

export const formatBodies: readonly RuntimeBody[] = [
  runtimeBodyOf(
    'format_string',
    ({ argTypes }) =>
      (format: string | null, ...values: InternalValue[]) =>
        format === null ? null : formatJava(format, values, argTypes.slice(1)),
    { acceptsNull: true },
  ),
  runtimeBodyOf('format_number', () => formatNumber),
];
