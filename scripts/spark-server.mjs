/**
 * A real Apache Spark 4.2 Connect server, from the PySpark package; needs Java 17 or newer.
 * `node scripts/spark-server.mjs [--port 15003]` runs one until it is interrupted and prints its URL.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findFreePort, startSparkProcess } from './spark-process.mjs';

/**
 * @typedef {import('./spark-process.mjs').SparkProcess & { url: string }} SparkServer
 */

/**
 * Starts Apache Spark and waits until it answers.
 * @param {{ port?: number, driverMemory?: string, settings?: Record<string, string> }} [options]
 * @returns {Promise<SparkServer>}
 */
export async function startSparkServer(options = {}) {
  const port = options.port ?? (await findFreePort());
  const server = await startSparkProcess(port, (folder) => {
    mkdirSync(join(folder, 'warehouse'));
    const settings = {
      'spark.connect.grpc.binding.port': String(port),
      'spark.connect.grpc.binding.address': '127.0.0.1',
      'spark.driver.bindAddress': '127.0.0.1',
      'spark.driver.host': '127.0.0.1',
      'spark.sql.warehouse.dir': join(folder, 'warehouse'),
      'spark.sql.shuffle.partitions': '2',
      'spark.ui.enabled': 'false',
      ...options.settings,
    };
    return {
      script: 'spark-submit',
      args: [
        ...['--master', 'local[2]', '--driver-memory', options.driverMemory ?? '2g'],
        ...['--class', 'org.apache.spark.sql.connect.service.SparkConnectServer'],
        ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
        'spark-internal',
      ],
    };
  });
  return { ...server, url: `sc://127.0.0.1:${port}` };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const server = await startSparkServer(values.port === undefined ? {} : { port: Number(values.port) });
  console.log(server.url);
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => void server.stop().then(() => process.exit(0)));
}
