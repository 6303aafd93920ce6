import { type DataType, sameType, sparkError, types } from '@kindling/protocol';
import {
  cases,
  cast,
  column,
  call as duckCall,
  lambda as duckLambda,
  isNotNull,
  isNull,
  nullToken,
  number,
  operator,
  or,
  physicalType,
  type Sql,
  structOf,
  text,
  token,
} from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { argType, at, type FunctionSpec, param, scalar } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, LowerContext, ResolveContext } from '../function-record.ts';

type Variables = readonly { readonly dataType: DataType; readonly nullable: boolean }[];

function higherOrder(spec: Omit<FunctionSpec, 'family'>): FunctionRecord {
  return scalar({ family: 'lambda_funcs', ...spec });
}

const lambdaParam = (name: string, of: (args: readonly Expression[], arity: number) => Variables): FunctionParameter =>
  param(name, { lambda: of });
const typeAt = (args: readonly Expression[], index: number): DataType => dataTypeOf(args[index] as Expression);

function element(args: readonly Expression[], index = 0): Variables[number] {
  const type = typeAt(args, index);
  return type.kind === 'array' ? { dataType: type.elementType, nullable: type.containsNull } : { dataType: types.null, nullable: true };
}

const position: Variables[number] = { dataType: types.integer, nullable: false };
const elementAndPosition = (args: readonly Expression[], arity: number): Variables =>
  arity > 1 ? [element(args), position] : [element(args)];

function entry(args: readonly Expression[], index = 0): readonly [Variables[number], Variables[number]] {
  const type = typeAt(args, index);
  if (type.kind !== 'map') return [position, position];
  return [
    { dataType: type.keyType, nullable: false },
    { dataType: type.valueType, nullable: type.valueContainsNull },
  ];
}

const own = (args: readonly Expression[]): DataType => typeAt(args, 0);
const firstNullable = (args: readonly Expression[]): boolean => isNullable(args[0] as Expression);

/** DuckDB counts from 1 and in BIGINT where Spark's lambdas count from 0 and in INT. */
function indexed(body: Sql): Sql {
  if (body.kind !== 'lambda' || body.params.length < 2) return body;
  const [item = 'e', index = 'i'] = body.params;
  return duckLambda([item, `${index}_1`], rename(body.body, index, cast(operator('-', column(`${index}_1`), number(1)), 'INTEGER')));
}

/** The body with one parameter replaced by an expression. */
function rename(sql: Sql, name: string, by: Sql): Sql {
  const visit = (node: Sql): Sql => rename(node, name, by);
  switch (sql.kind) {
    case 'column':
      return sql.name === name && sql.table === undefined ? by : sql;
    case 'call':
      return { ...sql, args: sql.args.map(visit) };
    case 'operator':
      return { ...sql, args: sql.args.map(visit) };
    case 'cast':
      return { ...sql, child: visit(sql.child) };
    case 'case':
      return {
        ...sql,
        branches: sql.branches.map(([when, then]) => [visit(when), visit(then)] as const),
        otherwise: sql.otherwise && visit(sql.otherwise),
      };
    case 'lambda':
      return { ...sql, body: visit(sql.body) };
    case 'in':
      return { ...sql, child: visit(sql.child), items: sql.items.map(visit) };
    case 'struct':
      return { ...sql, fields: sql.fields.map(([field, value]) => [field, visit(value)] as const) };
    case 'list':
      return { ...sql, items: sql.items.map(visit) };
    default:
      return sql;
  }
}

/** A lambda's body with its parameters replaced. */
function apply(lambda: Sql, ...values: Sql[]): Sql {
  if (lambda.kind !== 'lambda') return lambda;
  return values.reduce(
    (body, value, i) => (lambda.params[i] === undefined ? body : rename(body, lambda.params[i] as string, value)),
    lambda.body,
  );
}

