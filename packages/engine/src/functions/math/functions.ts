import { type DataType, sparkError, types } from '@kindling/protocol';
import { cases, cast, call as duckCall, nullToken, number, operator, physicalType, type Sql, token } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { argType, at, body, type FunctionSpec, type Lower, native, optional, param, runtimeCall, scalar } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext, TypeRule } from '../function-record.ts';
import { adjustedDecimal, decimalFor, isIntegral } from '../numeric-types.ts';

function math(spec: Omit<FunctionSpec, 'family'>): FunctionRecord {
  return scalar({ family: 'math_funcs', showsAlias: true, ...spec });
}

/** A function of one double that DuckDB's library computes as Java's does, within its domain. */
function unary(name: string, since: string, summary: string, lower: Lower = native(name), aliases: readonly string[] = []): FunctionRecord {
  return math({
    name,
    aliases,
    since,
    summary,
    examples: [`${name}(1)`],
    parameters: [param('expr', types.double)],
    returns: types.double,
    nullable: true,
    sql: ([value], call) => `${call.displayName ?? (name === 'rint' ? name : name.toUpperCase())}(${value})`,
    lower,
  });
}

const NAN = token("'NaN'::DOUBLE");
const nanUnless =
  (condition: (value: Sql) => Sql, name: string): Lower =>
  (args, _, context) =>
    context.bind([at(args, 0)], (value) =>
      cases([
        [condition(value as Sql), duckCall(name, value as Sql)],
        [{ kind: 'operator', operator: 'IS NOT NULL', args: [value as Sql], postfix: true }, NAN],
      ]),
    );
const within = (low: number, high: number) => (value: Sql) =>
  operator('AND', operator('>=', value, number(low)), operator('<=', value, number(high)));

/** Logarithms of what is not positive are NULL in Spark. */
function logarithm(name: string, since: string, summary: string, duck: string | Lower, above: number): FunctionRecord {
  return math({
    name,
    since,
    summary,
    examples: [`${name}(2)`],
    parameters: [param('expr', types.double)],
    returns: types.double,
    nullable: true,
    sql: ([value]) => `${name === 'ln' ? name : name.toUpperCase()}(${value})`,
    lower: (args, call, context) =>
      context.bind([at(args, 0)], (value) => {
        const result = typeof duck === 'string' ? duckCall(duck, value as Sql) : duck([value as Sql], call, context);
        return cases([[operator('<=', value as Sql, number(above)), cast(nullToken, 'DOUBLE')]], result);
      }),
  });
}

const own = (args: readonly Expression[]): DataType => dataTypeOf(args[0] as Expression);

function constantScale(args: readonly Expression[]): number {
  const scale = args[1];
  return scale?.kind === 'literal' && typeof scale.value === 'number' ? scale.value : 0;
}

function roundedType(args: readonly Expression[]): DataType {
  const type = own(args);
  if (type.kind !== 'decimal') return type;
  const scale = constantScale(args);
  const integerDigits = type.precision - type.scale + 1;
  if (scale < 0) return types.decimal(Math.min(Math.max(integerDigits, -scale + 1), 38), 0);
  const newScale = Math.min(type.scale, scale);
  return types.decimal(Math.min(integerDigits + newScale, 38), newScale);
}

function rounding(name: string, since: string, summary: string): FunctionRecord {
  return math({
    name,
    since,
    summary,
    examples: [`${name}(2.5, 0)`],
    parameters: [
      param('expr', 'numeric'),
      { ...optional('scale', types.integer), default: { kind: 'literal', value: 0, dataType: types.integer } },
    ],
    returns: roundedType,
    nullable: true,
    evalMode: 'session',
    lower: (args, call, context) => {
      const scale = constantScale(call.args);
      if (isIntegral(call.dataType) && scale >= 0) return at(args, 0);
      if (name === 'round' && call.dataType.kind === 'decimal' && scale >= 0)
        return cast(cast(at(args, 0), `DECIMAL(38,${call.dataType.scale})`), physicalType(call.dataType));
      return runtimeCall(name, [at(args, 0), args[1] ?? number(0)], call, context);
    },
  });
}

function checkScale(args: readonly Expression[], context: ResolveContext): void {
  const scale = args[1];
  if (scale === undefined) return;
  const value = context.constant(scale)?.value;
  if (value === undefined || value === null || !isIntegral(dataTypeOf(scale)))
    throw sparkError('NON_FOLDABLE_ARGUMENT', { funcName: `\`${context.functionName}\``, paramName: '`scale`', paramType: '"INT"' });
}

function unwidened(value: Expression): DataType {
  return value.kind === 'cast' && value.implicit === true && isIntegral(dataTypeOf(value.child))
    ? dataTypeOf(value.child)
    : dataTypeOf(value);
}

