import { SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadFiles } from './bad-files.ts';

describe('files that cannot be read as they should', () => {
  const files = new BadFiles();
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await SparkSession.builder.create();
  });
  afterAll(async () => {
    await spark.stop();
    files[Symbol.dispose]();
  });

  it.each(['parquet', 'csv', 'json', 'text'])('there is nothing at the path (%s)', async (format) => {
    await expect(spark.read.format(format).load(files.missing).collect()).rejects.toMatchObject({
      condition: 'PATH_NOT_FOUND',
      messageParameters: { path: `file:${files.missing}` },
    });
  });

  it('a file is not of its format', async () => {
    await expect(spark.read.parquet(files.notParquet).collect()).rejects.toMatchObject({
      condition: 'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER',
      messageParameters: { path: `file:${files.notParquet}` },
    });
  });

  it('the format is unknown', async () => {
    await expect(spark.read.format('parket').load(files.malformedCsv).collect()).rejects.toMatchObject({
      condition: 'DATA_SOURCE_NOT_FOUND',
      messageParameters: { provider: 'parket' },
    });
  });

  it.each([
    ['header', 'maybe', '_LEGACY_ERROR_TEMP_2147'],
    ['maxColumns', 'many', '_LEGACY_ERROR_TEMP_2146'],
    ['sep', '', 'INVALID_DELIMITER_VALUE.EMPTY_STRING'],
  ])('the option %s cannot be %o', async (option, value, condition) => {
    await expect(spark.read.option(option, value).csv(files.malformedCsv).collect()).rejects.toMatchObject({ condition });
  });

  it('the compression of an output is unknown', async () => {
    await expect(spark.range(1).write.option('compression', 'tight').parquet(`${files.folder}/out`)).rejects.toMatchObject({
      condition: 'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
      messageParameters: { codecName: 'tight' },
    });
  });

  const malformed = (mode: string, schema = 'a INT, b INT') =>
    spark.read.option('mode', mode).option('header', 'true').schema(schema).csv(files.malformedCsv);

  it('PERMISSIVE reads what can be read of malformed rows, and keeps their text', async () => {
    const rows = await malformed('PERMISSIVE', 'a INT, b INT, _corrupt_record STRING').collect();
    expect(rows.map((row) => [row.at(0), row.at(1), row.at(2)])).toEqual([
      [1, 2, null],
      [3, null, '3'],
      [4, 5, '4,5,6'],
      [null, 7, 'x,7'],
      [8, 9, null],
    ]);
  });

  it('DROPMALFORMED leaves malformed rows out', async () => {
    const rows = await malformed('DROPMALFORMED').collect();
    expect(rows.map((row) => [row.at(0), row.at(1)])).toEqual([
      [1, 2],
      [8, 9],
    ]);
  });

  it('FAILFAST names the file, and the row as the cause', async () => {
    await expect(malformed('FAILFAST').collect()).rejects.toMatchObject({
      condition: 'FAILED_READ_FILE.NO_HINT',
      messageParameters: { path: expect.stringContaining('malformed.csv') },
      cause: { condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION' },
    });
  });
});