const key = (pair: Sql): Sql => duckCall('struct_extract', pair, text('key'));
const value = (pair: Sql): Sql => duckCall('struct_extract', pair, text('value'));
const entries = (map: Sql): Sql => duckCall('map_entries', map);

/**
 * A lambda of one parameter that no other lambda has: where bodies are put into each other, one name for two parameters would give
 * the inner value for the outer one.
 */
function freshLambda(context: LowerContext, body: (parameter: Sql) => Sql): Sql {
  const name = context.newName('l');
  return duckLambda([name], body(column(name)));
}

const pairLambda = (lambda: Sql, context: LowerContext): Sql => freshLambda(context, (pair) => apply(lambda, key(pair), value(pair)));

/** Three-valued exists: NULL when nothing holds and something is unknown. */
function exists(list: Sql, predicate: Sql, isAll: boolean): Sql {
  const outcomes = duckCall('list_transform', list, predicate);
  return duckCall('list_aggregate', outcomes, text(isAll ? 'bool_and' : 'bool_or'));
}

function quantifier(name: string, since: string, summary: string, isAll: boolean): FunctionRecord {
  return higherOrder({
    name,
    since,
    summary,
    examples: [`${name}(array(1, 2, 3), x -> x % 2 == 0)`],
    parameters: [param('expr', 'array'), lambdaParam('pred', (args) => [element(args)])],
    returns: types.boolean,
    nullable: (args) => args.some(isNullable),
    lower: (args, _, context) =>
      context.bind([at(args, 0)], (list) => {
        const outcome = exists(list as Sql, at(args, 1), isAll);
        const some = duckCall('list_contains', duckCall('list_transform', list as Sql, at(args, 1)), token(isAll ? 'FALSE' : 'TRUE'));
        const unknown = duckCall(
          'list_contains',
          duckCall(
            'list_transform',
            list as Sql,
            freshLambda(context, (item) => isNull(apply(at(args, 1), item))),
          ),
          token('TRUE'),
        );
        return cases(
          [
            [isNull(list as Sql), cast(nullToken, 'BOOLEAN')],
            [some, token(isAll ? 'FALSE' : 'TRUE')],
            [unknown, cast(nullToken, 'BOOLEAN')],
          ],
          duckCall('coalesce', outcome, token(isAll ? 'TRUE' : 'FALSE')),
        );
      }),
  });
}

/** What a step gives is what the next one takes. */
function checkMerge(args: readonly Expression[], context: ResolveContext): void {
  if (sameBut(typeAt(args, 1), typeAt(args, 2))) return;
  const whole = args.length === 3 ? [...args.map((arg) => context.sqlText(arg)), IDENTITY] : args.map((arg) => context.sqlText(arg));
  throw sparkError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: `"${context.functionName}(${whole.join(', ')})"`,
    paramIndex: 'third',
    requiredType: typeText(typeAt(args, 1)),
    inputSql: `"${context.sqlText(args[2] as Expression)}"`,
    inputType: typeText(typeAt(args, 2)),
  });
}

/** The types but for what may be NULL and how fields are called. */
function sameBut(left: DataType, right: DataType): boolean {
  if (left.kind === 'array' && right.kind === 'array') return sameBut(left.elementType, right.elementType);
  if (left.kind === 'map' && right.kind === 'map') return sameBut(left.keyType, right.keyType) && sameBut(left.valueType, right.valueType);
  if (left.kind === 'struct' && right.kind === 'struct')
    return (
      left.fields.length === right.fields.length &&
      left.fields.every((field, i) => sameBut(field.dataType, right.fields[i]?.dataType ?? types.null))
    );
  return sameType(left, right);
}

/** How the lambda that changes nothing shows. */
const IDENTITY = 'lambdafunction(namedlambdavariable(), namedlambdavariable())';

