import { afterAll, describe, expect, it } from 'vitest';
import { closeEngine, valueOf } from './sql-fixture.ts';

afterAll(closeEngine);

/** Bytes as Apache Spark 4.2 writes them. */
describe('sketches have the bytes of DataSketches', () => {
  it.each([
    ['hex(theta_sketch_agg(c)) FROM VALUES (1), (2), (3) t(c)', '0104033E011ACC930316861AF72DF7E4558FBE9C3477E9EAEFB2E5966BADAA3DC0'],
    ["hex(theta_sketch_agg(c)) FROM VALUES ('a'), ('b') t(c)", '0104033F011ACC930269CB8F136C80FF0B186CFFEE6F750648'],
    ['hex(theta_sketch_agg(c)) FROM VALUES (CAST(NULL AS INT)) t(c)', '01030300001E0000'],
    ['hex(hll_sketch_agg(c)) FROM VALUES (1), (2), (3) t(c)', `0201070C030003082BF2FB06862FF90D75816607${'0'.repeat(40)}`],
    ['hex(kll_sketch_agg_bigint(c)) FROM VALUES (5) t(c)', '02020F04C80008000500000000000000'],
    [
      'hex(tuple_sketch_agg_double(c, v)) FROM VALUES (5, 1), (2, 3) t(c, v)',
      '02030901000ACC930200000000000000BD3273724691CC14000000000000F03F00C397FC1281709D1E000000000000084000',
    ],
    [
      'hex(count_min_sketch(c, 0.5d, 0.5d, 1)) FROM VALUES (1), (2), (1) t(c)',
      '0000000100000000000000030000000100000004000000005D8D6AB90000000000000000000000000000000200000000000000010000000000000000',
    ],
    [
      'hex(approx_top_k_accumulate(c, 10).sketch) FROM VALUES (1), (2), (1) t(c)',
      '04010A040300000002000000000000000300000000000000000000000000000002000000000000000100000000000000090100000009020000000000000000000000',
    ],
  ])('%s', async (selected, expected) => {
    expect(await valueOf(selected)).toBe(expected);
  });
});

describe('estimates', () => {
  it.each([
    ['theta_sketch_estimate(theta_sketch_agg(id)) FROM range(100000)', 98046n],
    ['hll_sketch_estimate(hll_sketch_agg(id)) FROM range(0, 10000, 1, 1)', 9967n],
    ['approx_count_distinct(id) FROM range(0, 1000, 1, 1)', 1026n],
    ['approx_count_distinct(id, 0.01) FROM range(0, 1000, 1, 1)', 996n],
    ['approx_count_distinct(id) FROM range(0, 100000, 1, 1)', 95546n],
    [
      'theta_sketch_estimate(theta_difference(theta_sketch_agg(a), theta_sketch_agg(b))) FROM VALUES (5, 4), (1, 4), (2, 5), (3, 1) t(a, b)',
      2n,
    ],
  ])('%s is what Apache Spark estimates', async (selected, expected) => {
    expect(await valueOf(selected)).toBe(expected);
  });

  it('finds quantiles near the truth after levels were compacted', async () => {
    const median = await valueOf('kll_sketch_get_quantile_bigint(kll_sketch_agg_bigint(id), 0.5) FROM range(100000)');
    expect(Math.abs(Number(median) - 50_000)).toBeLessThan(5000);
    expect(
      await valueOf(
        'kll_sketch_get_n_bigint(kll_merge_agg_bigint(s)) FROM (SELECT kll_sketch_agg_bigint(id) s FROM range(5000) GROUP BY id % 3)',
      ),
    ).toBe(5000n);
  });

  it.each([
    ["theta_sketch_estimate(X'0102')", 'THETA_INVALID_INPUT_SKETCH_BUFFER'],
    ['theta_sketch_agg(c, 30) FROM VALUES (1) t(c)', 'SKETCH_INVALID_LG_NOM_ENTRIES'],
    ['hll_sketch_agg(1.5)', 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
    ['hll_union(hll_sketch_agg(c, 12), hll_sketch_agg(c, 13)) FROM VALUES (1) t(c)', 'HLL_UNION_DIFFERENT_LG_K'],
    ['approx_top_k(c, 0) FROM VALUES (1) t(c)', 'APPROX_TOP_K_NON_POSITIVE_ARG'],
    ['bitmap_construct_agg(40000)', 'INVALID_BITMAP_POSITION'],
  ])('%s is refused', async (selected, condition) => {
    await expect(valueOf(selected)).rejects.toMatchObject({ condition });
  });
});
