import { type DataType, types } from '@kindling/protocol';
import { cases, cast, column, call as duckCall, isNotNull, lambda, physicalType, structOf, text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { withKey } from '../collection/element-access.ts';
import { mismatch } from '../data-type-mismatch.ts';
import { at, body, type FunctionSpec, optional, param, scalar, variadic } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord } from '../function-record.ts';

function mapFunction(spec: Omit<FunctionSpec, 'family'>): FunctionRecord {
  return scalar({ family: 'map_funcs', parameters: [param('map', 'map')], ...spec });
}

type MapType = DataType & { kind: 'map' };
const mapOf = (args: readonly Expression[]): MapType => {
  const type = dataTypeOf(args[0] as Expression);
  return type.kind === 'map' ? type : types.map(types.null, types.null);
};

export const maps: readonly FunctionRecord[] = [
  mapFunction({
    name: 'map_keys',
    since: '2.0.0',
    summary: 'The keys of a map.',
    examples: ["map_keys(map(1, 'a', 2, 'b'))"],
    returns: (args) => types.array(mapOf(args).keyType, true),
    lower: (args) => duckCall('map_keys', at(args, 0)),
  }),
  mapFunction({
    name: 'map_values',
    since: '2.0.0',
    summary: 'The values of a map.',
    examples: ["map_values(map(1, 'a', 2, 'b'))"],
    returns: (args) => types.array(mapOf(args).valueType, true),
    lower: (args) => duckCall('map_values', at(args, 0)),
  }),
  mapFunction({
    name: 'map_entries',
    since: '3.0.0',
    summary: 'The entries of a map as structs.',
    examples: ["map_entries(map(1, 'a', 2, 'b'))"],
    returns: (args) =>
      types.array(
        types.struct([
          types.field('key', mapOf(args).keyType, false),
          types.field('value', mapOf(args).valueType, mapOf(args).valueContainsNull),
        ]),
        false,
      ),
    lower: (args, call) => {
      const part = (field: string) => duckCall('struct_extract', column('p'), text(field));
      return cast(
        duckCall(
          'list_transform',
          duckCall('map_entries', at(args, 0)),
          lambda(
            ['p'],
            structOf([
              ['f0', part('key')],
              ['f1', part('value')],
            ]),
          ),
        ),
        physicalType(call.dataType),
      );
    },
  }),
  mapFunction({
    name: 'map_contains_key',
    since: '3.3.0',
    summary: 'Whether a map holds a key.',
    examples: ["map_contains_key(map(1, 'a', 2, 'b'), 1)"],
    parameters: [param('map', 'map'), param('key')],
    coercion: (args, context) => {
      if (args.some((arg) => dataTypeOf(arg).kind === 'null')) mismatch('NULL_TYPE', args, context, { functionName: '`map_contains_key`' });
      return withKey(args, context, 'commonTypeWithoutText');
    },
    returns: types.boolean,
    // Keys that are the work of a cast may be NULL for Spark.
    nullable: (args) => args.some((arg) => isNullable(arg) || (arg.kind === 'cast' && arg.implicit === true)),
    lower: (args) => cases([[isNotNull(at(args, 0)), duckCall('list_contains', duckCall('map_keys', at(args, 0)), at(args, 1))]]),
  }),
  mapFunction({
    name: 'map_concat',
    since: '2.4.0',
    summary: 'One map of the entries of several.',
    examples: ["map_concat(map(1, 'a'), map(2, 'b'))"],
    parameters: [variadic('map', 'map')],
    coercion: 'common',
    returns: (args) => (args[0] ? mapOf(args) : types.map(types.string, types.string, false)),
    lower: body('map_concat'),
  }),
  mapFunction({
    name: 'str_to_map',
    since: '2.0.1',
    summary: 'The map that a text of pairs stands for.',
    examples: ["str_to_map('a:1,b:2,c:3', ',', ':')"],
    parameters: [
      param('text', 'string'),
      { ...optional('pairDelim', 'string'), default: { kind: 'literal', value: ',', dataType: types.string } },
      { ...optional('keyValueDelim', 'string'), default: { kind: 'literal', value: ':', dataType: types.string } },
    ],
    returns: types.map(types.string, types.string),
    lower: body('str_to_map'),
  }),
];
