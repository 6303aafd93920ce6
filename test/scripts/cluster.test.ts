import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparkSession } from 'kindling';
import { scriptTimeZone } from './runner/answer.ts';
import { runScripts } from './runner/run-scripts.ts';

runScripts({
  name: 'cluster',
  openSession: () =>
    SparkSession.builder
      .master('local-cluster[2,1,1024]')
      .config('spark.sql.session.timeZone', scriptTimeZone)
      .config('spark.kindling.execution.mode', 'staged')
      .config('spark.sql.warehouse.dir', mkdtempSync(join(tmpdir(), 'kindling-warehouse-')))
      .create(),
});
