import { types } from '@kindling/protocol';
import { type JsValue, refuse, required, valueOfType } from './js-value.ts';
import { boolean, concatenated, textOf } from './operators.ts';
import { call, castTo, integer, literal, type SparkExpression } from './spark-expression.ts';

/** What JavaScript takes for white space; Spark's trim knows the blank only. */
const whiteSpace =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

const text = (expression: SparkExpression, ...parts: readonly JsValue[]): JsValue => ({
  kind: 'string',
  nullable: false,
  fallible: parts.some((part) => part.fallible === true),
  spark: () => expression,
});

function only(args: readonly JsValue[], name: string): JsValue {
  const [first] = args;
  if (first === undefined || args.length !== 1) refuse(`\`${name}\` with ${args.length} arguments`);
  return required(first, `an argument of \`${name}\``);
}

function stringArgument(args: readonly JsValue[], name: string): JsValue {
  const argument = only(args, name);
  return argument.kind === 'string' ? argument : refuse(`\`${name}\` with a ${argument.kind}`);
}

function wholeConstants(args: readonly JsValue[], name: string): readonly number[] {
  return args.map(({ constant }) =>
    typeof constant === 'number' && Number.isInteger(constant) && constant >= 0 && constant < 2 ** 30
      ? constant
      : refuse(`\`${name}\` with positions that are no constants from 0 on`),
  );
}

/** A text as UTF-16, which is what JavaScript counts in. */
const utf16 = (value: SparkExpression): SparkExpression => call('encode', value, literal('UTF-16BE'));

export function stringMethod(subject: JsValue, name: string, args: readonly JsValue[]): JsValue {
  const value = subject.spark();
  switch (name) {
    case 'toUpperCase':
    case 'toLowerCase':
      if (args.length > 0) refuse(`\`${name}\` with arguments`);
      return text(call(name === 'toUpperCase' ? 'upper' : 'lower', value), subject);
    case 'trim':
    case 'trimStart':
    case 'trimEnd': {
      const spark = { trim: 'btrim', trimStart: 'ltrim', trimEnd: 'rtrim' }[name];
      // The two-argument forms of ltrim and rtrim take the characters first.
      return text(name === 'trim' ? call(spark, value, literal(whiteSpace)) : call(spark, literal(whiteSpace), value), subject);
    }
    case 'startsWith':
    case 'endsWith':
    case 'includes': {
      const other = stringArgument(args, name);
      const spark = { startsWith: 'startswith', endsWith: 'endswith', includes: 'contains' }[name];
      return boolean(call(spark, value, other.spark()), subject, other);
    }
    case 'concat':
      return concatenated([subject, ...args]);
    case 'toString':
    case 'valueOf':
      return args.length === 0 ? subject : refuse(`\`${name}\` with arguments`);
    case 'repeat': {
      const [count] = wholeConstants(args, name);
      if (count === undefined || count > 1000) refuse('`repeat` without a small constant');
      return text(call('repeat', value, integer(count as number)), subject);
    }
    case 'replaceAll': {
      const [pattern, replacement] = args.map(({ constant }) => constant);
      if (
        typeof pattern !== 'string' ||
        typeof replacement !== 'string' ||
        pattern === '' ||
        replacement.includes('$') ||
        args.length !== 2
      )
        return refuse('`replaceAll` with other arguments than two constant texts');
      return text(call('replace', value, literal(pattern), literal(replacement)), subject);
    }
    case 'slice':
    case 'substring': {
      const [start = 0, end] = wholeConstants(args, name);
      if (end !== undefined && end < start && name === 'substring') refuse('`substring` with a start behind its end');
      const length = end === undefined ? [] : [integer(Math.max(0, end - start) * 2)];
      const cut = call('decode', call('substring', utf16(value), integer(start * 2 + 1), ...length), literal('UTF-16BE'));
      // Half of a surrogate pair is an error in Spark.
      return { ...text(cut, subject), fallible: true };
    }
    default:
      return refuse(`\`${name}\` of a text`);
  }
}

const maxLength = 2 ** 31 - 1;

const wholeNumber = (whole: SparkExpression, range: readonly [number, number], ...parts: readonly JsValue[]): JsValue => ({
  kind: 'number',
  nullable: false,
  fallible: parts.some((part) => part.fallible === true),
  spark: () => castTo(whole, types.double),
  whole,
  range,
});

/** A property that is no call. */
export function propertyOf(subject: JsValue, name: string): JsValue {
  required(subject, `a value before \`.${name}\``);
  if (subject.kind === 'string' && name === 'length')
    return wholeNumber(
      castTo(call('div', castTo(call('octet_length', utf16(subject.spark())), types.long), literal(2n)), types.long),
      [0, maxLength],
      subject,
    );
  if (subject.kind === 'array' && name === 'length')
    return wholeNumber(castTo(call('size', subject.spark()), types.long), [0, maxLength], subject);
  if (subject.kind === 'struct' && subject.dataType?.kind === 'struct') {
    const fields = subject.dataType.fields.filter((field) => field.name === name);
    const [field] = fields;
    if (field === undefined || fields.length > 1) return refuse(`a field \`${name}\`, which is not one of the struct`);
    return {
      ...valueOfType({ op: 'field', child: subject.spark(), name }, field.dataType, field.nullable),
      fallible: subject.fallible === true,
    };
  }
  return refuse(`\`.${name}\` of a ${subject.kind}`);
}

