import { type DataType, sparkError, types } from '@kindling/protocol';
import { cast, listOf, physicalType, type Sql, structOf } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch } from '../data-type-mismatch.ts';
import { at, body, param, scalar, variadic } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

const evens = (args: readonly Expression[]) => args.filter((_, i) => i % 2 === 0);
const odds = (args: readonly Expression[]) => args.filter((_, i) => i % 2 === 1);

function toCommon(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const common = context.commonType(args.map(dataTypeOf));
  return common ? args.map((arg) => context.cast(arg, common)) : args;
}

/** Name that a struct's field takes from an expression. */
function fieldName(arg: Expression, index: number): string {
  if (arg.kind === 'alias') return arg.names[0] ?? `col${index + 1}`;
  if (arg.kind === 'attribute' || arg.kind === 'getStructField' || arg.kind === 'lambdaVariable') return arg.name;
  if (arg.kind === 'outerReference') return arg.attribute.name;
  return `col${index + 1}`;
}

function structType(names: readonly string[], values: readonly Expression[]): DataType {
  return types.struct(values.map((value, i) => types.field(names[i] ?? `col${i + 1}`, dataTypeOf(value), isNullable(value))));
}

const struct = (values: readonly Sql[]): Sql =>
  values.length === 0
    ? structOf([['f0', cast({ kind: 'token', text: 'NULL' }, 'BOOLEAN')]])
    : structOf(values.map((value, i) => [`f${i}`, value] as const));

export const constructors: readonly FunctionRecord[] = [
  scalar({
    name: 'array',
    family: 'array_funcs',
    since: '1.1.0',
    summary: 'An array of its arguments.',
    examples: ['array(1, 2, 3)'],
    parameters: [variadic('expr')],
    coercion: 'common',
    returns: (args) => types.array(args[0] ? dataTypeOf(args[0]) : types.null, args.some(isNullable)),
    nullable: false,
    lower: (args, call) => cast(listOf(...args), physicalType(call.dataType)),
  }),
  scalar({
    name: 'struct',
    family: 'struct_funcs',
    since: '1.4.0',
    summary: 'A struct of its arguments.',
    examples: ['struct(1, 2, 3)'],
    parameters: [variadic('col')],
    coercion: 'none',
    returns: (args) => structType(args.map(fieldName), args),
    nullable: false,
    lower: struct,
  }),
  scalar({
    name: 'named_struct',
    family: 'struct_funcs',
    since: '1.5.0',
    summary: 'A struct of names and values.',
    examples: ["named_struct('a', 1, 'b', 2)"],
    parameters: [variadic('nameOrValue')],
    coercion: 'none',
    returns: (args, context) =>
      structType(
        evens(args).map((name) => String(context.constant(name)?.value)),
        odds(args),
      ),
    nullable: false,
    lower: (args) => struct(args.filter((_, i) => i % 2 === 1)),
  }),
  scalar({
    name: 'map',
    family: 'map_funcs',
    since: '2.0.0',
    summary: 'A map of keys and values.',
    examples: ["map(1.0, '2', 3.0, '4')"],
    parameters: [variadic('keyOrValue')],
    coercion: (args, context) => {
      const keys = toCommon(evens(args), context);
      const values = toCommon(odds(args), context);
      return args.map((arg, i) => (i % 2 === 0 ? keys[i / 2] : values[(i - 1) / 2]) ?? arg);
    },
    check: (args, context) => {
      if (args.length % 2 === 1)
        throw sparkError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
          functionName: '`map`',
          expectedNum: '2n (n > 0)',
          actualNum: String(args.length),
          docroot: 'https://spark.apache.org/docs/latest',
        });
      if (args[0] && dataTypeOf(args[0]).kind === 'map') mismatch('INVALID_MAP_KEY_TYPE', args, context, { keyType: '"MAP"' });
    },
    returns: (args) =>
      types.map(args[0] ? dataTypeOf(args[0]) : types.null, args[1] ? dataTypeOf(args[1]) : types.null, odds(args).some(isNullable)),
    nullable: false,
    lower: (args, call, context) => {
      const { dataType } = call;
      if (dataType.kind !== 'map') return at(args, 0);
      const [keys, values] = [types.array(dataType.keyType), types.array(dataType.valueType)];
      const list = (parity: number, type: DataType) => cast(listOf(...args.filter((_, i) => i % 2 === parity)), physicalType(type));
      return context.runtime('map_from_arrays', [list(0, keys), list(1, values)], [keys, values], dataType);
    },
  }),
  scalar({
    name: 'map_from_arrays',
    family: 'map_funcs',
    since: '2.4.0',
    summary: 'A map of an array of keys and one of values.',
    examples: ["map_from_arrays(array(1.0, 3.0), array('2', '4'))"],
    parameters: [param('keys', 'array'), param('values', 'array')],
    returns: (args) => {
      const [keys, values] = args.map(dataTypeOf);
      return types.map(
        keys?.kind === 'array' ? keys.elementType : types.null,
        values?.kind === 'array' ? values.elementType : types.null,
        values?.kind === 'array' ? values.containsNull : true,
      );
    },
    lower: body('map_from_arrays'),
  }),
  scalar({
    name: 'map_from_entries',
    family: 'map_funcs',
    since: '2.4.0',
    summary: 'A map of an array of pairs.',
    examples: ["map_from_entries(array(struct(1, 'a'), struct(2, 'b')))"],
    parameters: [param('arrayOfEntries', 'array')],
    returns: (args) => {
      const type = dataTypeOf(args[0] as Expression);
      const fields = type.kind === 'array' && type.elementType.kind === 'struct' ? type.elementType.fields : [];
      return types.map(fields[0]?.dataType ?? types.null, fields[1]?.dataType ?? types.null, fields[1]?.nullable ?? true);
    },
    nullable: (args) => {
      const type = dataTypeOf(args[0] as Expression);
      return isNullable(args[0] as Expression) || (type.kind === 'array' && type.containsNull);
    },
    lower: body('map_from_entries'),
  }),
];
