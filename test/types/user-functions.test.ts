import { type Column, type DataFrame, type Decimal, functions as F, types } from '@kindling/client';
import { describe, expectTypeOf, it } from 'vitest';

type ArgumentsOf<T> = T extends (...args: infer A) => unknown ? A : never;

describe('the types of user functions', () => {
  it('follow from the function and the type of its result', () => {
    const plus = F.udf((a: bigint, b: number) => a + BigInt(b), 'long');
    expectTypeOf<ReturnType<typeof plus>>().toEqualTypeOf<Column<bigint | null>>();
    expectTypeOf<ArgumentsOf<typeof plus>['length']>().toEqualTypeOf<2>();
    const priced = F.udf((price: Decimal) => price, types.decimal(10, 2));
    expectTypeOf<ReturnType<typeof priced>>().toEqualTypeOf<Column<Decimal | null>>();
    const scaled = F.udf((a: number, params: { by: number }) => a * params.by, 'double', { params: { by: 2 } });
    expectTypeOf<ArgumentsOf<typeof scaled>['length']>().toEqualTypeOf<1>();
    const longest = F.udaf({ zero: '', reduce: (a: string, b: string) => (a > b ? a : b), merge: (a) => a }, 'string');
    expectTypeOf<ReturnType<typeof longest>>().toEqualTypeOf<Column<string | null>>();
  });

  it('give the rows that functions over partitions make', () => {
    const mapped = (frame: DataFrame<{ id: bigint }>) =>
      frame.mapInBatches((rows) => rows.map((row) => ({ twice: row.id * 2n })), 'twice bigint');
    expectTypeOf<ReturnType<typeof mapped>>().toEqualTypeOf<DataFrame<{ twice: bigint }>>();
  });
});
