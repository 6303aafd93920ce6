import { type DataType, types } from '@kindling/protocol';
import { call as duckCall, cases, cast, isNotNull, number, operator, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { argType, at, param, scalar } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, Guard } from '../function-record.ts';
import { unexpectedType } from '../data-type-mismatch.ts';

const elementType = (args: readonly Expression[]): DataType => {
  const type = dataTypeOf(args[0] as Expression);
  return type.kind === 'array' ? type.elementType : type.kind === 'map' ? type.valueType : types.null;
};

const holdsNull = (args: readonly Expression[]): boolean => {
  const type = dataTypeOf(args[0] as Expression);
  return type.kind === 'array' ? type.containsNull : type.kind === 'map' ? type.valueContainsNull : true;
};

/** DuckDB's map access gives the value, or NULL for a key that is not there. */
export const mapValue = (map: Sql, key: Sql): Sql => duckCall('map_extract_value', map, key);
const oneBased = (index: Sql): Sql => operator('+', cast(index, 'BIGINT'), number(1));
const length = (list: Sql): Sql => duckCall('len', list);

function outside(args: readonly Sql[], call: Call | AggregateCall, condition: string, isOneBased: boolean): readonly Guard[] {
  if (call.evalMode !== 'ansi') return [];
  const [list, index] = [at(args, 0), at(args, 1)];
  const parameters = { indexValue: cast(index, 'VARCHAR'), arraySize: cast(length(list), 'VARCHAR') };
  const when = isOneBased
    ? operator('>', duckCall('abs', cast(index, 'BIGINT')), length(list))
    : operator('OR', operator('<', index, number(0)), operator('>=', index, length(list)));
  return [{ when, condition, parameters, always: true }];
}

export const elementAccess: readonly FunctionRecord[] = [
  scalar({
    name: 'get_array_item',
    family: 'internal',
    since: '1.0.0',
    summary: 'The element at a position from 0, as `array[index]`.',
    parameters: [param('array', 'array'), param('index', 'integral')],
    coercion: 'none',
    returns: elementType,
    nullable: (args, context) => !context.ansi || args.some(isNullable) || holdsNull(args),
    evalMode: 'session',
    sql: ([array, index]) => `${array}[${index}]`,
    lower: (args) => cases([[operator('>=', at(args, 1), number(0)), duckCall('list_extract', at(args, 0), oneBased(at(args, 1)))]]),
    guards: (args, call) => outside(args, call, 'INVALID_ARRAY_INDEX', false),
  }),
  scalar({
    name: 'get_map_value',
    family: 'internal',
    since: '1.0.0',
    summary: 'The value of a key, as `map[key]`.',
    parameters: [param('map', 'map'), param('key')],
    coercion: 'none',
    returns: elementType,
    nullable: true,
    sql: ([map, key]) => `${map}[${key}]`,
    lower: (args) => mapValue(at(args, 0), at(args, 1)),
  }),
  scalar({
    name: 'get',
    family: 'array_funcs',
    since: '3.4.0',
    summary: 'The element at a position from 0, or NULL outside of the array.',
    examples: ['get(array(1, 2, 3), 0)'],
    parameters: [param('array', 'array'), param('index', types.integer)],
    returns: elementType,
    nullable: true,
    lower: (args) => cases([[operator('>=', at(args, 1), number(0)), duckCall('list_extract', at(args, 0), oneBased(at(args, 1)))]]),
  }),
  elementAt('element_at', '2.4.0', 'session'),
  elementAt('try_element_at', '3.5.0', 'try'),
];

function elementAt(name: string, since: string, evalMode: 'session' | 'try'): FunctionRecord {
  return scalar({
    name,
    family: 'collection_funcs',
    since,
    summary: 'The element at a position from 1, from the end when negative; or the value of a key.',
    examples: [`${name}(array(1, 2, 3), 2)`],
    parameters: [param('collection', { oneOf: ['array', 'map'] }), param('key')],
    coercion: (args, context) => {
      const [collection, key] = args as [Expression, Expression];
      const type = dataTypeOf(collection);
      if (type.kind === 'map') return [collection, context.cast(key, type.keyType)];
      return type.kind === 'array' ? [collection, context.cast(key, types.integer)] : args;
    },
    check: (args, context) => {
      const { kind } = dataTypeOf(args[0] as Expression);
      if (kind !== 'array' && kind !== 'map' && kind !== 'null') unexpectedType(args, 0, '("ARRAY" or "MAP")', context);
    },
    returns: elementType,
    nullable: (args, context) => evalMode === 'try' || !context.ansi || dataTypeOf(args[0] as Expression).kind === 'map' || args.some(isNullable) || holdsNull(args),
    evalMode,
    lower: (args, call) => (argType(call, 0).kind === 'map' ? mapValue(at(args, 0), at(args, 1)) : cast(duckCall('list_extract', at(args, 0), at(args, 1)), physicalType(call.dataType))),
    guards: (args, call) => {
      if (argType(call, 0).kind !== 'array') return [];
      const zero: Guard = { when: operator('AND', operator('=', at(args, 1), number(0)), isNotNull(at(args, 0))), condition: 'INVALID_INDEX_OF_ZERO', parameters: {}, always: true };
      return [zero, ...outside(args, call, 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT', true)];
    },
  });
}

