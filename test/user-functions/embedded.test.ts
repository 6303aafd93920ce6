import { SparkSession } from 'kindling';
import { afterAll, beforeAll, describe } from 'vitest';
import { javascriptFunctionTests } from './javascript-functions.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.create();
});
afterAll(() => spark.stop());

describe('JavaScript functions in process', () => javascriptFunctionTests(() => spark));
