import { spawnSync } from 'node:child_process';
import { SparkSession } from 'kindling';
import { expect, inject, it } from 'vitest';
import { findPython } from '../../scripts/python-environment.mjs';
import { expectCallSites } from '../wire/call-sites.ts';

it('answers as Apache Spark 4.2', () => {
  const program = [
    'import sys',
    'from pyspark.sql import SparkSession',
    'spark = SparkSession.builder.remote(sys.argv[1]).create()',
    'print(spark.version, spark.sql("SELECT 7 / 2 AS half").collect()[0].half)',
    'spark.stop()',
  ].join('\n');
  const run = spawnSync(findPython() ?? 'python3', ['-W', 'ignore', '-c', program, inject('sparkUrl')], { encoding: 'utf8' });
  expect(run.stdout, run.stderr).toBe('4.2.0 3.5\n');
});

it('tells our client which call made the column that fails', async () => {
  const spark = await SparkSession.builder.remote(inject('sparkUrl')).create();
  await expectCallSites(spark);
  await spark.stop();
});
