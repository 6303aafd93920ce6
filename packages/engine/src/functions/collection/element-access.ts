import { type DataType, types } from '@kindling/protocol';
import {
  cases,
  cast,
  column,
  call as duckCall,
  isNotNull,
  lambda,
  number,
  operator,
  physicalType,
  type Sql,
  structFieldName,
  text,
} from '../../duckdb/sql/index.ts';
import type { AggregateCall, Call, Expression } from '../../plan/index.ts';
import { mismatch, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { argType, at, param, scalar } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, Guard, ResolveContext } from '../function-record.ts';

const elementType = (args: readonly Expression[]): DataType => {
  const type = dataTypeOf(args[0] as Expression);
  return type.kind === 'array' ? type.elementType : type.kind === 'map' ? type.valueType : types.null;
};

const holdsNull = (args: readonly Expression[]): boolean => {
  const type = dataTypeOf(args[0] as Expression);
  return type.kind === 'array' ? type.containsNull : type.kind === 'map' ? type.valueContainsNull : true;
};

/** Whether the element of an array may be NULL: Spark looks closer where array and index are written out, and at a constant index not at all. */
export function elementNullable(
  array: Expression,
  index: Expression,
  firstIndex: 0 | 1,
  failsOutside: boolean,
  constant: unknown,
): boolean {
  if (isNullable(array) || isNullable(index)) return true;
  if (constant === undefined) return !failsOutside || holdsNull([array]);
  const items =
    array.kind === 'call' && array.fn === 'array'
      ? array.args
      : array.kind === 'call' && array.fn === 'get_array_struct_fields'
        ? writtenFields(array)
        : [];
  const position = Number(constant);
  const item = items[position < 0 && firstIndex === 1 ? items.length + position : position - firstIndex];
  return item === undefined || isNullable(item);
}

/** Stand for the fields of the structs of a written array. */
function writtenFields(call: Call): readonly Expression[] {
  const [structs] = call.args;
  if (structs?.kind !== 'call' || structs.fn !== 'array') return [];
  return holdsNull([call]) ? structs.args.map(() => ({ kind: 'literal', value: null, dataType: types.null })) : structs.args;
}

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
    name: 'get_array_struct_fields',
    family: 'internal',
    since: '1.0.0',
    summary: 'A field of every struct of an array, as `array.field`.',
    parameters: [param('array', 'array')],
    returns: elementType,
    sql: (args, call) => call.displayName ?? args.join(', '),
    lower: (args, call) => {
      const field = text(structFieldName(Number(call.options?.ordinal ?? 0)));
      return duckCall('list_transform', at(args, 0), lambda(['e'], duckCall('struct_extract', column('e'), field)));
    },
  }),
  scalar({
    name: 'get_array_item',
    family: 'internal',
    since: '1.0.0',
    summary: 'The element at a position from 0, as `array[index]`.',
    parameters: [param('array', 'array'), param('index', 'integral')],
    coercion: 'none',
    returns: elementType,
    nullable: ([array, index], context) =>
      elementNullable(array as Expression, index as Expression, 0, context.ansi, context.constant(index as Expression)?.value),
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
    nullable: ([array, index], context) =>
      elementNullable(array as Expression, index as Expression, 0, false, context.constant(index as Expression)?.value),
    lower: (args) => cases([[operator('>=', at(args, 1), number(0)), duckCall('list_extract', at(args, 0), oneBased(at(args, 1)))]]),
  }),
  elementAt('element_at', '2.4.0', 'session'),
  elementAt('try_element_at', '3.5.0', 'try'),
];

/** A map and a key that is sought in it, of one type. */
export function withKey(
  args: readonly Expression[],
  context: ResolveContext,
  rule: 'tightestCommonType' | 'commonTypeWithoutText',
): readonly Expression[] {
  const [map, key] = args as [Expression, Expression];
  const type = dataTypeOf(map);
  if (type.kind !== 'map') return args;
  const common = context[rule]([type.keyType, dataTypeOf(key)]);
  if (common === undefined) {
    mismatch('MAP_FUNCTION_DIFF_TYPES', args, context, {
      functionName: `\`${context.functionName}\``,
      dataType: '"MAP"',
      leftType: typeText(type),
      rightType: typeText(dataTypeOf(key)),
    });
  }
  return [context.cast(map, types.map(common, type.valueType, type.valueContainsNull)), context.cast(key, common)];
}

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
      if (type.kind === 'map') return withKey([collection, key], context, 'tightestCommonType');
      if (type.kind !== 'array') return args;
      if (!['byte', 'short', 'integer', 'null'].includes(dataTypeOf(key).kind)) unexpectedType(args, 1, '"INT"', context);
      return [collection, context.cast(key, types.integer)];
    },
    check: (args, context) => {
      const { kind } = dataTypeOf(args[0] as Expression);
      if (kind !== 'array' && kind !== 'map' && kind !== 'null') unexpectedType(args, 0, '("ARRAY" or "MAP")', context);
    },
    returns: elementType,
    nullable: ([collection, key], context) =>
      dataTypeOf(collection as Expression).kind !== 'array' ||
      elementNullable(
        collection as Expression,
        key as Expression,
        1,
        evalMode === 'session' && context.ansi,
        context.constant(key as Expression)?.value,
      ),
    evalMode,
    lower: (args, call) =>
      argType(call, 0).kind === 'map'
        ? mapValue(at(args, 0), at(args, 1))
        : cast(duckCall('list_extract', at(args, 0), at(args, 1)), physicalType(call.dataType)),
    guards: (args, call) => {
      if (argType(call, 0).kind !== 'array') return [];
      const zero: Guard = {
        when: operator('AND', operator('=', at(args, 1), number(0)), isNotNull(at(args, 0))),
        condition: 'INVALID_INDEX_OF_ZERO',
        parameters: {},
        always: true,
      };
      return [zero, ...outside(args, call, 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT', true)];
    },
  });
}
