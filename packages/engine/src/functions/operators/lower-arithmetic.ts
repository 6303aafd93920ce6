import type { DataType, DecimalType } from '@kindling/protocol';
import {
  cases,
  cast,
  call as duckCall,
  isNull,
  nullToken,
  number,
  operator,
  or,
  physicalType,
  type Sql,
  text,
  token,
} from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, EvalMode } from '../../plan/index.ts';
import { argType, at, type Lower, runtimeCall } from '../define.ts';
import type { FunctionRecord, Guard, LowerContext } from '../function-record.ts';
import { decimalFor, isFractional } from '../numeric-types.ts';
import type { ArithmeticSymbol } from './arithmetic-types.ts';
import { divideDecimals, divisionPlan, isDecimal, toDecimal } from './exact-decimals.ts';
import { integerOperation, overflows, wrap } from './exact-integers.ts';
import { in128Bits, multipliesTooNarrow, nativeDecimal, nativeOperation, widened } from './native-decimals.ts';

/** An interval that is too long is an error outside ANSI mode too. */
function modeOf(call: Call | AggregateCall): EvalMode {
  const { kind } = call.dataType;
  const isInterval = kind === 'day_time_interval' || kind === 'year_month_interval';
  return isInterval && call.evalMode === 'legacy' ? 'ansi' : (call.evalMode ?? 'ansi');
}

const tryNames: Readonly<Record<string, string>> = {
  '+': 'try_add',
  '-': 'try_subtract',
  '*': 'try_multiply',
  '/': 'try_divide',
  '%': 'try_mod',
  div: 'try_divide',
};

export const CONFIG_PARAMETER = { config: '"spark.sql.ansi.enabled"' } as const;

/** DuckDB syntax of `left symbol right` in the call's mode; both operands are coerced. */
export const lowerArithmetic =
  (symbol: ArithmeticSymbol): Lower =>
  (args, call, context) => {
    const left = at(args, 0);
    const right = at(args, 1);
    const [leftType, rightType] = [argType(call, 0), argType(call, 1)];
    if (isDecimal(leftType) || isDecimal(rightType))
      return lowerDecimal(symbol, left, right, decimalFor(leftType), decimalFor(rightType), call, context);
    return divides(symbol)
      ? nullWhenZero(call, right, lowerPlain(symbol, left, right, call, context))
      : lowerPlain(symbol, left, right, call, context);
  };

const divides = (symbol: ArithmeticSymbol): boolean => symbol === '/' || symbol === '%' || symbol === 'div';

/** Outside ANSI mode a zero divisor gives NULL; inside it the guard has raised already. */
function nullWhenZero(call: Call | AggregateCall, divisor: Sql, value: Sql): Sql {
  return modeOf(call) === 'ansi' ? value : cases([[operator('=', divisor, number(0)), nullToken]], value);
}

function lowerPlain(symbol: ArithmeticSymbol, left: Sql, right: Sql, call: Call | AggregateCall, context: LowerContext): Sql {
  const mode = modeOf(call);
  const { dataType } = call;
  if (dataType.kind === 'calendar_interval')
    return runtimeCall(symbol === '+' ? 'interval_add' : 'interval_subtract', [left, right], call, context);
  if (isFractional(dataType)) {
    const type = physicalType(dataType);
    return cast(operator(symbol, cast(left, type), cast(right, type)), type);
  }
  switch (symbol) {
    case '%': {
      // The smallest integer % -1 is an overflow to DuckDB and 0 to Java.
      const type = physicalType(dataType);
      return cast(
        cases([[operator('=', right, number(-1)), cases([[isNull(left), nullToken]], number(0))]], operator('%', left, right)),
        type,
      );
    }
    case 'div': {
      const quotient = operator('//', cast(left, 'HUGEINT'), cast(right, 'HUGEINT'));
      if (mode === 'legacy') return wrap(quotient, dataType);
      return mode === 'try'
        ? { kind: 'cast', child: quotient, type: physicalType(dataType), isTry: true }
        : cast(quotient, physicalType(dataType));
    }
    default:
      return integerOperation(symbol, left, right, dataType, mode);
  }
}

