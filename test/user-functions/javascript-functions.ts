import { readFileSync } from 'node:fs';
import { Decimal, functions as F, lit, type SparkSession, types, Window } from 'kindling';
import { expect, it } from 'vitest';

/** Functions that stay JavaScript: each gives one answer, in process and over the wire. */
export function javascriptFunctionTests(session: () => SparkSession): void {
  const reversed = F.udf((text: string) => text.split('').reverse().join(''), 'string', { name: 'reversed' });
  const people = () =>
    session().createDataFrame(
      [
        { name: 'Ann', city: 'Oslo', age: 31 },
        { name: 'Bob', city: 'Oslo', age: null },
        { name: 'Cem', city: 'Bern', age: 9 },
      ],
      'name string, city string, age int',
    );

  it('keeps the values of every type as they are', async () => {
    const frame = await session().sql(
      `SELECT 9007199254740993L AS l, 12345678901234567890.123456789BD AS d, X'00FF' AS b, DATE'1582-10-04' AS day,
        TIMESTAMP'2024-05-06 07:08:09.123456' AS t, map('a', 1L, 'b', NULL) AS m, named_struct('x', array(1, NULL)) AS s`,
    );
    const kept = ['l', 'd', 'b', 'day', 't', 'm', 's'].map((name, i) => {
      const type = ['bigint', 'decimal(29,9)', 'binary', 'date', 'timestamp', 'map<string,bigint>', 'struct<x:array<int>>'][i] as string;
      return F.udf((value) => [value][0], type, { deterministic: false })(name).alias(`${name}2`);
    });
    const [row] = await frame.select('*', ...kept).collect();
    for (const name of ['l', 'd', 'b', 'day', 't', 'm', 's']) expect(String(row?.[`${name}2`])).toBe(String(row?.[name]));
    expect(row?.l2).toBe(9007199254740993n);
    expect(row?.d2).toEqual(Decimal.of('12345678901234567890.123456789'));
  });

  it('stands in projections, conditions, groups, joins and orders', async () => {
    const df = people();
    expect(await df.select(reversed('name')).collect()).toEqual([
      { 'reversed(name)': 'nnA' },
      { 'reversed(name)': 'boB' },
      { 'reversed(name)': 'meC' },
    ]);
    expect(
      await df
        .filter(reversed('name').eq('boB').and(F.col('city').eq('Oslo')))
        .select('name')
        .collect(),
    ).toEqual([{ name: 'Bob' }]);
    expect(
      await df
        .groupBy(reversed('city').alias('city'))
        .agg(F.max(reversed('name')).alias('last'), reversed(F.min('name')).alias('first'))
        .orderBy('city')
        .collect(),
    ).toEqual([
      { city: 'nreB', last: 'meC', first: 'meC' },
      { city: 'olsO', last: 'nnA', first: 'nnA' },
    ]);
    const names = df.select(reversed('name').alias('key'));
    expect(
      await df
        .join(names, reversed(df.col('name')).eq(names.col('key')))
        .orderBy(reversed('key').desc())
        .select('name')
        .collect(),
    ).toEqual([{ name: 'Cem' }, { name: 'Bob' }, { name: 'Ann' }]);
    expect(
      await df
        .select(reversed(reversed('name')).alias('same'))
        .limit(1)
        .collect(),
    ).toEqual([{ same: 'Ann' }]);
  });

  it('passes NULL to functions that speak of it, and to no others', async () => {
    const calls = people().select(
      F.udf((age: number) => [age].length, 'int')('age').alias('skipped'),
      F.udf((age: number | null) => [age].filter((item) => item === null).length, 'int')('age').alias('seen'),
      F.udf((age: number) => String([age]), 'string', { nulls: 'pass' })('age').alias('passed'),
    );
    expect(await calls.collect()).toEqual([
      { skipped: 1, seen: 0, passed: '31' },
      { skipped: null, seen: 1, passed: '' },
      { skipped: 1, seen: 0, passed: '9' },
    ]);
  });

  it('takes params, and casts arguments to the types that it names', async () => {
    const scaled = F.udf((value: bigint, params: { by: bigint; tags: string[] }) => params.tags.join('') + value * params.by, 'string', {
      args: ['bigint'],
      params: { by: 3n, tags: ['<', '>'] },
    });
    expect(await people().limit(1).select(scaled('age').alias('v')).collect()).toEqual([{ v: '<>93' }]);
  });

  it('can be called by name from SQL', async () => {
    const spark = session();
    await spark.udf.register('reversed', reversed);
    await spark.udf.register('plus', (a: number, b: number) => a + b, 'int', { args: ['int', 'int'] });
    const rows = await (
      await spark.sql("SELECT reversed(s) AS r, plus(1, '2') AS p FROM VALUES ('ab') AS t(s) WHERE reversed(s) = 'ba'")
    ).collect();
    expect(rows).toEqual([{ r: 'ba', p: 3 }]);
    expect(await people().select(F.call_function('reversed', 'name').alias('r')).limit(1).collect()).toEqual([{ r: 'nnA' }]);
    expect(await spark.catalog.functionExists('reversed')).toBe(true);
    await spark.sql('DROP TEMPORARY FUNCTION reversed');
    await expect((await spark.sql("SELECT reversed('x')")).collect()).rejects.toMatchObject({ condition: 'UNRESOLVED_ROUTINE' });
  });

  it('aggregates, also with DISTINCT, FILTER, in windows and beside other aggregates', async () => {
    const spark = session();
    const joined = F.udaf(
      {
        zero: () => [] as string[],
        reduce: (list, item: string) => [...list, item],
        merge: (left, right) => [...left, ...right],
        finish: (list) => list.toSorted().join('+'),
      },
      'string',
      { name: 'joined' },
    );
    expect(
      await people()
        .groupBy('city')
        .agg(joined('name').alias('names'), F.count(lit(1)).alias('n'))
        .orderBy('city')
        .collect(),
    ).toEqual([
      { city: 'Bern', names: 'Cem', n: 1n },
      { city: 'Oslo', names: 'Ann+Bob', n: 2n },
    ]);
    const running = joined('name').over(Window.partitionBy('city').orderBy('name'));
    expect(await people().select('name', running.alias('names')).orderBy('name').collect()).toEqual([
      { name: 'Ann', names: 'Ann' },
      { name: 'Bob', names: 'Ann+Bob' },
      { name: 'Cem', names: 'Cem' },
    ]);
    await spark.udf.register('joined', joined);
    const text = `SELECT k, joined(DISTINCT s) AS d, joined(s) FILTER (WHERE s < 'c') AS f, sum(n) AS total
      FROM VALUES (1, 'b', 1), (1, 'b', 2), (1, 'c', 3), (2, 'a', 4), (2, NULL, 5) AS t(k, s, n) GROUP BY ROLLUP(k) ORDER BY k NULLS FIRST`;
    expect(await (await spark.sql(text)).collect()).toEqual([
      { k: null, d: 'a+b+c', f: 'a+b+b', total: 15n },
      { k: 1, d: 'b+c', f: 'b+b', total: 6n },
      { k: 2, d: 'a', f: 'a', total: 9n },
    ]);
    expect(await (await spark.sql("SELECT joined(s) AS none FROM VALUES ('a') AS t(s) WHERE s = 'b'")).collect()).toEqual([{ none: '' }]);
  });

  it('makes rows, in select and in FROM', async () => {
    const spark = session();
    const words = F.udtf(
      function* (text: string) {
        for (const word of text.split(' ')) if (word !== '') yield { word, size: word.length };
      },
      'word string, size int',
      { name: 'words' },
    );
    const texts = spark.createDataFrame(
      [
        { id: 1, text: 'a bc' },
        { id: 2, text: '' },
      ],
      'id int, text string',
    );
    const expected = [
      { id: 1, word: 'a', size: 1 },
      { id: 1, word: 'bc', size: 2 },
    ];
    expect(await texts.select('id', words('text')).orderBy('word').collect()).toEqual(expected);
    await spark.udf.register('words', words);
    expect(await (await spark.sql("SELECT * FROM words('x yy')")).count()).toBe(2);
    const lateral = "FROM VALUES (1, 'a bc'), (2, '') AS t(id, text)";
    const all = await spark.sql(`SELECT id, w.word, w.size ${lateral}, LATERAL words(text) AS w ORDER BY word`);
    expect(await all.collect()).toEqual(expected);
    const outer = await spark.sql(`SELECT id, word ${lateral} LATERAL VIEW OUTER words(text) AS word, size ORDER BY id, word`);
    expect(await outer.collect()).toEqual([...expected.map(({ id, word }) => ({ id, word })), { id: 2, word: null }]);
  });

  it('maps partitions, batches and groups', async () => {
    const spark = session();
    const sums = spark
      .range(10)
      .repartition(3)
      .mapPartitions((rows) => {
        let sum = 0n;
        for (const row of rows) sum += row.id;
        return [{ sum }];
      }, 'sum bigint');
    expect((await sums.collect()).map(({ sum }) => sum)).toHaveLength(3);
    expect(await sums.agg(F.sum('sum').alias('all')).collect()).toEqual([{ all: 45n }]);
    const streamed = spark.range(100_000).mapPartitions(
      async function* (rows, params) {
        for await (const row of rows) if (row.id % params.step === 0n) yield { id: row.id };
      },
      'id bigint',
      { params: { step: 50_000n } },
    );
    expect(await streamed.collect()).toEqual([{ id: 0n }, { id: 50_000n }]);
    const doubled = spark
      .range(3)
      .mapInBatches((rows) => rows.map((row) => ({ twice: row.id * 2n })), types.struct([types.field('twice', types.long)]));
    expect(await doubled.filter('twice > 0').collect()).toEqual([{ twice: 2n }, { twice: 4n }]);
    const oldest = people()
      .groupBy('city')
      .applyInBatches(
        (key, rows) => [[key.city, rows.length, Math.max(...rows.map((row) => row.age ?? 0))]],
        'city string, people int, oldest int',
      );
    expect(await oldest.orderBy('city').collect()).toEqual([
      { city: 'Bern', people: 1, oldest: 9 },
      { city: 'Oslo', people: 2, oldest: 31 },
    ]);
  });

  it('names file, line, row and partition where a function fails', async () => {
    const failing = F.udf(
      (name: string) => {
        const parts = name.split('o');
        if (parts.length > 1) throw new RangeError('no such name');
        return name;
      },
      'string',
      { name: 'strict' },
    );
    const written = readFileSync(import.meta.filename, 'utf8').split('\n');
    const line = written.findIndex((text) => text.includes("throw new RangeError('no such name')")) + 1;
    await expect(people().select(failing('name')).collect()).rejects.toMatchObject({
      condition: 'KINDLING_USER_FUNCTION_FAILED',
      messageParameters: {
        functionName: 'strict',
        file: expect.stringMatching(/javascript-functions\.ts$/),
        line: String(line),
        row: '("Bob")',
        partition: expect.stringMatching(/^\d$/),
        message: 'RangeError: no such name',
      },
    });
    const wrong = F.udf((age: number) => [`${age}`][0] as unknown as number, 'int', { name: 'wrong' });
    await expect(people().select(wrong('age')).collect()).rejects.toMatchObject({
      messageParameters: { message: expect.stringMatching(/^"(31|9)" is no INT$/) },
    });
    const byPartition = people()
      .repartition(2)
      .mapPartitions(function* (rows) {
        for (const row of rows) if (row.name === 'Cem') throw new Error('not Cem');
        yield { n: 1 };
      }, 'n int');
    await expect(byPartition.collect()).rejects.toMatchObject({
      messageParameters: { functionName: 'mapPartitions', row: '("Cem", "Bern", 9)', partition: expect.stringMatching(/^[01]$/) },
    });
  });

  it('refuses variables from outside, by name', () => {
    const rate = 2;
    expect(() => F.udf((age: number) => age * rate, 'double')).toThrow(
      expect.objectContaining({
        condition: 'KINDLING_CLOSURE_NOT_ALLOWED',
        messageParameters: expect.objectContaining({ variables: 'rate' }),
      }),
    );
  });

  it('tells in explain what became of it', async () => {
    const text = await people()
      .select(reversed('name'), F.udf((age: number) => age + 1, 'int', { name: 'older' })('age'))
      .explainString();
    expect(text).toContain('reversed: JavaScript, since it has `split` of a text');
    expect(text).toContain('older: a Column expression');
  });
}
