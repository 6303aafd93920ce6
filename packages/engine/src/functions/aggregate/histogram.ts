import { types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { mismatch } from '../data-type-mismatch.ts';
import { aggregate, foldable, param, runtimeAggregateCall } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

const FEWEST_BINS = 2;

function binsOf(args: readonly Expression[], context: ResolveContext): number {
  const bins = context.constant(args[1] as Expression)?.value;
  if (bins === null || bins === undefined) mismatch('UNEXPECTED_NULL', args, context, { exprName: 'nb' });
  if (Number(bins) < FEWEST_BINS)
    mismatch('VALUE_OUT_OF_RANGE', args, context, {
      exprName: 'nb',
      valueRange: `[${FEWEST_BINS}, 2147483647]`,
      currentValue: String(bins),
    });
  return Number(bins);
}

export const histograms: readonly FunctionRecord[] = [
  aggregate({
    name: 'histogram_numeric',
    family: 'agg_funcs',
    since: '3.3.0',
    summary: 'About how the values of a group lie, in a number of bins.',
    examples: ['histogram_numeric(col, 5) FROM VALUES (0), (1), (2), (10) AS tab(col)'],
    parameters: [
      param('expr', { oneOf: ['numeric', 'date', 'anyTimestamp', 'yearMonthInterval', 'dayTimeInterval'] }),
      foldable(param('nb', types.integer)),
    ],
    returns: (args) => types.array(types.struct([types.field('x', dataTypeOf(args[0] as Expression)), types.field('y', types.double)])),
    options: (args, context) => ({ bins: binsOf(args, context) }),
    lower: (args, call, context) =>
      runtimeAggregateCall('histogram_numeric', args.slice(0, 1), { ...call, args: call.args.slice(0, 1) }, context),
  }),
];
