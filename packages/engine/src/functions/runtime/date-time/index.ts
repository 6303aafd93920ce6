import type { RuntimeBody } from '../runtime-body.ts';
import { arithmeticBodies } from './arithmetic-bodies.ts';
import { textBodies } from './text-bodies.ts';

export const dateTimeBodies: readonly RuntimeBody[] = [...arithmeticBodies, ...textBodies];

export { formatLocal, formatTimestamp } from './format-date-time.ts';
export { type ParsedDateTime, parseByPattern } from './parse-date-time.ts';
