import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparkSession } from 'kindling';
import { afterAll, beforeAll } from 'vitest';
import { type KindlingServer, startKindlingServer } from '../../scripts/kindling-server.mjs';
import { scriptTimeZone } from './runner/answer.ts';
import { runScripts } from './runner/run-scripts.ts';

let server: KindlingServer;
beforeAll(async () => {
  server = await startKindlingServer({
    args: ['--allow-user-code', '--conf', `spark.sql.warehouse.dir=${mkdtempSync(join(tmpdir(), 'kindling-warehouse-'))}`],
  });
});
afterAll(() => server.stop());

runScripts({
  name: 'wire',
  openSession: () => SparkSession.builder.remote(server.url).config('spark.sql.session.timeZone', scriptTimeZone).create(),
});