function fold(name: string, since: string): FunctionRecord {
  return higherOrder({
    name,
    since,
    summary: 'One value from an array, combined element by element.',
    examples: [`${name}(array(1, 2, 3), 0, (acc, x) -> acc + x)`],
    parameters: [
      param('expr', 'array'),
      param('start'),
      lambdaParam('merge', (args) => [{ dataType: typeAt(args, 1), nullable: true }, element(args)]),
      { ...lambdaParam('finish', (args) => [{ dataType: typeAt(args, 1), nullable: true }]), optional: true },
    ],
    check: checkMerge,
    returns: (args) => (args[3] ? dataTypeOf(args[3]) : typeAt(args, 1)),
    nullable: (args) => isNullable(args[0] as Expression) || isNullable((args[3] ?? args[2]) as Expression),
    // Without a last lambda it is the one that changes nothing.
    sql: (args) => `${name}(${[...args, ...(args.length === 3 ? [IDENTITY] : [])].join(', ')})`,
    lower: (args, call, context) => {
      const [list, start, merge, finish] = args as [Sql, Sql, Sql, Sql | undefined];
      const accumulatorType = physicalType(argType(call, 1));
      // Accumulator and element differ in type, so both travel in structs of one type.
      const elementType = physicalType((argType(call, 0) as { elementType: DataType }).elementType);
      const box = (accumulator: Sql, item: Sql): Sql =>
        structOf([
          ['a', cast(accumulator, accumulatorType)],
          ['e', cast(item, elementType)],
        ]);
      const boxed = duckCall(
        'list_transform',
        list,
        freshLambda(context, (item) => box(cast(nullToken, accumulatorType), item)),
      );
      const [soFar, next] = [context.newName('l'), context.newName('l')];
      const part = (boxName: string, field: string): Sql => duckCall('struct_extract', column(boxName), text(field));
      const step = duckLambda([soFar, next], box(apply(merge, part(soFar, 'a'), part(next, 'e')), cast(nullToken, elementType)));
      const reduced = duckCall('struct_extract', duckCall('list_reduce', boxed, step, box(start, cast(nullToken, elementType))), text('a'));
      const ended = finish === undefined ? reduced : context.bind([reduced], (total) => apply(finish, total as Sql));
      return cases([[isNull(list), cast(nullToken, physicalType(call.dataType))]], ended);
    },
  });
}

const mapOf = (keys: Sql, values: Sql): Sql => duckCall('map', keys, values);

