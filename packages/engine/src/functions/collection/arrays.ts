import { type DataType, types } from '@kindling/protocol';
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
} from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { argType, at, body, type FunctionSpec, type Lower, optional, param, runtimeCall, scalar, variadic } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { asciiOr } from '../string/case-and-length.ts';

function arrayFunction(spec: Omit<FunctionSpec, 'family'>): FunctionRecord {
  return scalar({ family: 'array_funcs', parameters: [param('array', 'array')], ...spec });
}

const own = (args: readonly Expression[]): DataType => dataTypeOf(args[0] as Expression);
const elementOf = (args: readonly Expression[]): DataType => {
  const type = own(args);
  return type.kind === 'array' ? type.elementType : types.null;
};
const containsNull = (arg: Expression | undefined): boolean => {
  const type = arg && dataTypeOf(arg);
  return type?.kind === 'array' ? type.containsNull : true;
};

/** The element beside an array takes the array's element type, or both a common one. */
function withElement(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [array, value, ...rest] = args as [Expression, Expression, ...Expression[]];
  const type = dataTypeOf(array);
  if (type.kind !== 'array') return args;
  const common = context.commonTypeWithoutText([type.elementType, dataTypeOf(value)]);
  if (common === undefined) {
    mismatch('ARRAY_FUNCTION_DIFF_TYPES', args, context, {
      functionName: `\`${context.functionName}\``,
      dataType: '"ARRAY"',
      leftType: typeText(type),
      rightType: typeText(dataTypeOf(value)),
    });
  }
  return [context.cast(array, types.array(common, type.containsNull)), context.cast(value, common), ...rest];
}

/** A value to look for is not NULL as it is written. */
function withSoughtElement(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  if (args.some((arg) => dataTypeOf(arg).kind === 'null'))
    mismatch('NULL_TYPE', args, context, { functionName: `\`${context.functionName}\`` });
  return withElement(args, context);
}

/** Set operations of two arrays: NULL counts as a value, so JavaScript decides. */
function setOperation(name: string, summary: string, keepsNull: (args: readonly Expression[]) => boolean): FunctionRecord {
  return arrayFunction({
    name,
    since: '2.4.0',
    summary,
    examples: [`${name}(array(1, 2, 3), array(1, 3, 5))`],
    parameters: [param('array1', 'array'), param('array2', 'array')],
    coercion: 'common',
    returns: (args) => types.array(elementOf(args), keepsNull(args)),
    lower: body(name),
  });
}

const nullWhenNull = (value: Sql, type: string, result: Sql): Sql => cases([[isNull(value), cast(nullToken, type)]], result);

const contains: Lower = (args, _, context) =>
  context.bind([at(args, 0), at(args, 1)], (list, value) => {
    const found = duckCall('list_contains', list as Sql, value as Sql);
    const unknown = operator('>', operator('-', duckCall('len', list as Sql), duckCall('list_count', list as Sql)), number(0));
    return cases(
      [
        [or(isNull(list as Sql), isNull(value as Sql)), cast(nullToken, 'BOOLEAN')],
        [found, { kind: 'token', text: 'TRUE' }],
        [unknown, cast(nullToken, 'BOOLEAN')],
      ],
      { kind: 'token', text: 'FALSE' },
    );
  });

const size =
  (nullValue: Sql): Lower =>
  (args, call) => {
    const value = at(args, 0);
    const count = argType(call, 0).kind === 'map' ? duckCall('cardinality', value) : duckCall('len', value);
    return cast(cases([[isNull(value), nullValue]], count), 'INTEGER');
  };

