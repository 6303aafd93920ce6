import { type DataType, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { unexpectedType } from '../data-type-mismatch.ts';
import { body, type FunctionSpec, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { checkedSrid } from '../runtime/index.ts';

const shape = (spec: Omit<FunctionSpec, 'family' | 'since'>): FunctionRecord =>
  scalar({ family: 'st_funcs', since: '4.1.0', lower: body(spec.name), ...spec });

function constantSrid(arg: Expression | undefined, isGeography: boolean, context: ResolveContext): number | 'ANY' {
  const constant = arg && context.constant(arg);
  if (constant === undefined || constant.value === null) return 'ANY';
  return checkedSrid(Number(constant.value), isGeography);
}

function withSrid(args: readonly Expression[], context: ResolveContext): DataType {
  const isGeography = dataTypeOf(args[0] as Expression).kind === 'geography';
  const srid = constantSrid(args[1], isGeography, context);
  return isGeography ? types.geography(srid) : types.geometry(srid);
}

/** An untyped NULL is a geometry. */
function coerceShape(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [first, ...rest] = args as [Expression, ...Expression[]];
  const { kind } = dataTypeOf(first);
  if (kind === 'null') return [context.cast(first, types.geometry(0)), ...rest];
  if (kind !== 'geometry' && kind !== 'geography') unexpectedType(args, 0, '("GEOGRAPHY" or "GEOMETRY")', context);
  return args;
}

export const shapes: readonly FunctionRecord[] = [
  shape({
    name: 'st_geomfromwkb',
    summary: 'The geometry that well-known binary stands for.',
    examples: ["st_srid(st_geomfromwkb(X'0101000000000000000000F03F0000000000000040'))"],
    parameters: [
      param('wkb', 'binary'),
      { ...optional('srid', types.integer), default: { kind: 'literal', value: 0, dataType: types.integer } },
    ],
    returns: (args, context) => types.geometry(constantSrid(args[1], false, context)),
  }),
  shape({
    name: 'st_geogfromwkb',
    summary: 'The geography that well-known binary stands for.',
    examples: ["st_srid(st_geogfromwkb(X'0101000000000000000000F03F0000000000000040'))"],
    parameters: [param('wkb', 'binary')],
    returns: types.geography(4326),
  }),
  shape({
    name: 'st_asbinary',
    summary: 'A shape in well-known binary.',
    examples: ["hex(st_asbinary(st_geomfromwkb(X'0101000000000000000000F03F0000000000000040')))"],
    parameters: [param('geo'), { ...optional('endianness', 'string'), default: { kind: 'literal', value: 'NDR', dataType: types.string } }],
    coercion: coerceShape,
    returns: types.binary,
  }),
  shape({
    name: 'st_srid',
    summary: 'The coordinate system of a shape.',
    examples: ["st_srid(st_geomfromwkb(X'0101000000000000000000F03F0000000000000040', 4326))"],
    parameters: [param('geo')],
    coercion: coerceShape,
    returns: types.integer,
  }),
  shape({
    name: 'st_setsrid',
    summary: 'A shape in another coordinate system, its coordinates as they are.',
    examples: ["st_srid(st_setsrid(st_geomfromwkb(X'0101000000000000000000F03F0000000000000040'), 4326))"],
    parameters: [param('geo'), param('srid', types.integer)],
    coercion: (args, context) => {
      const [geo, srid] = coerceShape(args, context) as [Expression, Expression];
      return [geo, context.cast(srid, types.integer)];
    },
    returns: withSrid,
  }),
];
