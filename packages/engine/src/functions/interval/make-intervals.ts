import { Decimal, types } from '@kindling/protocol';
import { body, type FunctionSpec, optional, runtimeCall, scalar } from '../define.ts';
import { anyNullable } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord } from '../function-record.ts';

const whole = (name: string): FunctionParameter => ({
  ...optional(name, types.integer),
  default: { kind: 'literal', value: 0, dataType: types.integer },
});
const seconds: FunctionParameter = {
  ...optional('secs', types.decimal(18, 6)),
  default: { kind: 'literal', value: new Decimal(0n, 6), dataType: types.decimal(18, 6) },
};

const interval = (spec: Omit<FunctionSpec, 'family' | 'since'> & { readonly since?: string }): FunctionRecord =>
  scalar({ family: 'datetime_funcs', since: '3.2.0', lower: body(spec.name), ...spec });

const calendar = (name: string, since: string, isTry: boolean): FunctionRecord =>
  interval({
    name,
    since,
    summary: isTry ? 'The interval of its fields, or NULL when one is too long.' : 'The interval of its fields.',
    examples: [`${name}(100, 11, 1, 1, 12, 30, 01.001001)`],
    parameters: [...['years', 'months', 'weeks', 'days', 'hours', 'mins'].map(whole), seconds],
    returns: types.calendarInterval,
    nullable: (args, context) => isTry || !context.ansi || anyNullable(args),
    evalMode: isTry ? 'try' : 'session',
    lower: (args, call, context) => runtimeCall('make_interval', args, call, context),
  });

export const makeIntervals: readonly FunctionRecord[] = [
  calendar('make_interval', '3.0.0', false),
  calendar('try_make_interval', '4.0.0', true),
  interval({
    name: 'make_dt_interval',
    summary: 'The day-time interval of its fields.',
    examples: ['make_dt_interval(1, 12, 30, 01.001001)'],
    parameters: [...['days', 'hours', 'mins'].map(whole), seconds],
    returns: types.dayTimeInterval(),
  }),
  interval({
    name: 'make_ym_interval',
    summary: 'The year-month interval of its fields.',
    examples: ['make_ym_interval(1, 2)'],
    parameters: ['years', 'months'].map(whole),
    returns: types.yearMonthInterval(),
  }),
];
