import { castToSparkString, type DataType, sparkError, types } from '@kindling/protocol';
import { cases, cast, number, operator } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch } from '../data-type-mismatch.ts';
import { at, foldable, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { constant, sketchAggregate, sketchFunction } from './sketch-function.ts';

const kllItems: Readonly<Record<string, readonly DataType[]>> = {
  bigint: [types.byte, types.integer, types.long, types.short],
  double: [types.float, types.double],
  float: [types.float],
};
const kllType: Readonly<Record<string, DataType>> = { bigint: types.long, double: types.double, float: types.float };

/** One question gives an answer, an array of them an array. */
const forEach = (args: readonly Expression[], one: DataType): DataType => {
  const asked = dataTypeOf(args[1] as Expression);
  return asked.kind === 'array' ? types.array(one, asked.containsNull) : one;
};

const LEAST_SIZE = 8;
const MOST_SIZE = 65_535;

function checkSize(args: readonly Expression[], context: ResolveContext): void {
  if (args[1] === undefined) return;
  const size = context.constant(args[1])?.value;
  if (size === null) mismatch('UNEXPECTED_NULL', args, context, { exprName: 'k' });
  if (typeof size !== 'number' || (size >= LEAST_SIZE && size <= MOST_SIZE)) return;
  const parameters = { functionName: `\`${context.functionName}\``, k: String(size) };
  mismatch('TYPE_CHECK_FAILURE_WITH_HINT', args, context, { msg: sparkError('KLL_SKETCH_K_OUT_OF_RANGE', parameters).message, hint: '' });
}

/** These take texts for bytes, too. */
const kllSketch = (name: string) => param(name, 'binary');

function kll(kind: 'bigint' | 'double' | 'float'): readonly FunctionRecord[] {
  const item = kllType[kind] as DataType;
  const since = '4.1.0';
  return [
    sketchAggregate({
      name: `kll_sketch_agg_${kind}`,
      since,
      summary: 'A quantile sketch of DataSketches over the values of a group.',
      examples: [`kll_sketch_get_n_${kind}(kll_sketch_agg_${kind}(col)) FROM VALUES (CAST(1 AS ${kind.toUpperCase()})) tab(col)`],
      parameters: [param('expr'), constant('k', types.integer)],
      expects: [kllItems[kind], [types.integer]],
      check: checkSize,
      constants: { size: 1 },
      returns: types.binary,
    }),
    sketchAggregate({
      name: `kll_merge_agg_${kind}`,
      since,
      summary: 'The quantile sketches of a group as one.',
      parameters: [kllSketch('expr'), constant('k', types.integer)],
      expects: [[types.binary], [types.integer]],
      check: checkSize,
      constants: { size: 1 },
      returns: types.binary,
    }),
    sketchFunction({
      name: `kll_sketch_to_string_${kind}`,
      since,
      summary: 'A quantile sketch described as text.',
      parameters: [kllSketch('expr')],
      returns: types.string,
    }),
    sketchFunction({
      name: `kll_sketch_get_n_${kind}`,
      since,
      summary: 'How many values a quantile sketch has seen.',
      parameters: [kllSketch('expr')],
      returns: types.long,
    }),
    sketchFunction({
      name: `kll_sketch_merge_${kind}`,
      since,
      summary: 'Two quantile sketches as one.',
      parameters: [kllSketch('left'), kllSketch('right')],
      returns: types.binary,
    }),
    sketchFunction({
      name: `kll_sketch_get_quantile_${kind}`,
      since,
      summary: 'About the value below which a share of the values of a sketch lies.',
      parameters: [kllSketch('left'), foldable(param('rank', { oneOf: [types.double, { arrayOf: types.double }] }))],
      returns: (args) => forEach(args, item),
    }),
    sketchFunction({
      name: `kll_sketch_get_rank_${kind}`,
      since,
      summary: 'About which share of the values of a sketch is not greater than a value.',
      parameters: [kllSketch('left'), foldable(param('quantile', { oneOf: [item, { arrayOf: item }] }))],
      returns: (args) => forEach(args, types.double),
    }),
  ];
}

const topItems = (item: DataType): DataType =>
  types.array(types.struct([types.field('item', item), types.field('count', types.long, false)]), false);
const topRecord = (item: DataType): DataType =>
  types.struct([
    types.field('sketch', types.binary, false),
    types.field('maxItemsTracked', types.integer, false),
    types.field('itemDataType', item),
    types.field('itemDataTypeDDL', types.string, false),
  ]);

const own = (args: readonly Expression[]): DataType => dataTypeOf(args[0] as Expression);
const recordItem = (args: readonly Expression[]): DataType => {
  const type = own(args);
  return (type.kind === 'struct' ? type.fields[2]?.dataType : undefined) ?? types.null;
};

function checkTopK(args: readonly Expression[], context: ResolveContext): void {
  for (const [i, argName] of ['`k`', '`maxItemsTracked`'].entries()) {
    const arg = args[i + 1];
    if (arg && context.constant(arg)?.value === null) throw sparkError('APPROX_TOP_K_NULL_ARG', { argName });
  }
}

function checkCountMin(args: readonly Expression[], context: ResolveContext): void {
  const values = args.map((arg) => context.constant(arg)?.value);
  for (const [i, exprName] of ['eps', 'confidence', 'seed'].entries()) {
    if (values[i + 1] === null) mismatch('UNEXPECTED_NULL', args, context, { exprName });
  }
  const refuse = (exprName: string, value: number, valueRange: string): never =>
    mismatch('VALUE_OUT_OF_RANGE', args, context, { exprName, valueRange, currentValue: `${castToSparkString(value, types.double)}D` });
  const [, error, confidence] = values;
  if (typeof error === 'number' && !(error > 0)) refuse('eps', error, '(0.0, 1.7976931348623157E308]');
  if (typeof confidence === 'number' && !(confidence > 0 && confidence <= 1)) refuse('confidence', confidence, '(0.0, 1.0]');
}

const frequent: readonly FunctionRecord[] = [
  sketchAggregate({
    name: 'approx_top_k',
    since: '4.1.0',
    summary: 'About the most frequent values of a group, and how often they come up.',
    examples: ['approx_top_k(expr) FROM VALUES (0), (0), (1) AS tab(expr)'],
    parameters: [param('expr', 'atomic'), constant('k', types.integer, 5), constant('maxItemsTracked', types.integer, 10_000)],
    check: checkTopK,
    constants: { limit: 1, tracked: 2 },
    returns: (args) => topItems(own(args)),
  }),
  sketchAggregate({
    name: 'approx_top_k_accumulate',
    since: '4.1.0',
    summary: 'A sketch of the most frequent values of a group.',
    parameters: [param('expr', 'atomic'), constant('maxItemsTracked', types.integer, 10_000)],
    constants: { tracked: 1 },
    returns: (args) => topRecord(own(args)),
  }),
  sketchAggregate({
    name: 'approx_top_k_combine',
    since: '4.1.0',
    summary: 'The sketches of most frequent values of a group as one.',
    parameters: [param('expr', 'struct'), constant('maxItemsTracked', types.integer)],
    constants: { tracked: 1 },
    returns: (args) => topRecord(recordItem(args)),
  }),
  sketchFunction({
    name: 'approx_top_k_estimate',
    since: '4.1.0',
    summary: 'About the most frequent values of a sketch, and how often they came up.',
    parameters: [param('expr', 'struct'), constant('k', types.integer, 5)],
    returns: (args) => topItems(recordItem(args)),
  }),
  sketchAggregate({
    name: 'count_min_sketch',
    since: '2.2.0',
    summary: 'A sketch that tells about how often a value came up in a group.',
    examples: ['hex(count_min_sketch(col, 0.5d, 0.5d, 1)) FROM VALUES (1), (2), (1) AS tab(col)'],
    takesNamedArguments: true,
    parameters: [param('column'), constant('epsilon', types.double), constant('confidence', types.double), constant('seed', 'integral')],
    expects: [
      [types.byte, types.short, types.integer, types.long, types.string, types.binary],
      [types.double],
      [types.double],
      [types.integer, types.long],
    ],
    itemsText: '("INTEGRAL" or "STRING" or "BINARY")',
    check: checkCountMin,
    constants: { error: 1, confidence: 2, seed: 3 },
    returns: types.binary,
  }),
];

/** Bits of one bitmap: 4,096 bytes. */
const BUCKET = 32_768;

function bitPlace(
  name: string,
  summary: string,
  negative: (value: ReturnType<typeof at>) => ReturnType<typeof at>,
  positive: (value: ReturnType<typeof at>) => ReturnType<typeof at>,
): FunctionRecord {
  return scalar({
    name,
    family: 'misc_funcs',
    since: '3.5.0',
    summary,
    examples: [`${name}(123)`],
    parameters: [param('expr', types.long)],
    returns: types.long,
    lower: (args) => {
      const value = at(args, 0);
      return cast(cases([[operator('>', value, number(0)), positive(operator('-', value, number(1)))]], negative(value)), 'BIGINT');
    },
  });
}

const bucket = number(BUCKET);

function bitmapAggregate(name: string, since: string, summary: string, type: DataType): FunctionRecord {
  return sketchAggregate({ name, since, summary, parameters: [param('child', type)], returns: types.binary });
}

const bitmaps: readonly FunctionRecord[] = [
  bitPlace(
    'bitmap_bucket_number',
    'Which bitmap a number has its bit in.',
    (value) => operator('//', value, bucket),
    (value) => operator('+', number(1), operator('//', value, bucket)),
  ),
  bitPlace(
    'bitmap_bit_position',
    "Where in its bitmap a number's bit is.",
    (value) => operator('%', operator('-', value), bucket),
    (value) => operator('%', value, bucket),
  ),
  scalar({
    name: 'bitmap_count',
    family: 'misc_funcs',
    since: '3.5.0',
    summary: 'How many bits of a bitmap are set.',
    examples: ["bitmap_count(X 'FFFF')"],
    parameters: [{ ...param('expr', 'binary'), takesNoText: true }],
    returns: types.long,
    lower: (args, call, context) => context.runtime('bitmap_count', args, [dataTypeOf(call.args[0] as Expression)], types.long),
  }),
  bitmapAggregate('bitmap_construct_agg', '3.5.0', 'A bitmap with the bits of a group.', types.long),
  bitmapAggregate('bitmap_or_agg', '3.5.0', 'Bits that are set in some bitmap of a group.', types.binary),
  bitmapAggregate('bitmap_and_agg', '4.1.0', 'Bits that are set in all bitmaps of a group.', types.binary),
];

export const quantileAndCountSketches: readonly FunctionRecord[] = [
  ...kll('bigint'),
  ...kll('double'),
  ...kll('float'),
  ...frequent,
  ...bitmaps,
];
