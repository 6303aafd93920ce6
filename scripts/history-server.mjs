/**
 * Apache Spark's own History Server over a folder of event logs; needs Java 17 or newer.
 * `node scripts/history-server.mjs /tmp/spark-events [--port 18080]` runs one until it is interrupted and prints its URL.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findFreePort, startSparkProcess } from './spark-process.mjs';

/** @param {string} url */
async function answersJson(url) {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.ok && response.headers.get('content-type')?.includes('json') === true;
}

/**
 * @param {string} folder
 * @param {{ port?: number }} [options]
 * @returns {Promise<import('./spark-process.mjs').SparkProcess & { url: string }>}
 */
export async function startHistoryServer(folder, options = {}) {
  const port = options.port ?? (await findFreePort());
  const settings = {
    'spark.history.fs.logDirectory': pathToFileURL(folder).href,
    'spark.history.ui.port': String(port),
    'spark.history.fs.update.interval': '1s',
  };
  const server = await startSparkProcess(port, () => ({
    script: 'spark-class',
    args: ['org.apache.spark.deploy.history.HistoryServer'],
    env: {
      SPARK_LOCAL_IP: '127.0.0.1',
      SPARK_DAEMON_MEMORY: '512m',
      SPARK_HISTORY_OPTS: Object.entries(settings)
        .map(([key, value]) => `-D${key}=${value}`)
        .join(' '),
    },
  }));
  const url = `http://127.0.0.1:${port}`;
  // The port is open before the pages are there.
  for (const deadlineMs = Date.now() + 60_000; !(await answersJson(`${url}/api/v1/version`)); await sleep(200)) {
    if (Date.now() < deadlineMs) continue;
    await server.stop();
    throw new Error('The History Server does not answer');
  }
  return { ...server, url };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({ options: { port: { type: 'string' } }, allowPositionals: true });
  const [folder] = positionals;
  if (folder === undefined) throw new Error('Name the folder of the event logs');
  const server = await startHistoryServer(folder, values.port === undefined ? {} : { port: Number(values.port) });
  console.log(server.url);
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => void server.stop().then(() => process.exit(0)));
}
