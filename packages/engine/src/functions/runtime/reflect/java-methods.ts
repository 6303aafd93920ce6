import { castToSparkString, types } from '@kindling/protocol';
import { floorDivide } from '../calendar.ts';
import { decodeForm, encodeForm } from '../url/index.ts';

type JavaType = 'boolean' | 'int' | 'long' | 'float' | 'double' | 'String';

/** Values of Java as bodies see them: long as bigint, the rest as numbers, booleans and texts. */
type JavaValue = boolean | number | bigint | string;

export interface JavaMethod {
  readonly parameters: readonly JavaType[];
  // biome-ignore lint/suspicious/noExplicitAny: the parameters' types are data
  readonly call: (...args: any[]) => JavaValue;
  readonly result: JavaType;
}

const method = (parameters: readonly JavaType[], result: JavaType, call: JavaMethod['call']): JavaMethod => ({ parameters, result, call });

const fails = (exception: string, message: string): never => {
  throw new RangeError(`java.lang.${exception}: ${message}`);
};

const asInt = (value: number): number => value | 0;
const asLong = (value: bigint): bigint => BigInt.asIntN(64, value);

function exactInt(value: number): number {
  return Number.isSafeInteger(value) && value === asInt(value) ? value : fails('ArithmeticException', 'integer overflow');
}

function exactLong(value: bigint): bigint {
  return value === asLong(value) ? value : fails('ArithmeticException', 'long overflow');
}

/** Java's parsers take no white space, no point and no exponent. */
function parseInteger(text: string, radix: number, bits: 32 | 64): bigint {
  const refuse = (): never => fails('NumberFormatException', `For input string: "${text}"`);
  const [, sign, digits = ''] = /^([+-]?)([0-9a-z]+)$/i.exec(text) ?? [];
  if (digits === '') return refuse();
  let value = 0n;
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36);
    if (!(number < radix)) return refuse();
    value = value * BigInt(radix) + BigInt(number);
  }
  const signed = sign === '-' ? -value : value;
  return BigInt.asIntN(bits, signed) === signed ? signed : refuse();
}

function parseDouble(text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?(NaN|Infinity)$/.test(trimmed)) return Number(trimmed.replace(/^([+-])NaN/, 'NaN'));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[dDfF]?$/i.test(trimmed)) return fails('NumberFormatException', `For input string: "${text}"`);
  return Number(trimmed.replace(/[dDfF]$/, ''));
}

const unsigned = (radix: number, bits: 32 | 64) => (value: number | bigint) => BigInt.asUintN(bits, BigInt(value)).toString(radix);

const decode = (text: string): string =>
  decodeForm(text, true) ?? fails('IllegalArgumentException', `URLDecoder: Incomplete trailing escape (%) pattern in "${text}"`);

const onlyUtf8 = (encoding: string, value: () => string): string =>
  /^utf-?8$/i.test(encoding) ? value() : fails('IllegalArgumentException', `${encoding} is no encoding that can be used here: use UTF-8`);

function uuidOf(text: string): string {
  const parts = text.split('-');
  if (parts.length !== 5 || !parts.every((part) => /^[0-9a-f]+$/i.test(part)))
    fails('IllegalArgumentException', `Invalid UUID string: ${text}`);
  const widths = [8, 4, 4, 4, 12];
  return parts
    .map((part, index) =>
      part
        .toLowerCase()
        .padStart(widths[index] ?? 0, '0')
        .slice(-(widths[index] ?? 0)),
    )
    .join('-');
}

const doubles = (call: (value: number) => number): readonly JavaMethod[] => [method(['double'], 'double', call)];
const ofTwoDoubles = (call: (a: number, b: number) => number): readonly JavaMethod[] => [method(['double', 'double'], 'double', call)];

/** The same of each number type. */
const ofNumbers = (
  ofInts: (a: number, b: number) => number,
  ofLongs: (a: bigint, b: bigint) => bigint,
  types: readonly JavaType[] = ['int', 'long', 'float', 'double'],
): readonly JavaMethod[] => types.map((type) => method([type, type], type, type === 'long' ? ofLongs : ofInts));

const isLess = (a: bigint, b: bigint): boolean => a < b;
const least = ofNumbers(Math.min, (a, b) => (isLess(a, b) ? a : b));
const most = ofNumbers(Math.max, (a, b) => (isLess(a, b) ? b : a));
const modulo = (a: number, b: number): number => (b === 0 ? fails('ArithmeticException', '/ by zero') : ((a % b) + b) % b);
const moduloLong = (a: bigint, b: bigint): bigint => (b === 0n ? fails('ArithmeticException', '/ by zero') : ((a % b) + b) % b);
const floorDivideInts = (a: number, b: number): number => (b === 0 ? fails('ArithmeticException', '/ by zero') : asInt(Math.floor(a / b)));
const floorDivideLong = (a: bigint, b: bigint): bigint => {
  if (b === 0n) return fails('ArithmeticException', '/ by zero');
  return asLong(floorDivide(a, b));
};

