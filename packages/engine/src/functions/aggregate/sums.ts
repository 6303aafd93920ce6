import { type DataType, type DecimalType, types } from '@kindling/protocol';
import {
  cases,
  cast,
  call as duckCall,
  isNotNull,
  nullToken,
  number,
  operator,
  physicalType,
  type Sql,
  text,
  token,
  tryCast,
} from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { unexpectedType } from '../data-type-mismatch.ts';
import { aggregate, argType, at, param, runtimeCall } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, LowerContext, ResolveContext, TypeRule } from '../function-record.ts';
import { boundedDecimal, isIntegral, isNumeric } from '../numeric-types.ts';
import { divideHalfUp, fromUnscaled, hasUnscaled, unscaled } from '../operators/exact-decimals.ts';
import { overflowsType, wrap } from '../operators/exact-integers.ts';
import { overflowParameters } from '../operators/lower-arithmetic.ts';
import { nativeDecimal } from '../operators/native-decimals.ts';

const summable: TypeRule = { oneOf: ['numeric', 'dayTimeInterval', 'yearMonthInterval'] };

function sumType(args: readonly Expression[]): DataType {
  const type = dataTypeOf(args[0] as Expression);
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 10, type.scale);
  if (type.kind === 'day_time_interval' || type.kind === 'year_month_interval') return type;
  return isIntegral(type) ? types.long : types.double;
}

/** An instant counts as its seconds. */
function averaged(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [value] = args as readonly [Expression];
  const type = dataTypeOf(value);
  const { kind } = type;
  if (isNumeric(type) || kind === 'day_time_interval' || kind === 'year_month_interval') return args;
  if (kind !== 'timestamp' && kind !== 'string' && kind !== 'null') unexpectedType(args, 0, '"NUMERIC" or "ANSI INTERVAL"', context);
  return [context.cast(value, types.double)];
}

function averageType(args: readonly Expression[]): DataType {
  const type = dataTypeOf(args[0] as Expression);
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 4, type.scale + 4);
  if (type.kind === 'day_time_interval') return types.dayTimeInterval();
  if (type.kind === 'year_month_interval') return types.yearMonthInterval();
  return types.double;
}

/** DuckDB sums integers in 128 bits and decimals in 38 digits, so only the end result can be too big. */
function lowerSum(args: readonly Sql[], call: Call | AggregateCall, context: LowerContext): Sql {
  const { dataType } = call;
  const sum = duckCall('sum', narrowest(at(args, 0), argType(call, 0)));
  const type = physicalType(dataType);
  if (dataType.kind === 'double') return cast(sum, type);
  if (dataType.kind === 'decimal' && mayOverflow(argType(call, 0))) return boundedDecimalSum(args, call, dataType, context);
  if (call.evalMode === 'try') return tryCast(sum, type);
  if (dataType.kind === 'decimal') return call.evalMode === 'legacy' ? tryCast(sum, type) : cast(sum, type);
  const isInterval = dataType.kind !== 'long';
  if (call.evalMode === 'legacy' && !isInterval) return wrap(sum, dataType);
  if (context.mode === 'fast') return cast(sum, type);
  const condition = isInterval ? 'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION' : 'ARITHMETIC_OVERFLOW';
  const parameters = isInterval ? { functionName: '`try_add`' } : overflowParameters('overflow', 'try_add');
  return cases([[overflowsType(sum, dataType), context.raise(call, condition, parameters)]], cast(sum, type));
}

/** The digits of a decimal of any scale; a product may need more than 38 of them. */
function digitsOf(value: Sql, type: DecimalType): Sql {
  const native = nativeDecimal(value, type);
  if (hasUnscaled(native.type)) return unscaled(native.sql, native.type);
  return cast(duckCall('replace', cast(value, 'VARCHAR'), text('.'), text('')), 'HUGEINT');
}

function decimalOf(digits: Sql, type: DecimalType, context: LowerContext): Sql {
  if (type.scale === 0) return cast(digits, physicalType(type));
  const unit = token(`${10n ** BigInt(type.scale)}::HUGEINT`);
  return context.bind([digits], (value) => {
    const size = duckCall('abs', value as Sql);
    const whole = cast(operator('//', size, unit), 'VARCHAR');
    const fraction = duckCall('lpad', cast(operator('%', size, unit), 'VARCHAR'), number(type.scale), text('0'));
    const sign = cases([[operator('<', value as Sql, number(0)), text('-')]], text(''));
    return cases([[isNotNull(value as Sql), cast(duckCall('concat', sign, whole, text('.'), fraction), physicalType(type))]]);
  });
}

const mayOverflow = (type: DataType): boolean => type.kind === 'decimal' && type.precision > 28;
const HALF = '10000000000000000000';

/**
 * Of values with so many digits that their sum may have more than 38. DuckDB itself fails where it has more than 128 bits, which the
 * checked run then looks at; a sum of halves takes ten times as long.
 */
function boundedDecimalSum(args: readonly Sql[], call: Call | AggregateCall, dataType: DecimalType, context: LowerContext): Sql {
  const source = argType(call, 0) as DecimalType;
  if (context.mode === 'checked' || (call.evalMode !== 'ansi' && !context.mayFailEarly)) return sumOfHalves(args, call, dataType, context);
  const digits = '9'.repeat(38);
  const greatest = cast(text(`${digits.slice(0, 38 - dataType.scale)}.${digits.slice(38 - dataType.scale)}`), physicalType(dataType));
  return context.bind([duckCall('sum', narrowest(at(args, 0), source))], (total) => {
    const isTooBig = operator('>', duckCall('abs', total as Sql), greatest);
    return cases([[isTooBig, cast(tooBig(call, context), physicalType(dataType))]], cast(total as Sql, physicalType(dataType)));
  });
}

