import { type Column, type DataFrame, functions as F, type Row, type SparkSession, types } from 'kindling';
import { expect } from 'vitest';

/** A function that has an expression of Spark, and the columns that it is called with. */
export interface CompiledCase {
  // biome-ignore lint/suspicious/noExplicitAny: functions of all types
  readonly f: (...args: any[]) => any;
  readonly columns: readonly string[];
  readonly returnType: string;
  readonly nulls?: 'propagate';
}

const of = (columns: string, returnType: string, f: CompiledCase['f'], options: Pick<CompiledCase, 'nulls'> = {}): CompiledCase => ({
  f,
  columns: columns.split(' '),
  returnType,
  ...options,
});
/** The text speaks of null, but of elements only. */
const propagate = { nulls: 'propagate' } as const;

/** Every line of the table in docs/guide/user-functions.md. */
export const compiledCases: readonly CompiledCase[] = [
  of('i j', 'long', (a, b) => a + b * 2),
  of('i j', 'double', (a, b) => a - b * -3),
  of('i', 'double', (a) => -a),
  of('i', 'int', (a) => a % 7),
  of('i', 'double', (a) => a % -7),
  of('i', 'double', (a) => a / 4),
  of('i', 'long', (a) => Math.floor(a / 10)),
  of('i', 'long', (a) => Math.ceil(a / -10)),
  of('i', 'long', (a) => Math.trunc(a / 10)),
  of('i', 'int', (a) => a & 255),
  of('i j', 'int', (a, b) => a | (b ^ 12)),
  of('i j', 'long', (a, b) => Math.max(a, b, 3) - Math.min(a, b)),
  of('i', 'double', (a) => Math.abs(a) * Math.PI),
  of('d e', 'double', (a, b) => a + b * a - 1.5),
  of('d', 'double', (a) => a / 3),
  of('d', 'double', (a) => a % 2.5),
  of('d', 'double', (a) => Math.sqrt(a)),
  of('d', 'double', (a) => Math.abs(-a)),
  of('d', 'float', (a) => a * 2),
  of('d e', 'boolean', (a, b) => a < b),
  of('d e', 'boolean', (a, b) => a >= b || a !== b),
  of('d e', 'boolean', (a, b) => a === b && !(a > b)),
  of('d', 'boolean', (a) => !a),
  of('d', 'string', (a) => (a ? 'yes' : 'no')),
  of('d', 'boolean', (a) => Number.isNaN(a)),
  of('l m', 'long', (a, b) => (a > 1000n || a < -1000n || b > 1000n || b < -1000n ? 0n : a * b - a)),
  of('l m', 'long', (a, b) => (b !== 0n ? a / b : 0n)),
  of('l m', 'boolean', (a: bigint, b: bigint) => b !== 0n && a % b === 0n),
  of('l', 'long', (a) => a & 0xffn),
  of('l', 'double', (a) => Number(a)),
  of('l', 'boolean', (a) => a > 5),
  of('l i', 'boolean', (a, b) => a <= b),
  of('i', 'long', (a) => BigInt(a)),
  of('s', 'string', (s) => s.toUpperCase()),
  of('s', 'string', (s) => s.toLowerCase()),
  of('s', 'string', (s) => s.trim()),
  of('s', 'string', (s) => s.trimStart() + s.trimEnd()),
  of('s', 'int', (s) => s.length),
  of('s', 'string', (s) => s.slice(2)),
  of('s t', 'boolean', (s, t) => s.startsWith(t) || s.endsWith(t) || s.includes(t)),
  of('s t', 'boolean', (s, t) => s === t),
  of('s i', 'string', (s, i) => `${s}: ${i}, ${i * 2}`),
  of('s l b', 'string', (s, l, b) => s + l + b),
  of('s', 'string', (s) => s.replaceAll('a', "b'\\")),
  of('s', 'string', (s) => s.repeat(2)),
  of('s', 'string', (s) => s || 'empty'),
  of('s', 'boolean', (s) => ['a', 'Straße'].includes(s)),
  of('b c', 'boolean', (b, c) => (b && !c) || b === c),
  of('s', 'string', (s) => s ?? 'nothing'),
  of('i s', 'string', (i, s) => (i === null ? `${s}` : i > 0 ? s : null)),
  of('l', 'boolean', (l) => l == null || l > 3n),
  of('s', 'int', (s) => s?.trim().length ?? -1),
  of('xs', 'int', (xs) => xs.length),
  of('xs', 'array<long>', (xs) => xs.map((x: number | null) => (x ?? 0) * 2), propagate),
  of('xs', 'array<int>', (xs) => xs.filter((x: number | null) => x !== null && x > 1), propagate),
  of('xs i', 'boolean', (xs, i) => xs.some((x: number | null) => x != null && x < i), propagate),
  of('xs', 'boolean', (xs) => xs.every((x: number | null) => x != null), propagate),
  of('xs', 'int', (xs) => xs?.map((x: number | null) => x ?? 1).length ?? 0),
  of('p', 'string', (p) => p?.name?.trim()),
  of('xs', 'int', (xs) => xs[0]),
  of('ss s', 'boolean', (ss, s) => ss.includes(s)),
  of('p', 'string', (p) => p.name),
  of('p', 'double', (p) => p.size * 2),
  of('i', 'string', (i) => {
    const half = i / 2;
    if (half > 100) return 'large';
    if (half < 0) {
      return 'negative';
    }
    return 'small';
  }),
];

