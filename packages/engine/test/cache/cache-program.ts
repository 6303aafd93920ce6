/** A program that tests kill: caches rows in memory and on disk, says so, and waits. Argument: its folder. */
import { rowsOf, TestEngine } from './engine-fixture.ts';

const [, , tempDirectory = ''] = process.argv;
const session = new TestEngine({ tempDirectory }).session();
await rowsOf(session, 'CACHE TABLE a AS SELECT id FROM range(1000)');
await rowsOf(session, "CACHE TABLE b OPTIONS('storageLevel' 'DISK_ONLY') AS SELECT id + 1 AS id FROM range(1000)");
console.log('ready');
setInterval(() => undefined, 1000);
