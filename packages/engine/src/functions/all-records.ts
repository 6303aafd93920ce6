import { conditionals } from './conditional/conditional.ts';
import type { FunctionRecord } from './function-record.ts';
import { arithmetic } from './operators/arithmetic.ts';
import { bitwiseOperators } from './operators/bitwise.ts';
import { comparisons, logic } from './operators/comparison.ts';
import { nullPredicates } from './predicates/nulls.ts';

export const allRecords: readonly FunctionRecord[] = [
  ...arithmetic,
  ...bitwiseOperators,
  ...comparisons,
  ...logic,
  ...nullPredicates,
  ...conditionals,
];
