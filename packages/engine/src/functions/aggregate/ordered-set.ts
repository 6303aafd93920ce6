import { type DataType, types } from '@kindling/protocol';
import { cast, call as duckCall, operator, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { aggregate, foldable, param } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';
import { checkOrderedPercentage } from './statistics.ts';

/** Without the fields that the argument was given in. */
function valueType(args: readonly Expression[]): DataType {
  const type = dataTypeOf(args[0] as Expression);
  if (type.kind === 'year_month_interval') return types.yearMonthInterval();
  return type.kind === 'day_time_interval' ? types.dayTimeInterval() : types.double;
}

const resultType = (args: readonly Expression[]): DataType =>
  dataTypeOf(args[1] as Expression).kind === 'array' ? types.array(valueType(args), false) : valueType(args);

const isDescending = (call: Call | AggregateCall): boolean => call.args[2]?.kind === 'literal' && call.args[2].value === true;

/** Descending, the values change sign: their order turns round. */
function lowerPercentile(duck: string, args: readonly Sql[], call: Call | AggregateCall): Sql {
  const [value, share] = args as [Sql, Sql];
  const type = physicalType(call.dataType);
  const isWhole = (call.dataType.kind === 'array' ? call.dataType.elementType : call.dataType).kind !== 'double';
  const turned = isDescending(call) ? operator('-', value) : value;
  const found = duckCall(duck, turned, share);
  if (call.dataType.kind === 'array') {
    if (!isDescending(call)) return cast(found, type);
    return cast(
      duckCall('list_transform', found, { kind: 'lambda', params: ['e'], body: operator('-', { kind: 'column', name: 'e' }) }),
      type,
    );
  }
  const back = isDescending(call) ? operator('-', found) : found;
  return cast(isWhole ? duckCall('trunc', back) : back, type);
}

function percentile(name: string, duck: string, summary: string): FunctionRecord {
  return aggregate({
    name,
    family: 'agg_funcs',
    since: '4.0.0',
    summary,
    examples: [`${name}(0.25) WITHIN GROUP (ORDER BY col) FROM VALUES (0), (10) AS tab(col)`],
    takesOrderedValue: true,
    parameters: [
      param('expr', { oneOf: [types.double, 'yearMonthInterval', 'dayTimeInterval'] }),
      foldable(param('percentage', { oneOf: [types.double, { arrayOf: types.double }] })),
      param('isDescending', types.boolean),
    ],
    check: checkOrderedPercentage,
    returns: resultType,
    sql: ([value, share, descending]) => `${name}(${share}) WITHIN GROUP (ORDER BY ${value}${descending === 'true' ? ' DESC' : ''})`,
    lower: (args, call) => lowerPercentile(duck, args, call),
  });
}

export const orderedSetAggregates: readonly FunctionRecord[] = [
  percentile(
    'percentile_cont',
    'quantile_cont',
    'The value of an ordered group below which a share of it lies, between neighbours where it falls between them.',
  ),
  percentile('percentile_disc', 'quantile_disc', 'The first value of an ordered group that a share of it does not exceed.'),
];
