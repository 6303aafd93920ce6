import { type DataType, types } from '@kindling/protocol';
import { cast, call as duckCall, isNotNull, listOf, number, order, physicalType, type Sql, type SqlCall } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { aggregate, argType, at, type FunctionSpec, foldable, native, optional, param } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';
import { hasCollation, orderKey } from '../order-key.ts';

const own = (args: readonly Expression[]): DataType => dataTypeOf(args[0] as Expression);

const isSet = (call: Pick<Call | AggregateCall, 'args'>, index: number): boolean => {
  const flag = call.args[index];
  return flag?.kind === 'literal' && flag.value === true;
};

/** The argument says it, or IGNORE NULLS behind the call. */
function ignoresNulls(call: Call | AggregateCall): boolean {
  return ('ignoreNulls' in call && call.ignoreNulls === true) || isSet(call, 1);
}

function pick(spec: Pick<FunctionSpec, 'name' | 'aliases' | 'since' | 'summary'>, takesLast: boolean): FunctionRecord {
  return aggregate({
    ...spec,
    showsAlias: true,
    family: 'agg_funcs',
    examples: [`${spec.name}(col) FROM VALUES (10), (5), (20) AS tab(col)`],
    parameters: [param('expr'), foldable(optional('isIgnoreNull', types.boolean))],
    returns: own,
    sql: ([value], call) => `${call.displayName ?? call.fn}(${value})`,
    lower: (args, call) => {
      const value = at(args, 0);
      if (!ignoresNulls(call)) return duckCall(takesLast ? 'last' : 'first', value);
      return { ...duckCall(takesLast ? 'last' : 'first', value), filter: isNotNull(value) };
    },
  });
}

function extreme(name: string, duck: string, summary: string): FunctionRecord {
  return aggregate({
    name,
    family: 'agg_funcs',
    since: '1.0.0',
    summary,
    examples: [`${name}(col) FROM VALUES (10), (50), (20) AS tab(col)`],
    parameters: [param('expr', 'orderable')],
    returns: own,
    lower: (args, call) => {
      const type = argType(call, 0);
      return hasCollation(type) ? duckCall(`arg_${duck}`, at(args, 0), orderKey(at(args, 0), type)) : duckCall(duck, at(args, 0));
    },
  });
}

function extremeBy(name: string, duck: string, summary: string): FunctionRecord {
  return aggregate({
    name,
    family: 'agg_funcs',
    since: '3.0.0',
    summary,
    examples: [`${name}(x, y) FROM VALUES ('a', 10), ('b', 50), ('c', 20) AS tab(x, y)`],
    parameters: [param('x'), param('y'), foldable(optional('k', types.integer))],
    check: (args, context) => {
      const { kind } = dataTypeOf(args[1] as Expression);
      if (kind === 'map' || kind === 'variant' || kind === 'calendar_interval')
        mismatch('INVALID_ORDERING_TYPE', args, context, {
          functionName: `\`${name}\``,
          dataType: typeText(dataTypeOf(args[1] as Expression)),
        });
      const constant = args[2] && context.constant(args[2]);
      const k = constant?.value === null ? 0 : constant?.value;
      if (typeof k === 'number' && (k < 1 || k > MAX_BY_LIMIT))
        mismatch('VALUE_OUT_OF_RANGE', args, context, { exprName: '`k`', valueRange: `[1, ${MAX_BY_LIMIT}]`, currentValue: String(k) });
    },
    returns: (args) => (args[2] ? types.array(own(args), true) : own(args)),
    lower: ([value, given, k], call) => {
      const key = orderKey(given as Sql, argType(call, 1));
      if (k === undefined) return duckCall(duck, value as Sql, key);
      const sorted: SqlCall = {
        ...duckCall('list', value as Sql),
        filter: isNotNull(key),
        orderBy: [order(key, name === 'max_by')],
      };
      return cast(duckCall('list_slice', sorted, number(1), k), physicalType(call.dataType));
    },
  });
}

/** As many as Spark keeps. */
const MAX_BY_LIMIT = 100_000;

const listType = (args: readonly Expression[]): DataType => types.array(own(args), false);

function collected(distinct: boolean): NonNullable<FunctionRecord['lower']> {
  return (args, call, context) => {
    const value = at(args, 0);
    const list: SqlCall = { ...duckCall('list', value), filter: isNotNull(value), ...(distinct ? { distinct: true } : {}) };
    const values = duckCall('coalesce', list, cast(listOf(), physicalType(call.dataType)) as Sql);
    return distinct ? context.runtime('hash_set_order', [values], [call.dataType], call.dataType) : values;
  };
}

export const picks: readonly FunctionRecord[] = [
  aggregate({
    name: 'product',
    family: 'internal',
    since: '3.2.0',
    summary: 'The product of the values of a group, for DataFrames alone.',
    parameters: [param('expr', types.double)],
    returns: types.double,
    lower: native('product'),
  }),
  pick({ name: 'first', aliases: ['first_value'], since: '2.0.0', summary: 'The first value of a group.' }, false),
  pick({ name: 'last', aliases: ['last_value'], since: '2.0.0', summary: 'The last value of a group.' }, true),
  pick({ name: 'any_value', since: '3.4.0', summary: 'Some value of a group.' }, false),
  extreme('min', 'min', 'The smallest value of a group.'),
  extreme('max', 'max', 'The largest value of a group.'),
  extremeBy('max_by', 'arg_max_null', 'The value of the row in which another value is largest.'),
  extremeBy('min_by', 'arg_min_null', 'The value of the row in which another value is smallest.'),
  aggregate({
    name: 'collect_list',
    aliases: ['array_agg'],
    showsAlias: false,
    family: 'agg_funcs',
    since: '2.0.0',
    summary: 'The values of a group that are not NULL, as an array.',
    examples: ['collect_list(col) FROM VALUES (1), (2), (1) AS tab(col)'],
    parameters: [param('expr')],
    returns: listType,
    nullable: false,
    lower: collected(false),
  }),
  aggregate({
    name: 'collect_set',
    family: 'agg_funcs',
    since: '2.0.0',
    summary: 'The different values of a group that are not NULL, as an array.',
    examples: ['collect_set(col) FROM VALUES (1), (2), (1) AS tab(col)'],
    parameters: [param('expr')],
    check: (args, context) => {
      const type = own(args);
      if (type.kind === 'map' || hasCollation(type))
        mismatch('UNSUPPORTED_INPUT_TYPE', args, context, { functionName: '`collect_set`', dataType: '"MAP" or "COLLATED STRING"' });
    },
    returns: listType,
    nullable: false,
    lower: collected(true),
  }),
];
