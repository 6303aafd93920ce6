import { type Column, type DataFrame, functions as F, type LocalDate, lit } from '@kindling/client';

export interface Person {
  id: bigint;
  name: string;
  age: number | null;
  born: LocalDate;
}

/** The compiler checks what is in here; nothing of it runs. */
export function checked(people: DataFrame<Person>, untyped: DataFrame, cities: DataFrame<{ name: string; country: string }>) {
  return {
    select: people.select('id', people.col('age').plus(1).alias('next_age')),
    star: people.select('*', lit('x').alias('kind')),
    unnamed: people.select('id', people.col('age').plus(1)),
    withColumn: people.withColumn('age2', people.col('age').cast('string')),
    replaced: people.withColumn('age', lit('old')),
    withColumns: people.withColumns({ a: lit('x'), id: lit(true) }),
    renamed: people.withColumnRenamed('name', 'full_name'),
    dropped: people.drop('born', 'age'),
    joined: people.join(cities, 'name', 'left'),
    semi: people.join(cities, people.col('name').eq(cities.col('name')), 'left_semi'),
    grouped: people.groupBy('age').agg(F.count(lit(1)).alias('n')),
    counted: people.groupBy('name').count(),
    ranged: untyped.sparkSession.range(3),
    untypedSelect: untyped.select('a', 'b'),
    cast: untyped.as<Person>(),
  };
}

/** Lines that must not compile. */
export function refused(people: DataFrame<Person>, cities: DataFrame<{ name: string }>) {
  return [
    // @ts-expect-error a column that does not exist
    people.select('nmae'),
    // @ts-expect-error a column that does not exist
    people.col('nmae'),
    // @ts-expect-error a column that does not exist
    people.groupBy('city'),
    // @ts-expect-error a column that does not exist
    people.orderBy('city'),
    // @ts-expect-error a column that does not exist
    people.drop('city'),
    // @ts-expect-error a column that was renamed
    people.withColumnRenamed('name', 'full_name').select('name'),
    // @ts-expect-error a column that was dropped
    people.drop('name').select('name'),
    // @ts-expect-error a column that only one side has
    people.join(cities, 'age'),
    // @ts-expect-error text is no number
    people.col('age').gt('eighteen'),
    // @ts-expect-error a number is no text
    people.col('name').eq(1),
    // @ts-expect-error arithmetic on text
    people.col('name').plus(1),
    // @ts-expect-error a condition that is no boolean
    people.filter(people.col('age')),
    // @ts-expect-error a column of text beside numbers
    people.col('id').eq(people.col('name')),
    // @ts-expect-error there is no such way to join
    people.join(cities, 'name', 'sideways'),
    // @ts-expect-error there is no such mode
    people.write.mode('sometimes'),
  ];
}

export function readWith<S extends Parameters<DataFrame['to']>[0]>(frame: DataFrame, schema: S) {
  return frame.to<S>(schema);
}

/** Ninety steps, which types that grow by intersection do not survive. */
export function longChain(people: DataFrame<Person>) {
  return people
    .withColumn('a1', lit(1))
    .withColumn('a2', lit(2))
    .withColumn('a3', lit(3))
    .withColumn('a4', lit(4))
    .withColumn('a5', lit(5))
    .withColumn('a6', lit(6))
    .withColumn('a7', lit(7))
    .withColumn('a8', lit(8))
    .withColumn('a9', lit(9))
    .withColumn('a10', lit(10))
    .withColumn('a11', lit(11))
    .withColumn('a12', lit(12))
    .withColumn('a13', lit(13))
    .withColumn('a14', lit(14))
    .withColumn('a15', lit(15))
    .withColumn('a16', lit(16))
    .withColumn('a17', lit(17))
    .withColumn('a18', lit(18))
    .withColumn('a19', lit(19))
    .withColumn('a20', lit(20))
    .withColumn('a21', lit(21))
    .withColumn('a22', lit(22))
    .withColumn('a23', lit(23))
    .withColumn('a24', lit(24))
    .withColumn('a25', lit(25))
    .withColumn('a26', lit(26))
    .withColumn('a27', lit(27))
    .withColumn('a28', lit(28))
    .withColumn('a29', lit(29))
    .withColumn('a30', lit(30))
    .withColumn('a31', lit(31))
    .withColumn('a32', lit(32))
    .withColumn('a33', lit(33))
    .withColumn('a34', lit(34))
    .withColumn('a35', lit(35))
    .withColumn('a36', lit(36))
    .withColumn('a37', lit(37))
    .withColumn('a38', lit(38))
    .withColumn('a39', lit(39))
    .withColumn('a40', lit(40))
    .withColumn('a41', lit(41))
    .withColumn('a42', lit(42))
    .withColumn('a43', lit(43))
    .withColumn('a44', lit(44))
    .withColumn('a45', lit(45))
    .withColumn('a46', lit(46))
    .withColumn('a47', lit(47))
    .withColumn('a48', lit(48))
    .withColumn('a49', lit(49))
    .withColumn('a50', lit(50))
    .withColumn('a51', lit(51))
    .withColumn('a52', lit(52))
    .withColumn('a53', lit(53))
    .withColumn('a54', lit(54))
    .withColumn('a55', lit(55))
    .withColumn('a56', lit(56))
    .withColumn('a57', lit(57))
    .withColumn('a58', lit(58))
    .withColumn('a59', lit(59))
    .withColumn('a60', lit(60))
    .withColumn('a61', lit(61))
    .withColumn('a62', lit(62))
    .withColumn('a63', lit(63))
    .withColumn('a64', lit(64))
    .withColumn('a65', lit(65))
    .withColumn('a66', lit(66))
    .withColumn('a67', lit(67))
    .withColumn('a68', lit(68))
    .withColumn('a69', lit(69))
    .withColumn('a70', lit(70))
    .withColumn('a71', lit(71))
    .withColumn('a72', lit(72))
    .withColumn('a73', lit(73))
    .withColumn('a74', lit(74))
    .withColumn('a75', lit(75))
    .withColumn('a76', lit(76))
    .withColumn('a77', lit(77))
    .withColumn('a78', lit(78))
    .withColumn('a79', lit(79))
    .withColumn('a80', lit(80))
    .withColumn('a81', lit(81))
    .withColumn('a82', lit(82))
    .withColumn('a83', lit(83))
    .withColumn('a84', lit(84))
    .withColumn('a85', lit(85))
    .withColumn('a86', lit(86))
    .withColumn('a87', lit(87))
    .withColumn('a88', lit(88))
    .withColumn('a89', lit(89))
    .select('id', 'a89');
}

/** Lines that must not compile. */
export function refusedFunctions(text: Column<string>) {
  const plus = F.udf((a: bigint) => a + 1n, 'long');
  return [
    // @ts-expect-error a text where a bigint is expected
    plus(text),
    // @ts-expect-error one argument too many
    plus('a', 'b'),
    // @ts-expect-error a text is no long
    F.udf((a: bigint) => `${a}`, 'long'),
    // @ts-expect-error params that the function cannot take
    F.udf((a: number, params: { by: number }) => a * params.by, 'double', { params: { by: 'x' } }),
  ];
}
