import { type DataType, sparkError, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { param } from '../define.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { constant, logEntries, sketch, sketchAggregate, sketchFunction, summaryMode } from './sketch-function.ts';

const hllItems: readonly DataType[] = [types.integer, types.long, types.string, types.binary];
const thetaItems: readonly DataType[] = [
  types.array(types.integer),
  types.array(types.long),
  types.binary,
  types.double,
  types.float,
  types.integer,
  types.long,
  types.string,
];

function checkLogSize(args: readonly Expression[], context: ResolveContext): void {
  const value = args[1] && context.constant(args[1])?.value;
  const fn = `\`${context.functionName}\``;
  if (value === undefined) throw sparkError('HLL_K_MUST_BE_CONSTANT', { function: fn });
  if (value === null) throw sparkError('HLL_INVALID_LG_K', { function: fn, min: '4', max: '21', value: '0' });
}

function checkEntries(args: readonly Expression[], context: ResolveContext): void {
  const value = args[1] && context.constant(args[1])?.value;
  const fn = `\`${context.functionName}\``;
  if (value === undefined) throw sparkError('THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT', { function: fn });
  if (value === null) throw sparkError('SKETCH_INVALID_LG_NOM_ENTRIES', { function: fn, min: '4', max: '26', value: '0' });
}

const hll: readonly FunctionRecord[] = [
  sketchAggregate({
    name: 'hll_sketch_agg',
    since: '3.5.0',
    summary: 'A HyperLogLog sketch of DataSketches over the values of a group.',
    examples: ['hll_sketch_estimate(hll_sketch_agg(col, 12)) FROM VALUES (1), (1), (2) tab(col)'],
    parameters: [param('expr'), { ...constant('lgConfigK', types.integer, 12), foldable: false }],
    check: checkLogSize,
    expects: [hllItems, [types.integer]],
    constants: { logSize: 1 },
    returns: types.binary,
  }),
  sketchAggregate({
    name: 'hll_union_agg',
    since: '3.5.0',
    summary: 'The HyperLogLog sketches of a group as one.',
    parameters: [sketch('expr'), constant('allowDifferentLgConfigK', types.boolean, false)],
    expects: [[types.binary], [types.boolean]],
    constants: { allowDifferent: 1 },
    returns: types.binary,
  }),
  sketchFunction({
    name: 'hll_sketch_estimate',
    since: '3.5.0',
    summary: 'About how many different values a HyperLogLog sketch has seen.',
    parameters: [sketch('expr')],
    returns: types.long,
  }),
  sketchFunction({
    name: 'hll_union',
    since: '3.5.0',
    summary: 'Two HyperLogLog sketches as one.',
    parameters: [sketch('first'), sketch('second'), constant('allowDifferentLgConfigK', types.boolean, false)],
    returns: types.binary,
  }),
];

const theta: readonly FunctionRecord[] = [
  sketchAggregate({
    name: 'theta_sketch_agg',
    since: '4.1.0',
    summary: 'A theta sketch of DataSketches over the values of a group.',
    examples: ['theta_sketch_estimate(theta_sketch_agg(col)) FROM VALUES (1), (1), (2) tab(col)'],
    parameters: [param('expr'), { ...constant('lgNomEntries', types.integer, 12), foldable: false }],
    check: checkEntries,
    expects: [thetaItems, [types.integer]],
    constants: { logEntries: 1 },
    returns: types.binary,
  }),
  sketchAggregate({
    name: 'theta_union_agg',
    since: '4.1.0',
    summary: 'The theta sketches of a group as one.',
    parameters: [sketch('expr'), { ...constant('lgNomEntries', types.integer, 12), foldable: false }],
    check: checkEntries,
    expects: [[types.binary], [types.integer]],
    constants: { logEntries: 1 },
    returns: types.binary,
  }),
  sketchAggregate({
    name: 'theta_intersection_agg',
    since: '4.1.0',
    summary: 'What all theta sketches of a group have in common.',
    parameters: [sketch('expr')],
    expects: [[types.binary]],
    returns: types.binary,
  }),
  sketchFunction({
    name: 'theta_sketch_estimate',
    since: '4.1.0',
    summary: 'About how many different values a theta sketch has seen.',
    parameters: [sketch('expr')],
    returns: types.long,
  }),
  sketchFunction({
    name: 'theta_union',
    since: '4.1.0',
    summary: 'Two theta sketches as one.',
    parameters: [sketch('first'), sketch('second'), logEntries],
    returns: types.binary,
  }),
  sketchFunction({
    name: 'theta_intersection',
    since: '4.1.0',
    summary: 'What two theta sketches have in common.',
    parameters: [sketch('first'), sketch('second')],
    returns: types.binary,
  }),
  sketchFunction({
    name: 'theta_difference',
    since: '4.1.0',
    summary: 'What the first theta sketch has and the second has not.',
    parameters: [sketch('first'), sketch('second')],
    returns: types.binary,
  }),
];

function tuple(kind: 'double' | 'integer'): readonly FunctionRecord[] {
  const summary = kind === 'double' ? types.double : types.integer;
  const since = '4.2.0';
  const mode = constant('mode', 'string', 'sum');
  const pairs = (infix: string, second: string): readonly FunctionRecord[] => [
    sketchFunction({
      name: `tuple_union_${infix}${kind}`,
      takesNamedArguments: true,
      since,
      summary: `A tuple sketch and a ${second} sketch as one.`,
      parameters: [sketch('first'), sketch('second'), logEntries, summaryMode],
      returns: types.binary,
    }),
    sketchFunction({
      name: `tuple_intersection_${infix}${kind}`,
      since,
      summary: `What a tuple sketch and a ${second} sketch have in common.`,
      parameters: [sketch('first'), sketch('second'), summaryMode],
      returns: types.binary,
    }),
    sketchFunction({
      name: `tuple_difference_${infix}${kind}`,
      since,
      summary: `What a tuple sketch has and a ${second} sketch has not.`,
      parameters: [sketch('first'), sketch('second')],
      returns: types.binary,
    }),
  ];
  return [
    sketchAggregate({
      name: `tuple_sketch_agg_${kind}`,
      takesNamedArguments: true,
      since,
      summary: 'A tuple sketch of DataSketches over the keys of a group, with a number for each.',
      parameters: [param('key', { oneOf: thetaItems }), param('summary', summary), constant('lgNomEntries', types.integer, 12), mode],
      rows: 2,
      constants: { logEntries: 2, mode: 3 },
      returns: types.binary,
    }),
    sketchAggregate({
      name: `tuple_union_agg_${kind}`,
      takesNamedArguments: true,
      since,
      summary: 'The tuple sketches of a group as one.',
      parameters: [sketch('child'), constant('lgNomEntries', types.integer, 12), mode],
      constants: { logEntries: 1, mode: 2 },
      returns: types.binary,
    }),
    sketchAggregate({
      name: `tuple_intersection_agg_${kind}`,
      since,
      summary: 'What all tuple sketches of a group have in common.',
      parameters: [sketch('child'), mode],
      constants: { mode: 1 },
      returns: types.binary,
    }),
    ...pairs('', 'tuple'),
    ...pairs('theta_', 'theta'),
    sketchFunction({
      name: `tuple_sketch_estimate_${kind}`,
      since,
      summary: 'About how many different keys a tuple sketch has seen.',
      parameters: [sketch('child')],
      returns: types.double,
    }),
    sketchFunction({
      name: `tuple_sketch_theta_${kind}`,
      since,
      summary: 'The share of all keys that a tuple sketch keeps.',
      parameters: [sketch('child')],
      returns: types.double,
    }),
    sketchFunction({
      name: `tuple_sketch_summary_${kind}`,
      since,
      summary: 'The numbers of a tuple sketch as one.',
      parameters: [sketch('child'), summaryMode],
      returns: kind === 'double' ? types.double : types.long,
    }),
  ];
}

export const distinctCountSketches: readonly FunctionRecord[] = [...hll, ...theta, ...tuple('double'), ...tuple('integer')];