/** To the even one of two neighbours that are as near. */
function rint(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const clamp = (value: number, low: number, high: number): number => (Number.isNaN(value) ? 0 : Math.min(high, Math.max(low, value)));

const math: Readonly<Record<string, readonly JavaMethod[]>> = {
  abs: (['int', 'long', 'float', 'double'] as const).map((type) =>
    method([type], type, (value: number | bigint) =>
      typeof value === 'bigint' ? asLong(value < 0n ? -value : value) : type === 'int' ? asInt(Math.abs(value)) : Math.abs(value),
    ),
  ),
  max: most,
  min: least,
  ...Object.fromEntries(
    (
      [
        'sqrt',
        'cbrt',
        'exp',
        'expm1',
        'log',
        'log10',
        'log1p',
        'sin',
        'cos',
        'tan',
        'asin',
        'acos',
        'atan',
        'sinh',
        'cosh',
        'tanh',
      ] as const
    ).map((name) => [name, doubles(Math[name])]),
  ),
  ceil: doubles(Math.ceil),
  floor: doubles(Math.floor),
  rint: doubles(rint),
  signum: [...doubles(Math.sign), method(['float'], 'float', Math.sign)],
  toRadians: doubles((value) => (value / 180) * Math.PI),
  toDegrees: doubles((value) => (value * 180) / Math.PI),
  pow: ofTwoDoubles((a, b) => a ** b),
  atan2: ofTwoDoubles(Math.atan2),
  hypot: ofTwoDoubles(Math.hypot),
  round: [
    method(['double'], 'long', (value: number) => BigInt(Math.floor(clamp(value, -(2 ** 63), 2 ** 63 - 1024) + 0.5))),
    method(['float'], 'int', (value: number) => Math.floor(clamp(value, -(2 ** 31), 2 ** 31 - 1) + 0.5)),
  ],
  floorDiv: ofNumbers(floorDivideInts, floorDivideLong, ['int', 'long']),
  floorMod: ofNumbers(modulo, moduloLong, ['int', 'long']),
  addExact: ofNumbers(
    (a, b) => exactInt(a + b),
    (a, b) => exactLong(a + b),
    ['int', 'long'],
  ),
  subtractExact: ofNumbers(
    (a, b) => exactInt(a - b),
    (a, b) => exactLong(a - b),
    ['int', 'long'],
  ),
  multiplyExact: ofNumbers(
    (a, b) => exactInt(a * b),
    (a, b) => exactLong(a * b),
    ['int', 'long'],
  ),
  negateExact: [method(['int'], 'int', (a: number) => exactInt(-a)), method(['long'], 'long', (a: bigint) => exactLong(-a))],
  toIntExact: [
    method(['long'], 'int', (a: bigint) => (BigInt.asIntN(32, a) === a ? Number(a) : fails('ArithmeticException', 'integer overflow'))),
  ],
  random: [method([], 'double', Math.random)],
};

const texts = (types: readonly JavaType[]): readonly JavaMethod[] =>
  types.map((type) => method([type], 'String', (value: JavaValue) => javaText(value, type)));

const whole = (type: 'int' | 'long'): Readonly<Record<string, readonly JavaMethod[]>> => {
  const bits = type === 'int' ? 32 : 64;
  const narrow = (value: bigint): number | bigint => (type === 'int' ? Number(value) : value);
  const parse = [
    method(['String'], type, (text: string) => narrow(parseInteger(text, 10, bits))),
    method(['String', 'int'], type, (text: string, radix: number) => narrow(parseInteger(text, radix, bits))),
  ];
  return {
    [type === 'int' ? 'parseInt' : 'parseLong']: parse,
    valueOf: [...parse, method([type], type, (value: number | bigint) => value)],
    toString: [
      ...texts([type]),
      method([type, 'int'], 'String', (value: number | bigint, radix: number) => value.toString(radix < 2 || radix > 36 ? 10 : radix)),
    ],
    toBinaryString: [method([type], 'String', unsigned(2, bits))],
    toOctalString: [method([type], 'String', unsigned(8, bits))],
    toHexString: [method([type], 'String', unsigned(16, bits))],
    toUnsignedString: [method([type], 'String', unsigned(10, bits))],
    signum: [method([type], 'int', (value: number | bigint) => (value > 0 ? 1 : value < 0 ? -1 : 0))],
    bitCount: [method([type], 'int', (value: number | bigint) => unsigned(2, bits)(value).replaceAll('0', '').length)],
    compare: [method([type, type], 'int', (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0))],
    max: most.filter(({ result }) => result === type),
    min: least.filter(({ result }) => result === type),
    sum: ofNumbers(
      (a, b) => asInt(a + b),
      (a, b) => asLong(a + b),
      [type],
    ),
  };
};

const floating = (type: 'float' | 'double'): Readonly<Record<string, readonly JavaMethod[]>> => {
  const narrow = type === 'float' ? Math.fround : (value: number) => value;
  const parse = [method(['String'], type, (text: string) => narrow(parseDouble(text)))];
  return {
    [type === 'float' ? 'parseFloat' : 'parseDouble']: parse,
    valueOf: [...parse, method([type], type, (value: number) => value)],
    toString: texts([type]),
    isNaN: [method([type], 'boolean', Number.isNaN)],
    isInfinite: [method([type], 'boolean', (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY)],
    isFinite: [method([type], 'boolean', Number.isFinite)],
    max: most.filter(({ result }) => result === type),
    min: least.filter(({ result }) => result === type),
    sum: ofNumbers(
      (a, b) => narrow(a + b),
      (a) => a,
      [type],
    ),
  };
};

const bool = (call: (a: boolean, b: boolean) => boolean): readonly JavaMethod[] => [method(['boolean', 'boolean'], 'boolean', call)];
const parseBoolean = [method(['String'], 'boolean', (text: string) => text.toLowerCase() === 'true')];

/** Static methods of Java's library that can be called by name, by class and name. */
export const javaMethods: Readonly<Record<string, Readonly<Record<string, readonly JavaMethod[]>>>> = {
  'java.lang.Math': math,
  'java.lang.StrictMath': math,
  'java.lang.String': { valueOf: texts(['boolean', 'int', 'long', 'float', 'double', 'String']) },
  'java.lang.Integer': whole('int'),
  'java.lang.Long': whole('long'),
  'java.lang.Float': floating('float'),
  'java.lang.Double': floating('double'),
  'java.lang.Boolean': {
    parseBoolean,
    valueOf: [...parseBoolean, method(['boolean'], 'boolean', (value: boolean) => value)],
    toString: texts(['boolean']),
    logicalAnd: bool((a, b) => a && b),
    logicalOr: bool((a, b) => a || b),
    logicalXor: bool((a, b) => a !== b),
  },
  'java.util.UUID': {
    randomUUID: [method([], 'String', () => globalThis.crypto.randomUUID())],
    fromString: [method(['String'], 'String', uuidOf)],
  },
  'java.net.URLEncoder': {
    encode: [
      method(['String'], 'String', encodeForm),
      method(['String', 'String'], 'String', (text: string, encoding: string) => onlyUtf8(encoding, () => encodeForm(text))),
    ],
  },
  'java.net.URLDecoder': {
    decode: [
      method(['String'], 'String', decode),
      method(['String', 'String'], 'String', (text: string, encoding: string) => onlyUtf8(encoding, () => decode(text))),
    ],
  },
  'java.lang.Object': {},
};

export function javaText(value: JavaValue, type: JavaType): string {
  if (type === 'double') return castToSparkString(value, types.double) ?? '';
  return type === 'float' ? (castToSparkString(value, types.float) ?? '') : String(value);
}

/** Java's type of Spark's, as its methods name it; nothing for types that no method takes. */
export function javaTypeOf(kind: string): JavaType | 'byte' | 'short' | undefined {
  const known: Readonly<Record<string, JavaType | 'byte' | 'short'>> = {
    boolean: 'boolean',
    byte: 'byte',
    short: 'short',
    integer: 'int',
    long: 'long',
    float: 'float',
    double: 'double',
    string: 'String',
  };
  return known[kind];
}

/** The method that takes exactly these types: Spark widens nothing. */
export function findJavaMethod(className: string, name: string, argTypes: readonly string[]): JavaMethod | undefined {
  const found = Object.hasOwn(javaMethods, className) ? javaMethods[className] : undefined;
  const overloads = found && Object.hasOwn(found, name) ? (found[name] ?? []) : [];
  return overloads.find(({ parameters }) => parameters.length === argTypes.length && parameters.every((type, i) => type === argTypes[i]));
}