export const higherOrders: readonly FunctionRecord[] = [
  higherOrder({
    name: 'transform',
    since: '2.4.0',
    summary: 'The array with each element replaced by what a lambda makes of it.',
    examples: ['transform(array(1, 2, 3), x -> x + 1)'],
    parameters: [param('expr', 'array'), lambdaParam('func', elementAndPosition)],
    returns: (args) => types.array(typeAt(args, 1), isNullable(args[1] as Expression)),
    nullable: firstNullable,
    lower: (args, call) => cast(duckCall('list_transform', at(args, 0), indexed(at(args, 1))), physicalType(call.dataType)),
  }),
  higherOrder({
    name: 'filter',
    since: '2.4.0',
    summary: 'The elements for which a lambda holds.',
    examples: ['filter(array(1, 2, 3), x -> x % 2 == 1)'],
    parameters: [param('expr', 'array'), lambdaParam('func', elementAndPosition)],
    returns: own,
    nullable: firstNullable,
    lower: (args) => duckCall('list_filter', at(args, 0), indexed(at(args, 1))),
  }),
  quantifier('exists', '2.4.0', 'Whether a lambda holds for some element.', false),
  quantifier('forall', '3.0.0', 'Whether a lambda holds for every element.', true),
  fold('aggregate', '2.4.0'),
  fold('reduce', '3.4.0'),
  higherOrder({
    name: 'zip_with',
    since: '2.4.0',
    summary: 'What a lambda makes of the elements at the same positions of two arrays.',
    examples: ['zip_with(array(1, 2, 3), array(4, 5, 6), (x, y) -> x + y)'],
    parameters: [
      param('left', 'array'),
      param('right', 'array'),
      lambdaParam('func', (args) => [
        { ...element(args, 0), nullable: true },
        { ...element(args, 1), nullable: true },
      ]),
    ],
    returns: (args) => types.array(typeAt(args, 2), isNullable(args[2] as Expression)),
    nullable: (args) => args.slice(0, 2).some(isNullable),
    lower: (args, call, context) =>
      context.bind([at(args, 0), at(args, 1)], (left, right) => {
        const count = duckCall('greatest', duckCall('len', left as Sql), duckCall('len', right as Sql));
        const zipped = duckCall(
          'list_transform',
          duckCall('range', count),
          freshLambda(context, (index) => {
            const item = (list: Sql): Sql => duckCall('list_extract', list, operator('+', index, number(1)));
            return apply(at(args, 2), item(left as Sql), item(right as Sql));
          }),
        );
        return cases(
          [[or(isNull(left as Sql), isNull(right as Sql)), cast(nullToken, physicalType(call.dataType))]],
          cast(zipped, physicalType(call.dataType)),
        );
      }),
  }),
  higherOrder({
    name: 'transform_values',
    since: '3.0.0',
    summary: 'The map with its values replaced by what a lambda makes of each entry.',
    examples: ['transform_values(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> v + 1)'],
    parameters: [param('expr', 'map'), lambdaParam('func', (args) => entry(args))],
    returns: (args) => types.map(entry(args)[0].dataType, typeAt(args, 1), isNullable(args[1] as Expression)),
    nullable: firstNullable,
    lower: (args, call, context) =>
      cases([
        [
          isNotNull(at(args, 0)),
          cast(
            mapOf(duckCall('map_keys', at(args, 0)), duckCall('list_transform', entries(at(args, 0)), pairLambda(at(args, 1), context))),
            physicalType(call.dataType),
          ),
        ],
      ]),
  }),
  higherOrder({
    name: 'transform_keys',
    since: '3.0.0',
    summary: 'The map with its keys replaced by what a lambda makes of each entry.',
    examples: ['transform_keys(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> k + 1)'],
    parameters: [param('expr', 'map'), lambdaParam('func', (args) => entry(args))],
    returns: (args) => types.map(typeAt(args, 1), entry(args)[1].dataType, entry(args)[1].nullable),
    nullable: firstNullable,
    lower: (args, call, context) => {
      const { dataType } = call;
      if (dataType.kind !== 'map') return at(args, 0);
      const [keys, values] = [types.array(dataType.keyType), types.array(dataType.valueType)];
      return context.runtime(
        'map_from_arrays',
        [duckCall('list_transform', entries(at(args, 0)), pairLambda(at(args, 1), context)), duckCall('map_values', at(args, 0))],
        [keys, values],
        dataType,
      );
    },
  }),
  higherOrder({
    name: 'map_filter',
    since: '3.0.0',
    summary: 'The entries of a map for which a lambda holds.',
    examples: ['map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v)'],
    parameters: [param('expr', 'map'), lambdaParam('func', (args) => entry(args))],
    returns: own,
    nullable: firstNullable,
    lower: (args, call, context) =>
      cast(
        duckCall('map_from_entries', duckCall('list_filter', entries(at(args, 0)), pairLambda(at(args, 1), context))),
        physicalType(call.dataType),
      ),
  }),
  higherOrder({
    name: 'array_sort',
    since: '2.4.0',
    summary: 'The array in ascending order, NULLs last.',
    examples: ["array_sort(array('b', 'd', NULL, 'c', 'a'))"],
    parameters: [param('expr', 'array'), { ...lambdaParam('func', (args) => [element(args), element(args)]), optional: true }],
    check: (args, context) => {
      const order = args[1] && typeAt(args, 1);
      if (order === undefined || order.kind === 'integer') return;
      mismatch('UNEXPECTED_RETURN_TYPE', args, context, {
        functionName: '`lambdafunction`',
        expectedType: '"INT"',
        actualType: typeText(order),
      });
    },
    returns: own,
    nullable: firstNullable,
    lower: (args, call, context) => {
      if (args[1] === undefined) return duckCall('list_sort', at(args, 0), text('ASC'), text('NULLS LAST'));
      const list = at(args, 0);
      const type = argType(call, 0) as { elementType: DataType };
      // Rank of an element: how many the comparator puts before it, and equal ones that stand earlier.
      const before = (other: Sql, item: Sql, otherAt: Sql, itemAt: Sql): Sql => {
        const order = apply(at(args, 1), item, other);
        return or(operator('>', order, number(0)), operator('AND', operator('=', order, number(0)), operator('<', otherAt, itemAt)));
      };
      const [item, itemAt, other, otherAt] = [context.newName('l'), context.newName('l'), context.newName('l'), context.newName('l')];
      const comesBefore = before(column(other), column(item), column(otherAt), column(itemAt));
      const rank = duckCall('len', duckCall('list_filter', list, duckLambda([other, otherAt], comesBefore)));
      const ranked = duckCall(
        'list_transform',
        list,
        duckLambda(
          [item, itemAt],
          structOf([
            ['r', rank],
            ['v', cast(column(item), physicalType(type.elementType))],
          ]),
        ),
      );
      return duckCall(
        'list_transform',
        duckCall('list_sort', ranked),
        freshLambda(context, (pair) => duckCall('struct_extract', pair, text('v'))),
      );
    },
  }),
  higherOrder({
    name: 'map_zip_with',
    since: '3.0.0',
    summary: 'A map of the keys of two maps, with what a lambda makes of a key and its two values.',
    examples: ["map_zip_with(map(1, 'a', 2, 'b'), map(1, 'x', 2, 'y'), (k, v1, v2) -> concat(v1, v2))"],
    parameters: [
      param('map1', 'map'),
      param('map2', 'map'),
      lambdaParam('function', (args) => [
        entry(args)[0],
        { ...entry(args, 0)[1], nullable: true },
        { ...entry(args, 1)[1], nullable: true },
      ]),
    ],
    coercion: ([first, second, func], context) => {
      const maps = [first as Expression, second as Expression];
      const key = context.commonType(maps.map((map) => entry([map])[0].dataType));
      const cast = (map: Expression): Expression => {
        const type = dataTypeOf(map);
        return key === undefined || type.kind !== 'map' ? map : context.cast(map, types.map(key, type.valueType, type.valueContainsNull));
      };
      return [...maps.map(cast), func as Expression];
    },
    returns: (args) => types.map(entry(args)[0].dataType, typeAt(args, 2), isNullable(args[2] as Expression)),
    nullable: (args) => args.slice(0, 2).some(isNullable),
    lower: (args, call, context) =>
      context.bind([at(args, 0), at(args, 1)], (first, second) => {
        const [left, right] = [first as Sql, second as Sql];
        const keyType = types.array(entry(call.args)[0].dataType, false);
        const keys = context.runtime('array_union', [duckCall('map_keys', left), duckCall('map_keys', right)], [keyType, keyType], keyType);
        const zipped = context.bind([keys], (list) => {
          const part = (map: Sql, mapKey: Sql): Sql => duckCall('map_extract_value', map, mapKey);
          const values = duckCall(
            'list_transform',
            list as Sql,
            freshLambda(context, (mapKey) => apply(at(args, 2), mapKey, part(left, mapKey), part(right, mapKey))),
          );
          return cast(mapOf(list as Sql, values), physicalType(call.dataType));
        });
        return cases([[or(isNull(left), isNull(right)), cast(nullToken, physicalType(call.dataType))]], zipped);
      }),
  }),
];