function toWhole(name: string, duck: string, aliases: readonly string[], summary: string): FunctionRecord {
  return math({
    name,
    aliases,
    since: '1.4.0',
    summary,
    examples: [`${name}(-0.1)`],
    parameters: [param('expr', { oneOf: [types.long, types.double, 'decimal'] }), optional('scale')],
    check: checkScale,
    returns: (args) => {
      const type = own(args);
      if (args.length === 2) {
        // A whole number was brought to BIGINT, whose digits do not all count.
        const base = decimalFor(unwidened(args[0] as Expression));
        const scale = constantScale(args);
        return adjustedDecimal(
          Math.max(base.precision - base.scale + 1, -scale + 1) + Math.max(0, Math.min(scale, base.scale)),
          Math.max(0, Math.min(scale, base.scale)),
        );
      }
      return type.kind === 'decimal' ? types.decimal(Math.min(38, type.precision - type.scale + 1), 0) : types.long;
    },
    nullable: true,
    evalMode: 'session',
    sql: (args, call) => `${call.displayName ?? (args.length === 1 ? name.toUpperCase() : name)}(${args.join(', ')})`,
    lower: (args, call, context) => {
      if (args.length === 2) return runtimeCall(name, args, call, context);
      if (isIntegral(argType(call, 0))) return at(args, 0);
      // Beyond a long Java keeps the nearest one.
      if (argType(call, 0).kind === 'double') {
        return context.bind([at(args, 0)], (value) => {
          const isSmall = operator('<', duckCall('abs', value as Sql), token('9e18::DOUBLE'));
          return cases([[isSmall, cast(duckCall(duck, value as Sql), 'BIGINT')]], runtimeCall(name, [value as Sql], call, context));
        });
      }
      return cast(duckCall(duck, at(args, 0)), physicalType(call.dataType));
    },
  });
}

function extremum(name: string, symbol: string, summary: string): FunctionRecord {
  return math({
    name,
    since: '1.5.0',
    summary,
    examples: [`${name}(10, 9, 2, 4, 3)`],
    parameters: [param('expr', 'orderable'), { ...param('more', 'orderable'), variadic: true }],
    coercion: 'common',
    returns: own,
    nullable: (args) => args.every(isNullable),
    lower: native(symbol),
  });
}

const bucketed: TypeRule = { oneOf: [types.double, 'yearMonthInterval', 'dayTimeInterval'] };

