import { type DataType, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { unexpectedType } from '../data-type-mismatch.ts';
import { aggregate, aggregateBody, body, type FunctionSpec, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, ResolveContext } from '../function-record.ts';

const degree: FunctionParameter = { ...optional('degree', types.float), default: { kind: 'literal', value: 2, dataType: types.float } };

/** Vectors are arrays of float: nothing is cast to them. */
const checkVectors =
  (count: number) =>
  (args: readonly Expression[], context: ResolveContext): void => {
    args.slice(0, count).forEach((arg, i) => {
      const type = dataTypeOf(arg);
      if (type.kind !== 'array' || type.elementType.kind !== 'float') unexpectedType(args, i, '"ARRAY<FLOAT>"', context);
    });
    const last = args[count];
    if (last !== undefined && dataTypeOf(last).kind !== 'float') unexpectedType(args, count, '"FLOAT"', context);
  };

const vector = (spec: Omit<FunctionSpec, 'family' | 'since' | 'coercion'>): FunctionRecord =>
  scalar({ family: 'vector_funcs', since: '4.2.0', coercion: 'none', nullable: true, lower: body(spec.name), ...spec });

const pair = (name: string, summary: string): FunctionRecord =>
  vector({
    name,
    summary,
    examples: [`${name}(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F))`],
    parameters: [param('left'), param('right')],
    check: checkVectors(2),
    returns: types.float,
  });

const one = (name: string, summary: string, returns: DataType): FunctionRecord =>
  vector({
    name,
    summary,
    examples: [`${name}(array(3.0F, 4.0F), 2.0F)`],
    parameters: [param('vector'), degree],
    check: checkVectors(1),
    returns,
  });

const total = (name: string, summary: string): FunctionRecord =>
  aggregate({
    name,
    family: 'agg_funcs',
    since: '4.2.0',
    summary,
    examples: [`${name}(col) FROM VALUES (array(1.0F, 2.0F)), (array(3.0F, 4.0F)) AS tab(col)`],
    parameters: [param('vector')],
    coercion: 'none',
    check: checkVectors(1),
    returns: types.array(types.float, false),
    lower: aggregateBody(name),
  });

export const vectors: readonly FunctionRecord[] = [
  pair('vector_inner_product', 'Inner product of two vectors.'),
  pair('vector_l2_distance', 'Distance between the ends of two vectors.'),
  pair('vector_cosine_similarity', 'Cosine of the angle between two vectors.'),
  one('vector_norm', 'Length of a vector, by the norm of a degree: 1, 2 or infinity.', types.float),
  one('vector_normalize', 'A vector divided by its length.', types.array(types.float, true)),
  total('vector_avg', 'Mean of the vectors of a group.'),
  total('vector_sum', 'Sum of the vectors of a group.'),
];