/** `array[3]`. */
export function elementAt(subject: JsValue, index: JsValue): JsValue {
  required(subject, 'a value before `[…]`');
  if (subject.kind !== 'array' || subject.dataType?.kind !== 'array') return refuse(`\`[…]\` of a ${subject.kind}`);
  const [position] = wholeConstants([index], '[…]');
  const element = call('get', subject.spark(), integer(position as number));
  return { ...valueOfType(element, subject.dataType.elementType, true), maybeUndefined: true };
}

export function arrayIncludes(subject: JsValue, args: readonly JsValue[]): JsValue {
  const searched = only(args, 'includes');
  const items = subject.constant;
  if (Array.isArray(items)) {
    if (searched.kind !== 'string' || !items.every((item) => typeof item === 'string'))
      return refuse('`includes` of a constant list of other than texts');
    return items.length === 0
      ? boolean(literal(false))
      : boolean(call('in', searched.spark(), ...items.map((item) => literal(item as string))), searched);
  }
  const element = subject.dataType?.kind === 'array' ? subject.dataType.elementType : undefined;
  if (element === undefined || subject.element?.kind !== searched.kind) return refuse(`\`includes\` with a ${searched.kind}`);
  const value =
    searched.kind === 'number' && element.kind !== 'double'
      ? searched.whole
        ? castTo(searched.whole, types.long)
        : undefined
      : searched.spark();
  if (value === undefined || !['string', 'boolean', 'bigint', 'number'].includes(searched.kind) || element.kind === 'float')
    return refuse(`\`includes\` with a ${searched.kind}`);
  return boolean(call('coalesce', call('array_contains', subject.spark(), value), literal(false)), subject, searched);
}

/** `Math.abs(x)`, `Number(x)` and the like. */
export function globalCall(name: string, args: readonly JsValue[]): JsValue {
  switch (name) {
    case 'Math.abs': {
      const value = number(only(args, name), name);
      const { whole, range } = value;
      return {
        ...value,
        spark: () => call('abs', value.spark()),
        negativeZero: false,
        ...(whole ? { whole: call('abs', whole) } : {}),
        ...(range ? { range: [0, Math.max(Math.abs(range[0]), Math.abs(range[1]))] as const } : {}),
      };
    }
    case 'Math.sqrt': {
      const value = number(only(args, name), name);
      return {
        kind: 'number',
        nullable: false,
        fallible: value.fallible === true,
        spark: () => call('sqrt', value.spark()),
        negativeZero: true,
      };
    }
    case 'Math.floor':
    case 'Math.ceil':
    case 'Math.trunc':
      return rounded(name, number(only(args, name), name));
    case 'Math.min':
    case 'Math.max': {
      const numbers = args.map((arg) => number(required(arg, `an argument of \`${name}\``), name));
      const wholes = numbers.map(({ whole }) => whole ?? refuse(`\`${name}\` of fractions`));
      const ranges = numbers.map(({ range }) => range as readonly [number, number]);
      if (wholes.length < 2) refuse(`\`${name}\` of fewer than two numbers`);
      const pick = name === 'Math.min' ? Math.min : Math.max;
      const whole = call(name === 'Math.min' ? 'least' : 'greatest', ...wholes);
      return wholeNumber(whole, [pick(...ranges.map(([low]) => low)), pick(...ranges.map(([, high]) => high))], ...numbers);
    }
    case 'String':
      return text(textOf(args[0] ?? refuse('`String` without an argument')), ...args);
    case 'Number': {
      const value = only(args, name);
      if (value.kind === 'number') return value;
      if (value.kind !== 'bigint') return refuse(`\`Number\` of a ${value.kind}`);
      return {
        kind: 'number',
        nullable: false,
        fallible: value.fallible === true,
        spark: () => castTo(value.spark(), types.double),
        range: [-(2 ** 63), 2 ** 63],
      };
    }
    case 'BigInt': {
      const value = only(args, name);
      if (value.kind === 'bigint') return value;
      const { whole } = value;
      return whole
        ? { kind: 'bigint', nullable: false, fallible: value.fallible === true, spark: () => whole }
        : refuse(`\`BigInt\` of a ${value.kind}`);
    }
    case 'Number.isNaN':
    case 'isNaN': {
      const value = number(only(args, name), name);
      return boolean(value.range ? literal(false) : call('isnan', value.spark()), value);
    }
    default:
      return refuse(`a call of \`${name}\``);
  }
}

function number(value: JsValue, name: string): JsValue {
  return value.kind === 'number' ? value : refuse(`\`${name}\` of a ${value.kind}`);
}

/** Spark rounds to BIGINT: only what surely fits. */
function rounded(name: string, value: JsValue): JsValue {
  if (value.whole) return value;
  const { range } = value;
  const limit = Number.MAX_SAFE_INTEGER;
  if (!range || range[0] < -limit || range[1] > limit) return refuse(`\`${name}\` of a number of unknown size`);
  const toLong = (spark: string) => castTo(call(spark, value.spark()), types.long);
  const isNegative = call('<', value.spark(), { op: 'double', value: 0 });
  const whole =
    name === 'Math.floor'
      ? toLong('floor')
      : name === 'Math.ceil'
        ? toLong('ceil')
        : call('when', isNegative, toLong('ceil'), toLong('floor'));
  const canBeNegativeZero = value.negativeZero === true || (name !== 'Math.floor' && range[0] < 0);
  return {
    kind: 'number',
    nullable: false,
    fallible: value.fallible === true,
    spark: () => (canBeNegativeZero ? refuse(`\`${name}\` that may give -0 as a fraction`) : castTo(whole, types.double)),
    whole,
    range: [Math.floor(range[0]), Math.ceil(range[1])],
    negativeZero: canBeNegativeZero,
  };
}
