import type { DataType } from '@kindling/protocol';
import { types } from '@kindling/protocol';
import { cases, cast, call as duckCall, number, operator, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { argType, at, type FunctionSpec, type Lower, param, runtimeCall, scalar } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, TypeRule } from '../function-record.ts';
import { isFractional, isIntegral } from '../numeric-types.ts';
import { type ArithmeticSymbol, arithmeticType } from './arithmetic-types.ts';
import { overflowsType, wrap } from './exact-integers.ts';
import { arithmeticGuards, lowerArithmetic, overflowParameters } from './lower-arithmetic.ts';

const operand: TypeRule = { oneOf: ['numeric', 'interval'] };
const divides = (symbol: ArithmeticSymbol) => symbol === '/' || symbol === '%' || symbol === 'div';

function binary(
  symbol: ArithmeticSymbol,
  spec: Pick<FunctionSpec, 'summary' | 'since' | 'examples'> & Partial<FunctionSpec>,
): FunctionRecord {
  return scalar({
    name: symbol,
    family: 'math_funcs',
    parameters: [param('expr1', operand), param('expr2', operand)],
    coercion: 'arithmetic',
    returns: (args, context) => arithmeticType(symbol, args, context),
    nullable: (args, context) =>
      divides(symbol) || anyNullable(args) || (arithmeticType(symbol, args, context).kind === 'decimal' && !context.ansi),
    evalMode: 'session',
    sql: ([left, right]) => (right === undefined ? `(${symbol} ${left})` : `(${left} ${symbol} ${right})`),
    lower: lowerArithmetic(symbol),
    guards: arithmeticGuards(symbol),
    ...spec,
  });
}

/** The same operator giving NULL where it would raise. */
function tolerant(name: string, symbol: ArithmeticSymbol, since: string, summary: string): FunctionRecord {
  return scalar({
    name,
    family: 'math_funcs',
    since,
    summary,
    parameters: [param('expr1', operand), param('expr2', operand)],
    coercion: 'arithmetic',
    returns: (args, context) => arithmeticType(symbol, args, context),
    nullable: true,
    evalMode: 'try',
    lower: lowerArithmetic(symbol),
  });
}

/** Intervals do outside ANSI mode too. */
const failsOnOverflow = ({ evalMode, dataType: { kind } }: Call | AggregateCall): boolean =>
  evalMode === 'ansi' || (evalMode === 'legacy' && (kind === 'day_time_interval' || kind === 'year_month_interval'));

const negate: Lower = (args, call, context) => {
  const type = call.dataType;
  if (type.kind === 'calendar_interval') return runtimeCall('interval_negate', args, call, context);
  if (isFractional(type)) return operator('-', at(args, 0));
  if (type.kind === 'decimal' || failsOnOverflow(call)) return cast(operator('-', at(args, 0)), physicalType(type));
  return wrap(operator('-', number(0), cast(at(args, 0), 'HUGEINT')), type);
};

const exactInteger = (type: DataType) => type.kind !== 'decimal' && !isFractional(type) && type.kind !== 'calendar_interval';

/** The value of the opposite sign does not fit: of the smallest integer only. */
const signGuards: NonNullable<FunctionRecord['guards']> = (args, call) => {
  const type = argType(call, 0);
  if (!failsOnOverflow(call) || !exactInteger(type)) return [];
  const when = overflowsType(operator('-', number(0), cast(at(args, 0), 'HUGEINT')), type);
  if (type.kind === 'day_time_interval' || type.kind === 'year_month_interval') {
    return [{ when, condition: 'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', parameters: {} }];
  }
  return [
    {
      when,
      condition: 'ARITHMETIC_OVERFLOW',
      parameters: overflowParameters(type.kind === 'integer' || type.kind === 'long' ? 'overflow' : `- ${type.kind} overflow`),
    },
  ];
};

/** Of whole numbers natively, in a type that holds the sum with the divisor. */
const positiveRemainder: Lower = (args, call, context) => {
  if (!isIntegral(call.dataType)) return runtimeCall('pmod', args, call, context);
  const wide = call.dataType.kind === 'long' ? 'HUGEINT' : 'BIGINT';
  return context.bind([cast(at(args, 0), wide), cast(at(args, 1), wide)], (dividend, divisor) => {
    const rest = operator('%', dividend as Sql, divisor as Sql);
    return cast(
      cases([[operator('<', rest, number(0)), operator('%', operator('+', rest, divisor as Sql), divisor as Sql)]], rest),
      physicalType(call.dataType),
    );
  });
};

