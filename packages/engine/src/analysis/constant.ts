import { type DataType, Decimal, type UserFunctionDefinition } from '@kindling/protocol';
import { type Expression, typeOf } from '../plan/index.ts';

export interface Constant {
  readonly value: unknown;
  readonly dataType: DataType;
}

const wholeRanges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  byte: [-128n, 127n],
  short: [-32768n, 32767n],
  integer: [-2147483648n, 2147483647n],
  long: [-9223372036854775808n, 9223372036854775807n],
};

/** Types whose values are whole numbers, and how wide these are. */
const wholeKinds: Readonly<Record<string, 'integer' | 'long'>> = {
  integer: 'integer',
  long: 'long',
  year_month_interval: 'integer',
  day_time_interval: 'long',
};

/** Value of a constant expression, as far as limits, formats, scales and seeds need it; `undefined` when it is none or not folded here. */
export function constantValue(expression: Expression, timeZone: string): Constant | undefined {
  switch (expression.kind) {
    case 'literal':
      return { value: expression.value ?? null, dataType: expression.dataType };
    case 'alias':
      return constantValue(expression.child, timeZone);
    case 'cast': {
      const child = constantValue(expression.child, timeZone);
      return child && castConstant(child, expression.dataType);
    }
    case 'call':
      return callConstant(expression, timeZone);
    default:
      return undefined;
  }
}

function castConstant(from: Constant, to: DataType): Constant | undefined {
  if (from.value === null) return { value: null, dataType: to };
  if (from.dataType.kind === to.kind && to.kind !== 'decimal') return { value: from.value, dataType: to };
  if (to.kind === 'string')
    return typeof from.value === 'object' || from.dataType.kind === 'date' || from.dataType.kind.startsWith('timestamp')
      ? undefined
      : { value: String(from.value), dataType: to };
  const number = toDecimal(from);
  if (number === undefined) return undefined;
  const range = wholeRanges[to.kind];
  if (range) {
    // A fraction is cut off.
    const whole = number.unscaled / 10n ** BigInt(number.scale);
    if (whole < range[0] || whole > range[1]) return undefined;
    return { value: to.kind === 'long' ? whole : Number(whole), dataType: to };
  }
  if (to.kind === 'double' || to.kind === 'float') return { value: Number(number.toString()), dataType: to };
  if (to.kind === 'decimal') return { value: number.withScale(to.scale), dataType: to };
  return undefined;
}

function toDecimal(constant: Constant): Decimal | undefined {
  const { value } = constant;
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return Decimal.of(value);
  if (typeof value === 'number') return Number.isFinite(value) ? Decimal.of(value) : undefined;
  if (typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return Decimal.of(value.trim());
  return undefined;
}

function callConstant(call: Expression & { kind: 'call' }, timeZone: string): Constant | undefined {
  const dataType = typeOf(call);
  if (call.fn === 'concat' && dataType.kind === 'string') {
    const parts = call.args.map((arg) => constantValue(arg, timeZone)?.value);
    if (parts.some((part) => part === null)) return { value: null, dataType };
    return parts.every((part) => typeof part === 'string') ? { value: parts.join(''), dataType } : undefined;
  }
  const whole = wholeKinds[dataType.kind];
  if (whole === undefined) return undefined;
  const args = call.args.map((arg) => constantValue(arg, timeZone)?.value);
  if (args.some((arg) => typeof arg !== 'number' && typeof arg !== 'bigint')) return undefined;
  const [left, right] = args.map((arg) => BigInt(arg as number | bigint));
  const value = wholeArithmetic(call.fn, left as bigint, right);
  const [low, high] = wholeRanges[whole] as readonly [bigint, bigint];
  if (value === undefined || value < low || value > high) return undefined;
  return { value: whole === 'long' ? value : Number(value), dataType };
}

function wholeArithmetic(fn: string, left: bigint, right: bigint | undefined): bigint | undefined {
  if (right === undefined) return fn === 'negative' ? -left : fn === 'positive' ? left : undefined;
  switch (fn) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case 'div':
      return right === 0n ? undefined : left / right;
    case '%':
      return right === 0n ? undefined : left % right;
    default:
      return undefined;
  }
}

/** Whether an expression has one value for the whole query: no columns, aggregates or random numbers in it. */
export function isFoldable(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'alias':
    case 'cast':
      return isFoldable(expression.child);
    case 'call':
      return expression.args.every(isFoldable) && !isNondeterministic(expression);
    case 'lambda':
      return isFoldable(expression.body);
    case 'lambdaVariable':
      return true;
    case 'getStructField':
      return isFoldable(expression.child);
    default:
      return false;
  }
}

const nondeterministic: ReadonlySet<string> = new Set([
  'rand',
  'randn',
  'random',
  'uuid',
  'shuffle',
  'randstr',
  'uniform',
  'monotonically_increasing_id',
  'spark_partition_id',
  'distributed_sequence_id',
  'input_file_name',
  'input_file_block_start',
  'input_file_block_length',
]);

/** Whether a call has another value every time. */
export function isNondeterministic(expression: Expression): boolean {
  return (
    (expression.kind === 'call' && nondeterministic.has(expression.fn)) ||
    (expression.kind === 'call' && (expression.options?.definition as UserFunctionDefinition | undefined)?.deterministic === false)
  );
}