export const arrays: readonly FunctionRecord[] = [
  ...(['size', 'cardinality', 'array_size'] as const).map((name) =>
    arrayFunction({
      name,
      since: '1.5.0',
      summary: 'Number of elements or entries.',
      examples: [`${name}(array('b', 'd', 'c', 'a'))`],
      parameters: [param('expr', name === 'array_size' ? 'array' : { oneOf: ['array', 'map'] })],
      returns: types.integer,
      lower: size(cast(nullToken, 'INTEGER')),
    }),
  ),
  arrayFunction({
    name: 'array_contains',
    since: '1.5.0',
    summary: 'Whether an array holds a value.',
    examples: ['array_contains(array(1, 2, 3), 2)'],
    parameters: [param('array', 'array'), param('value')],
    coercion: withSoughtElement,
    returns: types.boolean,
    nullable: (args) => args.some(isNullable) || containsNull(args[0]),
    lower: contains,
  }),
  arrayFunction({
    name: 'array_position',
    since: '2.4.0',
    summary: 'Position of a value in an array from 1, or 0.',
    examples: ['array_position(array(773, 708, 708), 708)'],
    parameters: [param('array', 'array'), param('element')],
    coercion: withSoughtElement,
    returns: types.long,
    lower: (args) =>
      cases(
        [[or(isNull(at(args, 0)), isNull(at(args, 1))), cast(nullToken, 'BIGINT')]],
        cast(duckCall('coalesce', duckCall('list_position', at(args, 0), at(args, 1)), number(0)), 'BIGINT'),
      ),
  }),
  arrayFunction({
    name: 'array_distinct',
    since: '2.4.0',
    summary: 'The array without repetitions.',
    examples: ['array_distinct(array(1, 2, 3, NULL, 3))'],
    returns: own,
    lower: body('array_distinct'),
  }),
  setOperation('array_union', 'The elements of both arrays, once each.', (args) => args.some(containsNull)),
  setOperation('array_intersect', 'The elements that both arrays hold.', (args) => args.every(containsNull)),
  setOperation('array_except', 'The elements of the first array that the second lacks.', (args) => containsNull(args[0])),
  arrayFunction({
    name: 'arrays_overlap',
    since: '2.4.0',
    summary: 'Whether both arrays hold an element in common.',
    examples: ['arrays_overlap(array(1, 2, 3), array(3, 4, 5))'],
    parameters: [param('a1', 'array'), param('a2', 'array')],
    coercion: 'common',
    returns: types.boolean,
    nullable: (args) => args.some(isNullable) || args.some(containsNull),
    lower: body('arrays_overlap'),
  }),
  ...(['array_min', 'array_max'] as const).map((name) =>
    arrayFunction({
      name,
      since: '2.4.0',
      summary: `The ${name === 'array_min' ? 'smallest' : 'largest'} element that is not NULL.`,
      examples: [`${name}(array(1, 20, NULL, 3))`],
      returns: elementOf,
      nullable: true,
      lower: (args) => duckCall(name === 'array_min' ? 'list_min' : 'list_max', at(args, 0)),
    }),
  ),
  arrayFunction({
    name: 'array_join',
    since: '2.4.0',
    summary: 'The texts of an array, joined.',
    examples: ["array_join(array('hello', 'world'), ' ')"],
    parameters: [param('array', { arrayOf: 'string' }), param('delimiter', 'string'), optional('nullReplacement', 'string')],
    returns: types.string,
    lower: body('array_join'),
  }),
  arrayFunction({
    name: 'array_repeat',
    since: '2.4.0',
    summary: 'An array of one element several times over.',
    examples: ["array_repeat('123', 2)"],
    parameters: [param('element'), param('count', types.integer)],
    returns: (args) => types.array(own(args), isNullable(args[0] as Expression)),
    nullable: (args) => isNullable(args[1] as Expression),
    lower: (args, call) =>
      nullWhenNull(
        at(args, 1),
        physicalType(call.dataType),
        cast(
          duckCall(
            'list_transform',
            duckCall('range', cases([[operator('<', at(args, 1), number(0)), number(0)]], cast(at(args, 1), 'BIGINT'))),
            { kind: 'lambda', params: ['r'], body: at(args, 0) },
          ),
          physicalType(call.dataType),
        ),
      ),
  }),
  arrayFunction({
    name: 'array_remove',
    since: '2.4.0',
    summary: 'The array without the elements that equal a value.',
    examples: ['array_remove(array(1, 2, 3, NULL, 3), 3)'],
    parameters: [param('array', 'array'), param('element')],
    coercion: withSoughtElement,
    returns: own,
    lower: body('array_remove'),
  }),
  arrayFunction({
    name: 'array_compact',
    since: '3.4.0',
    summary: 'The array without its NULLs.',
    examples: ['array_compact(array(1, 2, 3, NULL))'],
    returns: (args) => types.array(elementOf(args), false),
    lower: (args) =>
      duckCall('list_filter', at(args, 0), {
        kind: 'lambda',
        params: ['e'],
        body: { kind: 'operator', operator: 'IS NOT NULL', args: [{ kind: 'column', name: 'e' }], postfix: true },
      }),
  }),
  ...(['array_append', 'array_prepend'] as const).map((name) =>
    arrayFunction({
      name,
      since: '3.4.0',
      summary: `The array with an element added at its ${name === 'array_append' ? 'end' : 'start'}.`,
      examples: [`${name}(array('b', 'd'), 'a')`],
      parameters: [param('array', 'array'), param('element')],
      coercion: withElement,
      returns: (args) => types.array(elementOf(args), true),
      nullable: (args) => isNullable(args[0] as Expression),
      lower: body(name),
    }),
  ),
  arrayFunction({
    name: 'array_insert',
    since: '3.4.0',
    summary: 'The array with an element put in at a position.',
    examples: ['array_insert(array(1, 2, 3, 4), 5, 5)'],
    parameters: [param('x', 'array'), param('pos', types.integer), param('val')],
    coercion: ([array, position, value], context) => {
      const [list, item] = withElement([array as Expression, value as Expression], context);
      return [list as Expression, context.cast(position as Expression, types.integer), item as Expression];
    },
    returns: (args) => types.array(elementOf(args), true),
    nullable: (args) => args.slice(0, 2).some(isNullable),
    lower: body('array_insert'),
  }),
  arrayFunction({
    name: 'slice',
    since: '2.4.0',
    summary: 'A part of an array, from a position.',
    examples: ['slice(array(1, 2, 3, 4), 2, 2)'],
    parameters: [param('x', 'array'), param('start', types.integer), param('length', types.integer)],
    returns: own,
    lower: body('slice'),
  }),
  arrayFunction({
    name: 'sequence',
    since: '2.4.0',
    summary: 'An array from a start to an end, by steps.',
    examples: ['sequence(1, 5)'],
    parameters: [param('start'), param('stop'), optional('step')],
    coercion: (args, context) => {
      const common = context.commonType(args.slice(0, 2).map(dataTypeOf));
      if (!common) return args;
      return args.map((arg, i) =>
        i < 2 ? context.cast(arg, common) : ['byte', 'short', 'integer', 'long'].includes(common.kind) ? context.cast(arg, common) : arg,
      );
    },
    returns: (args) => types.array(own(args), false),
    options: (_, context) => ({ timeZone: context.timeZone }),
    lower: body('sequence'),
  }),
  arrayFunction({
    name: 'flatten',
    since: '2.4.0',
    summary: 'An array of arrays as one array.',
    examples: ['flatten(array(array(1, 2), array(3, 4)))'],
    parameters: [param('arrayOfArrays', 'array')],
    returns: elementOf,
    nullable: (args) => isNullable(args[0] as Expression) || containsNull(args[0]),
    lower: body('flatten'),
  }),
  arrayFunction({
    name: 'reverse',
    since: '1.5.0',
    summary: 'A text or array, last first.',
    examples: ["reverse('Spark SQL')"],
    parameters: [param('array', { oneOf: ['string', 'array', 'binary'] })],
    returns: own,
    lower: (args, call, context) =>
      argType(call, 0).kind === 'binary'
        ? runtimeCall('reverse', args, call, context)
        : argType(call, 0).kind === 'array'
          ? duckCall('list_reverse', at(args, 0))
          : asciiOr('reverse', 'reverse')(args, call, context),
  }),
  arrayFunction({
    name: 'sort_array',
    since: '1.5.0',
    summary: 'The array in order; NULLs first when ascending and last when descending.',
    examples: ["sort_array(array('b', 'd', NULL, 'c', 'a'), true)"],
    parameters: [
      param('array', 'array'),
      { ...optional('ascendingOrder', 'boolean'), default: { kind: 'literal', value: true, dataType: types.boolean } },
    ],
    returns: own,
    lower: (args, call) => {
      const order = call.args[1];
      const isDescending = order?.kind === 'literal' && order.value === false;
      return duckCall('list_sort', at(args, 0), text(isDescending ? 'DESC' : 'ASC'), text(isDescending ? 'NULLS LAST' : 'NULLS FIRST'));
    },
  }),
  arrayFunction({
    name: 'arrays_zip',
    since: '2.4.0',
    summary: 'An array of structs of the elements at the same positions.',
    examples: ['arrays_zip(array(1, 2, 3), array(2, 3, 4))'],
    parameters: [variadic('array', 'array')],
    returns: (args) =>
      types.array(
        types.struct(
          args.map((arg, i) => {
            const type = dataTypeOf(arg);
            const name =
              arg.kind === 'attribute' || arg.kind === 'getStructField'
                ? arg.name
                : arg.kind === 'alias'
                  ? (arg.names[0] ?? String(i))
                  : String(i);
            return types.field(name, type.kind === 'array' ? type.elementType : types.null, true);
          }),
        ),
        false,
      ),
    lower: body('arrays_zip'),
  }),
];