function lowerDecimal(
  symbol: ArithmeticSymbol,
  left: Sql,
  right: Sql,
  a: DecimalType,
  b: DecimalType,
  call: Call | AggregateCall,
  context: LowerContext,
): Sql {
  const body = () =>
    runtimeCall(`decimal_${decimalBodies[symbol]}`, [toDecimal(left, a), toDecimal(right, b)], callOfDecimals(call, a, b), context);
  if (symbol === 'div') return body();
  const result = call.dataType as DecimalType;
  const unguarded = modeOf(call) === 'ansi' && context.mode === 'fast';
  const native =
    context.mayFailEarly && symbol !== '/' && symbol !== '%'
      ? nativeOperation(symbol, nativeDecimal(left, a), nativeDecimal(right, b))
      : undefined;
  if (native && native.type.scale === result.scale && (unguarded || a.precision + b.precision < 38))
    return widened(toDecimal(native.sql, result), native);
  switch (symbol) {
    case '+':
    case '-': {
      const scale = Math.max(a.scale, b.scale);
      const digits = Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
      if (result.scale !== scale || (digits > 38 && !unguarded)) return body();
      return toDecimal(operator(symbol, toDecimal(left, result), toDecimal(right, result)), result);
    }
    case '*': {
      const fits = a.precision + b.precision <= 38;
      if (a.scale + b.scale > 38 || (!fits && !unguarded) || (fits && a.precision + b.precision + 1 > 38 && !unguarded)) return body();
      return toDecimal(operator('*', toDecimal(left, multipliesTooNarrow(a, b) ? in128Bits(a) : a), toDecimal(right, b)), result);
    }
    case '/': {
      const plan = divisionPlan(a, b, result.scale);
      if (!plan || (a.precision + plan.shift > result.precision && !unguarded)) return nullWhenZero(call, right, body());
      const isTry = modeOf(call) !== 'ansi';
      return nullWhenZero(
        call,
        right,
        context.bind([toDecimal(left, a), toDecimal(right, b)], (x, y) =>
          divideDecimals(x as Sql, y as Sql, a, b, result, plan.shift, isTry, context),
        ),
      );
    }
    case '%': {
      const scale = Math.max(a.scale, b.scale);
      const digits = Math.max(a.precision - a.scale, b.precision - b.scale) + scale;
      if (digits > 38 || scale !== result.scale) return nullWhenZero(call, right, body());
      const common: DecimalType = { kind: 'decimal', precision: digits, scale };
      return nullWhenZero(call, right, toDecimal(operator('%', toDecimal(left, common), toDecimal(right, common)), result));
    }
  }
}

const decimalBodies: Readonly<Record<ArithmeticSymbol, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
  div: 'integral_divide',
};

function callOfDecimals(call: Call | AggregateCall, a: DecimalType, b: DecimalType): Call | AggregateCall {
  const args = [a, b].map((dataType) => ({ kind: 'literal', value: null, dataType }) as const);
  return { ...call, args };
}

/** What Spark raises in ANSI mode. */
export const arithmeticGuards =
  (symbol: ArithmeticSymbol): NonNullable<FunctionRecord['guards']> =>
  (args, call) => {
    if (modeOf(call) !== 'ansi') return [];
    const [left, right] = [at(args, 0), at(args, 1)];
    const guards: Guard[] = [];
    if (divides(symbol)) {
      const condition = symbol === '%' ? 'REMAINDER_BY_ZERO' : 'DIVIDE_BY_ZERO';
      const when = operator('AND', operator('=', right, number(0)), {
        kind: 'operator',
        operator: 'IS NOT NULL',
        args: [left],
        postfix: true,
      });
      guards.push({ when, condition, parameters: CONFIG_PARAMETER, always: true });
    }
    return [...guards, ...overflowGuards(symbol, left, right, call)];
  };

function overflowGuards(symbol: ArithmeticSymbol, left: Sql, right: Sql, call: Call | AggregateCall): readonly Guard[] {
  const type = argType(call, 0);
  if (symbol === '/' || symbol === '%' || !isExactInteger(type) || isDecimal(argType(call, 1))) return [];
  if (symbol === 'div') {
    const when = or(operator('AND', operator('=', right, number(-1)), operator('=', left, token(String(-(2n ** 63n))))));
    return type.kind === 'long'
      ? [{ when, condition: 'ARITHMETIC_OVERFLOW', parameters: overflowParameters('Overflow in integral divide', 'try_divide') }]
      : [];
  }
  const name = tryNames[symbol] ?? '';
  const when = overflows(symbol, left, right, type);
  if (type.kind === 'byte' || type.kind === 'short') {
    const value = (sql: Sql) => duckCall('concat', cast(sql, 'VARCHAR'), text('S'));
    return [
      {
        when,
        condition: 'BINARY_ARITHMETIC_OVERFLOW',
        parameters: { value1: value(left), symbol, value2: value(right), functionName: `\`${name}\`` },
      },
    ];
  }
  if (type.kind === 'day_time_interval' || type.kind === 'year_month_interval') {
    return [{ when, condition: 'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', parameters: { functionName: `\`${name}\`` } }];
  }
  return [{ when, condition: 'ARITHMETIC_OVERFLOW', parameters: overflowParameters('overflow', name) }];
}

const isExactInteger = (type: DataType): boolean =>
  !isFractional(type) && type.kind !== 'decimal' && type.kind !== 'calendar_interval' && type.kind !== 'null';

/** Parameters of ARITHMETIC_OVERFLOW; `alternative` names the function that gives NULL instead. */
export function overflowParameters(message: string, alternative?: string): Readonly<Record<string, string>> {
  return {
    message,
    alternative: alternative ? ` Use '${alternative}' to tolerate overflow and return NULL instead.` : '',
    ...CONFIG_PARAMETER,
  };
}
