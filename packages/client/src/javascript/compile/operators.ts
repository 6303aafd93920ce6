import { types } from '@kindling/protocol';
import { type JsValue, refuse, required } from './js-value.ts';
import { call, castTo, literal, not, type SparkExpression } from './spark-expression.ts';

const maxSafe = Number.MAX_SAFE_INTEGER;
const maxInt = 2 ** 31 - 1;

const isSafe = ([low, high]: readonly [number, number]): boolean => low >= -maxSafe && high <= maxSafe;

function rangeOf(operator: string, left: JsValue, right: JsValue): readonly [number, number] | undefined {
  if (!left.range || !right.range) return undefined;
  const [a, b] = left.range;
  const [c, d] = right.range;
  const ends =
    operator === '+' ? [a + c, b + d] : operator === '-' ? [a - d, b - c] : operator === '*' ? [a * c, a * d, b * c, b * d] : undefined;
  if (!ends) return undefined;
  const range = [Math.min(...ends), Math.max(...ends)] as const;
  return range.every(Number.isFinite) ? range : undefined;
}

/** `+ - * / % & | ^` of two numbers, two bigints, or `+` of texts. */
export function arithmetic(operator: string, left: JsValue, right: JsValue): JsValue {
  if (operator === '+' && (left.kind === 'string' || right.kind === 'string')) return concatenated([left, right]);
  required(left, `an operand of \`${operator}\``);
  required(right, `an operand of \`${operator}\``);
  if (left.kind === 'bigint' && right.kind === 'bigint') return bigints(operator, left, right);
  if (left.kind === 'number' && right.kind === 'number') return numbers(operator, left, right);
  return refuse(`\`${operator}\` of a ${left.kind} and a ${right.kind}`);
}

function bigints(operator: string, left: JsValue, right: JsValue): JsValue {
  const result = (name: string, fallible: boolean): JsValue => ({
    kind: 'bigint',
    nullable: false,
    fallible: fallible || left.fallible === true || right.fallible === true,
    spark: () => call(name, left.spark(), right.spark()),
  });
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '%':
      return result(operator, true);
    case '/':
      return result('div', true);
    case '&':
    case '|':
    case '^':
      return result(operator, false);
    default:
      return refuse(`\`${operator}\` of bigints`);
  }
}

function numbers(operator: string, left: JsValue, right: JsValue): JsValue {
  const fallible = left.fallible === true || right.fallible === true;
  const spark = (name: string) => () => call(name, left.spark(), right.spark());
  const wholes = (name: string): SparkExpression | undefined =>
    left.whole && right.whole ? call(name, left.whole, right.whole) : undefined;
  switch (operator) {
    case '+':
    case '-':
    case '*': {
      const range = rangeOf(operator, left, right);
      const whole = range && isSafe(range) ? wholes(operator) : undefined;
      return {
        kind: 'number',
        nullable: false,
        fallible,
        spark: spark(operator),
        negativeZero: true,
        ...(range ? { range } : {}),
        ...(whole ? { whole } : {}),
      };
    }
    case '/':
    case '%': {
      const divisor = right.constant;
      if (typeof divisor !== 'number' || divisor === 0 || !Number.isFinite(divisor))
        return refuse(`\`${operator}\` by a number that may be 0, which is an error in Spark`);
      if (operator === '%') {
        const whole = wholes('%');
        const range = left.range && ([Math.min(0, left.range[0]), Math.max(0, left.range[1])] as const);
        return {
          kind: 'number',
          nullable: false,
          fallible,
          spark: spark('%'),
          negativeZero: true,
          ...(range ? { range } : {}),
          ...(whole ? { whole } : {}),
        };
      }
      const ends = left.range?.map((end) => end / divisor);
      return {
        kind: 'number',
        nullable: false,
        fallible,
        spark: spark('/'),
        negativeZero: divisor < 0 || left.whole === undefined || left.negativeZero === true,
        ...(ends?.every(Number.isFinite) ? { range: [Math.min(...ends), Math.max(...ends)] as const } : {}),
      };
    }
    case '&':
    case '|':
    case '^': {
      const fits = [left, right].every(({ range, whole }) => whole && range && range[0] >= -maxInt - 1 && range[1] <= maxInt);
      const whole = fits ? wholes(operator) : undefined;
      if (!whole) return refuse(`\`${operator}\` of numbers beyond 32 bits`);
      return { kind: 'number', nullable: false, fallible, spark: () => castTo(whole, types.double), whole, range: [-maxInt - 1, maxInt] };
    }
    default:
      return refuse(`the operator \`${operator}\``);
  }
}

