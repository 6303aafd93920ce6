import { SparkSession } from 'kindling';
import { inject } from 'vitest';
import { scriptTimeZone } from '../scripts/runner/answer.ts';
import { runScripts } from '../scripts/runner/run-scripts.ts';

runScripts({
  name: 'spark',
  openSession: () => SparkSession.builder.remote(inject('sparkUrl')).config('spark.sql.session.timeZone', scriptTimeZone).create(),
});
