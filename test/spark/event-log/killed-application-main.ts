/** Writes a log into the folder it is told and is killed before the end. */
import { sampleApplication } from './sample-application.ts';
import { writeLog } from './write-log.ts';

const [dir, appId] = process.argv.slice(2);
if (dir === undefined || appId === undefined) throw new Error('Name a folder and an application');
await writeLog(
  appId,
  sampleApplication(appId).slice(0, -1),
  { 'spark.eventLog.dir': dir, 'spark.eventLog.compression.codec': 'lz4' },
  false,
);
process.kill(process.pid, 'SIGKILL');