/** `-x` and `+x`. */
export function negated(value: JsValue): JsValue {
  required(value, 'an operand of `-`');
  if (value.kind === 'bigint') {
    return { kind: 'bigint', nullable: false, fallible: true, spark: () => call('negative', value.spark()) };
  }
  if (value.kind !== 'number') return refuse(`\`-\` of a ${value.kind}`);
  const { range, whole } = value;
  return {
    kind: 'number',
    nullable: false,
    fallible: value.fallible === true,
    spark: () => call('negative', value.spark()),
    negativeZero: true,
    ...(whole ? { whole: call('negative', whole) } : {}),
    ...(range ? { range: [-range[1], -range[0]] as const } : {}),
  };
}

/** `< <= > >=`: NaN is never less or more. */
export function ordered(operator: string, left: JsValue, right: JsValue): JsValue {
  required(left, `an operand of \`${operator}\``);
  required(right, `an operand of \`${operator}\``);
  const pair = comparable(left, right);
  if (pair === undefined) return refuse(`\`${operator}\` of a ${left.kind} and a ${right.kind}`);
  return boolean(withoutNaN(call(operator, pair[0], pair[1]), pair.doubles), left, right);
}

/** `=== !== == !=` of values that are no literal null. */
export function equal(operator: string, left: JsValue, right: JsValue): JsValue {
  const isStrict = operator.length === 3;
  if (isStrict && left.kind !== right.kind) return refuse(`\`${operator}\` of a ${left.kind} and a ${right.kind}`);
  if (left.maybeUndefined || right.maybeUndefined) return refuse(`\`${operator}\` of a value that may be undefined`);
  const mayBeNull = left.nullable || right.nullable;
  const pair = comparable(left, right) ?? sameKind(left, right);
  if (pair === undefined) return refuse(`\`${operator}\` of a ${left.kind} and a ${right.kind}`);
  if (mayBeNull && pair.doubles.length > 0) return refuse(`\`${operator}\` of fractions that may be null`);
  const test = withoutNaN(call(mayBeNull ? '<=>' : '==', pair[0], pair[1]), pair.doubles);
  return boolean(operator.startsWith('!') ? not(test) : test, left, right);
}

type Pair = readonly [SparkExpression, SparkExpression] & { readonly doubles: readonly SparkExpression[] };

const pairOf = (left: SparkExpression, right: SparkExpression, doubles: readonly SparkExpression[] = []): Pair =>
  Object.assign([left, right] as const, { doubles });

/** Two numbers in one form; `doubles` are those that may be NaN. */
function comparable(left: JsValue, right: JsValue): Pair | undefined {
  const integral = (value: JsValue) => (value.kind === 'bigint' ? value.spark() : value.kind === 'number' ? value.whole : undefined);
  const [a, b] = [integral(left), integral(right)];
  if (a && b) return pairOf(a, b);
  if (left.kind !== 'number' || right.kind !== 'number') return undefined;
  const doubles = [left, right].filter((value) => value.range === undefined).map((value) => value.spark());
  return pairOf(left.spark(), right.spark(), doubles);
}

function sameKind(left: JsValue, right: JsValue): Pair | undefined {
  if (left.kind !== right.kind || (left.kind !== 'string' && left.kind !== 'boolean')) return undefined;
  return pairOf(left.spark(), right.spark());
}

/** NaN equals NaN in Spark, and is more than everything. */
function withoutNaN(test: SparkExpression, doubles: readonly SparkExpression[]): SparkExpression {
  return doubles.reduce((all, value) => call('and', all, not(call('isnan', value))), test);
}

export function boolean(expression: SparkExpression, ...parts: readonly JsValue[]): JsValue {
  return { kind: 'boolean', nullable: false, fallible: parts.some((part) => part.fallible === true), spark: () => expression };
}

/** Texts, one behind the other, as template literals and `+` make them. */
export function concatenated(parts: readonly JsValue[]): JsValue {
  const texts = parts.map(textOf);
  return {
    kind: 'string',
    nullable: false,
    fallible: parts.some((part) => part.fallible === true),
    spark: () => (texts.length === 1 ? (texts[0] as SparkExpression) : call('concat', ...texts)),
  };
}

/** What `String(value)` gives. */
export function textOf(value: JsValue): SparkExpression {
  if (value.maybeUndefined) refuse('a text of a value that may be undefined');
  if (value.kind === 'null') return literal('null');
  const text = textWhenPresent(value);
  return value.nullable ? call('coalesce', text, literal('null')) : text;
}

function textWhenPresent(value: JsValue): SparkExpression {
  switch (value.kind) {
    case 'string':
      return value.spark();
    case 'boolean':
    case 'bigint':
      return castTo(value.spark(), types.string);
    case 'number':
      if (typeof value.constant === 'number') return literal(String(value.constant));
      return value.whole ? castTo(value.whole, types.string) : refuse('the text of a fraction, which Spark writes in another way');
    default:
      return refuse(`the text of a ${value.kind}`);
  }
}