function tooBig(call: Call | AggregateCall, context: LowerContext): Sql {
  if (call.evalMode !== 'ansi') return nullToken;
  return context.raise(call, 'ARITHMETIC_OVERFLOW', overflowParameters('Overflow in sum of decimals', 'try_sum'));
}

function sumOfHalves(args: readonly Sql[], call: Call | AggregateCall, dataType: DecimalType, context: LowerContext): Sql {
  const source = argType(call, 0) as DecimalType;
  const half = token(`${HALF}::HUGEINT`);
  const digits = digitsOf(at(args, 0), source);
  const [high, low] = (['//', '%'] as const).map((symbol) => cast(duckCall('sum', operator(symbol, digits, half)), 'HUGEINT'));
  return context.bind([high as Sql, low as Sql], (upper, lower) => {
    const top = operator('+', upper as Sql, operator('//', lower as Sql, half));
    const isTooBig = operator('>=', duckCall('abs', top), half);
    const total = operator('+', operator('*', top, half), operator('%', lower as Sql, half));
    return decimalOf(cases([[isTooBig, cast(tooBig(call, context), 'HUGEINT')]], total), dataType, context);
  });
}

/** DuckDB sums any decimal in 38 digits: widening the values first only costs time. */
const narrowest = (value: Sql, type: DataType): Sql => (type.kind === 'decimal' ? nativeDecimal(value, type).sql : value);

/** Option of an average whose arguments are sums and counts of parts: the type of the values that those were made of. */
export const AVERAGE_OF_PARTS = 'averageOfParts';

function lowerAverage(args: readonly Sql[], call: Call | AggregateCall, context: LowerContext): Sql {
  const value = at(args, 0);
  const ofParts = call.options?.[AVERAGE_OF_PARTS] as DataType | undefined;
  const source = ofParts ?? argType(call, 0);
  const { dataType } = call;
  if (dataType.kind === 'double') return duckCall('avg', source.kind === 'long' ? cast(value, 'DOUBLE') : value);
  const sum = duckCall('sum', ofParts ? value : narrowest(value, source));
  const count = ofParts ? cast(duckCall('sum', at(args, 1)), 'BIGINT') : duckCall('count', narrowest(value, source));
  if (source.kind === 'decimal' && dataType.kind === 'decimal') {
    const sumOf = boundedDecimal(source.precision + 10, source.scale);
    const shift = dataType.scale - source.scale;
    if (hasUnscaled(sumOf) && sumOf.precision + shift <= 37 && shift >= 0) {
      return context.bind([cast(sum, physicalType(sumOf)), count], (total, rows) => {
        const digits = operator('*', unscaled(total as Sql, sumOf), token(`${10n ** BigInt(shift)}::HUGEINT`));
        return fromUnscaled(divideHalfUp(digits, cast(rows as Sql, 'HUGEINT'), context), dataType, call.evalMode !== 'ansi');
      });
    }
    const args = [sumOf, types.decimal(20, 0)].map((type) => ({ kind: 'literal', value: null, dataType: type }) as const);
    const divisor = cast(cases([[operator('>', count, number(0)), count]]), 'DECIMAL(20,0)');
    const total =
      mayOverflow(source) && !ofParts
        ? boundedDecimalSum([value], { ...call, args: call.args.slice(0, 1) }, sumOf, context)
        : cast(sum, physicalType(sumOf));
    return runtimeCall('decimal_divide', [total, divisor], { ...call, args }, context);
  }
  const divisor = cases([[operator('>', count, number(0)), cast(count, 'HUGEINT')]]);
  // The sum must fit before it is divided.
  const summed = lowerSum(args, { ...call, dataType: source }, context);
  return context.bind([cast(summed, 'HUGEINT'), divisor], (total, rows) =>
    cast(divideHalfUp(total as Sql, rows as Sql, context), physicalType(dataType)),
  );
}

export const sums: readonly FunctionRecord[] = [
  aggregate({
    name: 'sum',
    family: 'agg_funcs',
    since: '1.0.0',
    summary: 'Sum of the values of a group.',
    examples: ['sum(col) FROM VALUES (5), (10), (15) AS tab(col)'],
    parameters: [param('expr', summable)],
    returns: sumType,
    evalMode: 'session',
    lower: lowerSum,
  }),
  aggregate({
    name: 'try_sum',
    family: 'agg_funcs',
    since: '3.3.0',
    summary: 'Sum of the values of a group, or NULL when it does not fit.',
    examples: ['try_sum(col) FROM VALUES (5), (10), (15) AS tab(col)'],
    parameters: [param('expr', summable)],
    returns: sumType,
    evalMode: 'try',
    lower: lowerSum,
  }),
  average('avg', 'session', '1.0.0', ['mean']),
  average('try_avg', 'try', '3.3.0'),
];

function average(name: string, evalMode: 'session' | 'try', since: string, aliases: readonly string[] = []): FunctionRecord {
  return aggregate({
    name,
    aliases,
    showsAlias: true,
    family: 'agg_funcs',
    since,
    summary: 'Mean of the values of a group.',
    examples: [`${name}(col) FROM VALUES (1), (2), (3) AS tab(col)`],
    parameters: [param('expr', summable)],
    coercion: averaged,
    returns: averageType,
    evalMode,
    lower: lowerAverage,
  });
}
