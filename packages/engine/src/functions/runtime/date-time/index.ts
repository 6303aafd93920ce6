import type { RuntimeBody } from '../runtime-body.ts';
import { arithmeticBodies } from './arithmetic-bodies.ts';
import { intervalBodies } from './interval-bodies.ts';
import { textBodies } from './text-bodies.ts';
import { unitBodies } from './unit-bodies.ts';

export const dateTimeBodies: readonly RuntimeBody[] = [...arithmeticBodies, ...textBodies, ...intervalBodies, ...unitBodies];

export { formatLocal, formatTimestamp } from './format-date-time.ts';
export { type ParsedDateTime, parseByPattern } from './parse-date-time.ts';
