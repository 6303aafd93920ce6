import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { type CastOptions, caster } from './cast-value.ts';

export { type CastOptions, caster, decimalOverflow, fitDecimal } from './cast-value.ts';
export { scalarOfNode, variantCaster, variantNodeOf } from './cast-variant.ts';
export { parseTime, parseTimestampNtz, validDate } from './date-time-text.ts';
export { parseCalendarInterval } from './interval-text.ts';

export function castOptions(options: Readonly<Record<string, unknown>>): CastOptions {
  return {
    evalMode: (options.evalMode as CastOptions['evalMode'] | undefined) ?? 'ansi',
    timeZone: (options.timeZone as string | undefined) ?? 'UTC',
    nowMicros: (options.nowMicros as bigint | undefined) ?? BigInt(Date.now()) * 1000n,
  };
}

export const castBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('cast', ({ argTypes, resultType, options }) => caster(argTypes[0] ?? { kind: 'null' }, resultType, castOptions(options))),
];
