import { type DataType, types } from '@kindling/protocol';
import { cast, isNotNull, number, operator, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { argType, at, type Lower, param, runtimeCall } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, Guard, ResolveContext, TypeRule } from '../function-record.ts';
import { isIntegral, isString } from '../numeric-types.ts';
import { overflowsType } from '../operators/exact-integers.ts';
import { dateTime } from './fields.ts';

type Operation = 'multiply' | 'divide';
const symbols = { multiply: '*', divide: '/' } as const;

/** Texts and NULL count as doubles. */
function withNumber([interval, amount]: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const type = dataTypeOf(amount as Expression);
  return [
    interval as Expression,
    isString(type) || type.kind === 'null' ? context.cast(amount as Expression, types.double) : (amount as Expression),
  ];
}

/** Whole multiples natively: DuckDB fails where the product does not fit. */
const multiplied: Lower = (args, call, context) => {
  if (!isIntegral(argType(call, 1)) || call.evalMode === 'try') return runtimeCall('interval_multiply', args, call, context);
  return cast(operator('*', cast(at(args, 0), 'BIGINT'), cast(at(args, 1), 'BIGINT')), physicalType(call.dataType));
};

const overflow = (args: readonly Sql[], call: Call | AggregateCall): readonly Guard[] => {
  if (!isIntegral(argType(call, 1)) || call.evalMode === 'try') return [];
  const when = overflowsType(operator('*', cast(at(args, 0), 'HUGEINT'), cast(at(args, 1), 'HUGEINT')), call.dataType);
  return [{ when, condition: 'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', parameters: {} }];
};

const byZero = (args: readonly Sql[], call: Call | AggregateCall): readonly Guard[] => {
  if (call.evalMode === 'try') return [];
  const isZero = operator('=', at(args, 1), number(0));
  return [{ when: operator('AND', isNotNull(at(args, 0)), isZero), condition: 'INTERVAL_DIVIDED_BY_ZERO', parameters: {}, always: true }];
};

/** `interval * number` and `interval / number`, shown as the operator. */
function scaled(operation: Operation, suffix: 'ym' | 'dt', interval: TypeRule, returns: DataType): FunctionRecord {
  return dateTime({
    name: `${operation}_${suffix}_interval`,
    since: '3.2.0',
    summary: operation === 'multiply' ? 'An interval several times over.' : 'An interval divided by a number.',
    parameters: [param('interval', interval), param('num', 'numeric')],
    coercion: withNumber,
    returns,
    evalMode: 'ansi',
    sql: ([left, right]) => `(${left} ${symbols[operation]} ${right})`,
    lower: operation === 'multiply' ? multiplied : (args, call, context) => runtimeCall('interval_divide', args, call, context),
    guards: operation === 'multiply' ? overflow : byZero,
  });
}

function scaledCalendar(operation: Operation): FunctionRecord {
  return dateTime({
    name: `${operation}_interval`,
    since: '3.0.0',
    summary: operation === 'multiply' ? 'A calendar interval several times over.' : 'A calendar interval divided by a number.',
    parameters: [param('interval', 'calendarInterval'), param('num', types.double)],
    coercion: ([interval, amount], context) => [interval as Expression, context.cast(amount as Expression, types.double)],
    returns: types.calendarInterval,
    nullable: true,
    evalMode: 'session',
    lower: (args, call, context) => runtimeCall(`calendar_interval_${operation}`, args, call, context),
  });
}

export const intervalArithmetic: readonly FunctionRecord[] = [
  ...(['multiply', 'divide'] as const).flatMap((operation) => [
    scaled(operation, 'ym', 'yearMonthInterval', types.yearMonthInterval()),
    scaled(operation, 'dt', 'dayTimeInterval', types.dayTimeInterval()),
    scaledCalendar(operation),
  ]),
];