const schema = types.struct([
  types.field('i', types.integer),
  types.field('j', types.integer),
  types.field('d', types.double),
  types.field('e', types.double),
  types.field('l', types.long),
  types.field('m', types.long),
  types.field('s', types.string),
  types.field('t', types.string),
  types.field('b', types.boolean),
  types.field('c', types.boolean),
  types.field('xs', types.array(types.integer)),
  types.field('ss', types.array(types.string)),
  types.field('p', types.struct([types.field('name', types.string), types.field('size', types.double, false)])),
]);

const pools = {
  int: [0, 1, -1, 7, -10, 255, 2147483647, -2147483648, 41, 202, null],
  double: [0, -0, 1.5, -2.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, 5e-324, 0.1, -7, null],
  long: [0n, 1n, -1n, 5n, -7n, 900n, 9223372036854775807n, -9223372036854775807n, 12345678901234567n, null],
  text: ['', 'a', ' a\t', 'Straße', 'ΑΣ', 'İx', 'naïve 😀 text', '\u00a0x\ufeff', 'it\'s \\ "q"', 'banana', '42', null],
  flag: [true, false, null],
};

/** Rows of values that matter, in ever other combinations. */
export function sampleRows(count: number): unknown[][] {
  const pick = <T>(pool: readonly T[], row: number, step: number): T =>
    pool[(row * step + Math.floor(row / pool.length)) % pool.length] as T;
  return Array.from({ length: count }, (_, row) => [
    pick(pools.int, row, 1),
    pick(pools.int, row, 3),
    pick(pools.double, row, 1),
    pick(pools.double, row, 5),
    pick(pools.long, row, 1),
    pick(pools.long, row, 3),
    pick(pools.text, row, 1),
    pick(pools.text, row, 5),
    pick(pools.flag, row, 1),
    pick(pools.flag, row, 2),
    row % 9 === 8 ? null : Array.from({ length: row % 4 }, (_, i) => pick(pools.int, row + i, 1)),
    row % 11 === 10 ? null : Array.from({ length: row % 3 }, (_, i) => pick(pools.text, row + i, 1)),
    row % 7 === 6 ? null : { name: pick(pools.text, row, 1), size: pick(pools.double.slice(0, -1), row, 1) },
  ]);
}

export const sampleFrame = (spark: SparkSession, count = 130): DataFrame => spark.createDataFrame(sampleRows(count), schema);

/** What JavaScript itself gives for a row, as the rules about NULL have it. */
export function expectedValue(item: CompiledCase, row: Row): unknown {
  const args = item.columns.map((column) => row[column]);
  const seesNull = item.nulls === undefined && /\bnull\b|\?\?|\?\./.test(item.f.toString());
  if (!seesNull && args.includes(null)) return null;
  const value: unknown = item.f(...args) ?? null;
  if (item.returnType === 'float' && typeof value === 'number') return Math.fround(value);
  if (item.returnType === 'long' && typeof value === 'number') return BigInt(value);
  if (item.returnType === 'array<long>') return (value as number[]).map(BigInt);
  return value;
}

export const functionOf = (item: CompiledCase) => F.udf(item.f, item.returnType as 'string', item.nulls ? { nulls: item.nulls } : {});

/** Every case, compiled, gives for every row what JavaScript gives. */
export async function checkCompiled(spark: SparkSession, cases: readonly CompiledCase[]): Promise<void> {
  const frame = sampleFrame(spark);
  const results = cases.map((item, i): Column => functionOf(item)(...item.columns).alias(`r${i}`));
  const answers = frame.select('*', ...results);
  const notes = await answers.explainString();
  expect(notes, 'each is a Column expression').not.toContain('JavaScript, since');
  for (const row of (await answers.collect()) as Row[]) {
    cases.forEach((item, i) => {
      const expected = expectedValue(item, row);
      const shown = `${item.f.toString()} of ${item.columns.map((column) => String(row[column])).join(', ')}`;
      expect(row[`r${i}`], shown).toEqual(expected);
    });
  }
}