export const mathFunctions: readonly FunctionRecord[] = [
  unary(
    'sqrt',
    '1.1.1',
    'Square root.',
    nanUnless((value) => operator('>=', value, number(0)), 'sqrt'),
  ),
  unary('cbrt', '1.4.0', 'Cube root.', body('cbrt')),
  unary('exp', '1.4.0', 'e to the power of a number.', (args, _, context) =>
    // The one whole number at which Java's differs.
    context.bind([at(args, 0)], (value) =>
      cases([[operator('=', value as Sql, number(1)), token('2.7182818284590455::DOUBLE')]], duckCall('exp', value as Sql)),
    ),
  ),
  unary('expm1', '1.4.0', 'e to the power of a number, less one.', body('expm1')),
  unary('sin', '1.4.0', 'Sine.', body('sin')),
  unary('cos', '1.4.0', 'Cosine.', body('cos')),
  unary(
    'tan',
    '1.4.0',
    'Tangent.',
    nanUnless((value) => duckCall('isfinite', value), 'tan'),
  ),
  unary('cot', '2.3.0', 'Cotangent.', body('cot')),
  unary('sec', '3.3.0', 'Secant.', body('sec')),
  unary('csc', '3.3.0', 'Cosecant.', body('csc')),
  unary('asin', '1.4.0', 'Arc sine.', nanUnless(within(-1, 1), 'asin')),
  unary('acos', '1.4.0', 'Arc cosine.', nanUnless(within(-1, 1), 'acos')),
  unary('atan', '1.4.0', 'Arc tangent.'),
  unary('sinh', '1.4.0', 'Hyperbolic sine.', body('sinh')),
  unary('cosh', '1.4.0', 'Hyperbolic cosine.', body('cosh')),
  unary('tanh', '1.4.0', 'Hyperbolic tangent.', body('tanh')),
  unary('asinh', '3.0.0', 'Inverse hyperbolic sine.', body('asinh')),
  unary('acosh', '3.0.0', 'Inverse hyperbolic cosine.', body('acosh')),
  unary('atanh', '3.0.0', 'Inverse hyperbolic tangent.', body('atanh')),
  unary('degrees', '1.4.0', 'Radians in degrees.', body('degrees')),
  unary('radians', '1.4.0', 'Degrees in radians.', body('radians')),
  unary('rint', '1.4.0', 'The nearest whole number, the even one of two.', (args) => duckCall('round_even', at(args, 0), number(0))),
  math({
    name: 'signum',
    aliases: ['sign'],
    since: '1.4.0',
    summary: 'The sign of a number or interval: -1, 0 or 1.',
    examples: ['signum(40)'],
    parameters: [param('expr', { oneOf: [types.double, 'dayTimeInterval', 'yearMonthInterval'] })],
    returns: types.double,
    nullable: true,
    sql: ([value], call) => `${call.displayName ?? 'SIGNUM'}(${value})`,
    lower: (args, call, context) =>
      argType(call, 0).kind === 'double' ? runtimeCall('signum', args, call, context) : cast(duckCall('sign', at(args, 0)), 'DOUBLE'),
  }),
  logarithm('ln', '1.4.0', 'Natural logarithm.', 'ln', 0),
  logarithm('log10', '1.4.0', 'Logarithm to base 10.', 'log10', 0),
  logarithm('log2', '1.4.0', 'Logarithm to base 2.', body('log2'), 0),
  math({
    name: 'log1p',
    since: '1.4.0',
    summary: 'Natural logarithm of one more than a number.',
    parameters: [param('expr', types.double)],
    returns: types.double,
    nullable: true,
    sql: ([value]) => `LOG1P(${value})`,
    lower: body('log1p'),
  }),
  math({
    name: 'log',
    since: '1.5.0',
    summary: 'Logarithm to a base, or the natural one.',
    examples: ['log(10, 100)'],
    parameters: [param('base', types.double), optional('expr', types.double)],
    returns: types.double,
    nullable: true,
    sql: (args) => (args.length === 1 ? `ln(${args[0]})` : `LOG(${args.join(', ')})`),
    lower: body('log'),
  }),
  math({
    name: 'power',
    aliases: ['pow'],
    since: '1.4.0',
    summary: 'One number to the power of another.',
    examples: ['power(2, 3)'],
    parameters: [param('expr1', types.double), param('expr2', types.double)],
    returns: types.double,
    sql: (args, call) => `${call.displayName === 'pow' ? 'pow' : 'POWER'}(${args.join(', ')})`,
    lower: body('power'),
  }),
  math({
    name: 'atan2',
    since: '1.4.0',
    summary: 'Angle of a point.',
    parameters: [param('exprY', types.double), param('exprX', types.double)],
    returns: types.double,
    sql: (args) => `ATAN2(${args.join(', ')})`,
    lower: body('atan2'),
  }),
  math({
    name: 'hypot',
    since: '1.4.0',
    summary: 'Length of the hypotenuse.',
    parameters: [param('expr1', types.double), param('expr2', types.double)],
    returns: types.double,
    sql: (args) => `HYPOT(${args.join(', ')})`,
    lower: body('hypot'),
  }),
  math({
    name: 'e',
    since: '1.5.0',
    summary: "Euler's number.",
    parameters: [],
    returns: types.double,
    nullable: false,
    sql: () => 'E()',
    rewrite: () => ({ kind: 'literal', value: Math.E, dataType: types.double }),
  }),
  math({
    name: 'pi',
    since: '1.5.0',
    summary: 'Pi.',
    parameters: [],
    returns: types.double,
    nullable: false,
    sql: () => 'PI()',
    rewrite: () => ({ kind: 'literal', value: Math.PI, dataType: types.double }),
  }),
  rounding('round', '1.5.0', 'A number rounded, halves away from zero.'),
  rounding('bround', '2.0.0', 'A number rounded, halves to the even digit.'),
  toWhole('ceil', 'ceil', ['ceiling'], 'The smallest whole number that is not smaller.'),
  toWhole('floor', 'floor', [], 'The largest whole number that is not larger.'),
  extremum('greatest', 'greatest', 'The largest of the values that are not NULL.'),
  extremum('least', 'least', 'The smallest of the values that are not NULL.'),
  math({
    name: 'factorial',
    since: '1.5.0',
    summary: 'Factorial of 0 to 20, or NULL.',
    examples: ['factorial(5)'],
    parameters: [param('expr', types.integer)],
    returns: types.long,
    nullable: true,
    lower: body('factorial'),
  }),
  math({
    name: 'bin',
    since: '1.5.0',
    summary: 'A number in binary digits.',
    examples: ['bin(13)'],
    parameters: [param('expr', types.long)],
    returns: types.string,
    lower: body('bin'),
  }),
  math({
    name: 'conv',
    since: '1.5.0',
    summary: 'A number written in another base.',
    examples: ["conv('100', 2, 10)"],
    parameters: [param('num', 'string'), param('from_base', types.integer), param('to_base', types.integer)],
    returns: types.string,
    nullable: true,
    evalMode: 'session',
    lower: body('conv'),
  }),
  math({
    name: 'width_bucket',
    since: '3.1.0',
    summary: 'Number of the equal bucket that a value falls into.',
    examples: ['width_bucket(5.3, 0.2, 10.6, 5)'],
    parameters: [param('value', bucketed), param('min_value', bucketed), param('max_value', bucketed), param('num_bucket', types.long)],
    check: (args, context) => {
      const kinds = args.slice(0, 3).map((arg) => dataTypeOf(arg).kind);
      if (new Set(kinds).size > 1)
        mismatch('DATA_DIFF_TYPES', args, context, {
          functionName: '`width_bucket`',
          dataType: `(${args
            .slice(0, 3)
            .map((arg) => typeText(dataTypeOf(arg)))
            .join(' or ')})`,
        });
    },
    returns: types.long,
    nullable: true,
    lower: (args, call, context) => {
      const numbers = args.map((arg, i) => (i < 3 ? cast(arg, 'DOUBLE') : arg));
      return context.runtime('width_bucket', numbers, [types.double, types.double, types.double, types.long], call.dataType);
    },
  }),
];
