import { type DataFrame, type Decimal, type LocalDate, types, type UntypedRow } from '@kindling/client';
import { describe, expectTypeOf, it } from 'vitest';
import type { checked, longChain, Person, readWith } from './typed-programs.ts';

type RowsOf<F> = F extends DataFrame<infer R> ? R : never;
type Checked = { [K in keyof ReturnType<typeof checked>]: RowsOf<ReturnType<typeof checked>[K]> };

describe('the rows of a typed frame', () => {
  it('follow each step', () => {
    expectTypeOf<Checked['select']>().toEqualTypeOf<{ id: bigint; next_age: number | null }>();
    expectTypeOf<Checked['star']>().toEqualTypeOf<Person & { kind: string } extends infer S ? { [K in keyof S]: S[K] } : never>();
    expectTypeOf<Checked['withColumn']['age2']>().toEqualTypeOf<string | null>();
    expectTypeOf<Checked['replaced']['age']>().toEqualTypeOf<string>();
    expectTypeOf<Checked['withColumns']['id']>().toEqualTypeOf<boolean>();
    expectTypeOf<Checked['renamed']>().toEqualTypeOf<{ id: bigint; full_name: string; age: number | null; born: LocalDate }>();
    expectTypeOf<Checked['dropped']>().toEqualTypeOf<{ id: bigint; name: string }>();
    expectTypeOf<Checked['joined']['country']>().toEqualTypeOf<string | null>();
    expectTypeOf<Checked['joined']['name']>().toEqualTypeOf<string>();
    expectTypeOf<Checked['semi']>().toEqualTypeOf<Person>();
    expectTypeOf<Checked['grouped']>().toEqualTypeOf<{ age: number | null; n: bigint }>();
    expectTypeOf<Checked['counted']>().toEqualTypeOf<{ name: string; count: bigint }>();
    expectTypeOf<Checked['ranged']>().toEqualTypeOf<{ id: bigint }>();
    expectTypeOf<Checked['cast']>().toEqualTypeOf<Person>();
  });

  it('are untyped where a name or the schema is not known', () => {
    expectTypeOf<Checked['unnamed']>().toEqualTypeOf<UntypedRow>();
    expectTypeOf<Checked['untypedSelect']>().toEqualTypeOf<UntypedRow>();
  });

  it('come from a schema value', () => {
    const schema = types.struct([
      types.field('id', types.long, false),
      types.field('price', types.decimal(10, 2)),
      types.field('tags', types.array(types.string, false), false),
    ]);
    type Rows = RowsOf<ReturnType<typeof readWith<typeof schema>>>;
    expectTypeOf<Rows>().toEqualTypeOf<{ id: bigint; price: Decimal | null; tags: readonly string[] }>();
  });

  it('are known after ninety steps', () => {
    expectTypeOf<RowsOf<ReturnType<typeof longChain>>>().toEqualTypeOf<{ id: bigint; a89: number }>();
  });
});