const ownType = (args: readonly Expression[]) =>
  dataTypeOf(args[0] as Expression).kind === 'null' ? types.double : dataTypeOf(args[0] as Expression);

export const arithmetic: readonly FunctionRecord[] = [
  binary('+', {
    since: '1.0.0',
    summary: 'Sum of two numbers or intervals, or the number itself.',
    rewrite: (args, _, context) =>
      args.length === 1 ? ({ ...context.call('positive', args[0] as Expression), displayName: '+' } as Expression) : undefined,
    parameters: [param('expr1', operand), { ...param('expr2', operand), optional: true }],
    examples: ['1 + 2'],
  }),
  binary('-', {
    since: '1.0.0',
    summary: 'Difference of two numbers or intervals, or the negated number.',
    rewrite: (args, _, context) =>
      args.length === 1 ? ({ ...context.call('negative', args[0] as Expression), displayName: '-' } as Expression) : undefined,
    parameters: [param('expr1', operand), { ...param('expr2', operand), optional: true }],
    examples: ['2 - 1'],
  }),
  binary('*', { since: '1.0.0', summary: 'Product of two numbers.', examples: ['2 * 3'] }),
  binary('/', { since: '1.0.0', summary: 'Quotient of two numbers, always fractional.', examples: ['3 / 2'] }),
  binary('%', {
    aliases: ['mod'],
    showsAlias: true,
    since: '1.0.0',
    summary: 'Remainder of a division, with the sign of the dividend.',
    examples: ['2 % 1.8', 'mod(2, 1.8)'],
    sql: ([left, right], call) => (call.displayName === 'mod' ? `mod(${left}, ${right})` : `(${left} % ${right})`),
  }),
  binary('div', { since: '3.0.0', summary: 'Quotient of two numbers without its fraction.', examples: ['3 div 2'] }),
  tolerant('try_add', '+', '3.2.0', 'Sum of two numbers, or NULL when it does not fit.'),
  tolerant('try_subtract', '-', '3.3.0', 'Difference of two numbers, or NULL when it does not fit.'),
  tolerant('try_multiply', '*', '3.3.0', 'Product of two numbers, or NULL when it does not fit.'),
  tolerant('try_divide', '/', '3.2.0', 'Quotient of two numbers, or NULL when the divisor is zero.'),
  tolerant('try_mod', '%', '4.0.0', 'Remainder of a division, or NULL when the divisor is zero.'),
  scalar({
    name: 'negative',
    family: 'math_funcs',
    since: '1.0.0',
    summary: 'The value with the opposite sign.',
    examples: ['negative(1)'],
    parameters: [param('expr', operand)],
    returns: ownType,
    evalMode: 'session',
    sql: ([value], call) => (call.displayName === '-' ? `(- ${value})` : `negative(${value})`),
    lower: negate,
    guards: signGuards,
  }),
  scalar({
    name: 'positive',
    family: 'math_funcs',
    since: '1.5.0',
    summary: 'The value itself.',
    examples: ['positive(1)'],
    parameters: [param('expr', operand)],
    returns: ownType,
    sql: ([value]) => `(+ ${value})`,
    lower: (args) => at(args, 0),
  }),
  scalar({
    name: 'abs',
    family: 'math_funcs',
    since: '1.2.0',
    summary: 'The value without its sign.',
    examples: ['abs(-1)'],
    parameters: [param('expr', { oneOf: ['numeric', 'dayTimeInterval', 'yearMonthInterval'] })],
    returns: ownType,
    evalMode: 'session',
    lower: (args, call) => {
      if (call.evalMode === 'legacy' && exactInteger(call.dataType))
        return wrap(duckCall('abs', cast(at(args, 0), 'HUGEINT')), call.dataType);
      return cast(duckCall('abs', at(args, 0)), physicalType(call.dataType));
    },
    guards: signGuards,
  }),
  scalar({
    name: 'pmod',
    family: 'math_funcs',
    since: '1.5.0',
    summary: 'Remainder of a division that has the sign of the divisor.',
    examples: ['pmod(-10, 3)'],
    parameters: [param('dividend', 'numeric'), param('divisor', 'numeric')],
    coercion: 'arithmetic',
    returns: (args, context) => arithmeticType('%', args, context),
    nullable: true,
    evalMode: 'session',
    lower: positiveRemainder,
    guards: (args, call, context) => arithmeticGuards('%')(args, call, context),
  }),
];
