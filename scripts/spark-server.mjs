/**
 * A real Apache Spark 4.2 Connect server, from the PySpark package; needs Java 17 or newer.
 * `node scripts/spark-server.mjs [--port 15003]` runs one until it is interrupted and prints its URL.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { preparePython } from './python-environment.mjs';

/** @returns {string | undefined} the Java that Spark can run on */
export function findJava() {
  const home = process.env.JAVA_HOME;
  const java = home === undefined || home === '' ? 'java' : join(home, 'bin/java');
  const run = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const version = /version "(\d+)/.exec(run.stderr ?? '')?.[1];
  return version !== undefined && Number(version) >= 17 ? java : undefined;
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** @param {number} port @returns {Promise<boolean>} */
function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (/** @type {boolean} */ up) => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/**
 * @typedef {object} SparkServer
 * @property {string} url
 * @property {number} port
 * @property {() => Promise<void>} stop
 */

/**
 * Starts Apache Spark and waits until it answers. Its files lie in a folder of its own, which `stop` removes.
 * @param {{ port?: number, driverMemory?: string, settings?: Record<string, string> }} [options]
 * @returns {Promise<SparkServer>}
 */
export async function startSparkServer(options = {}) {
  const python = preparePython();
  if (python === undefined) throw new Error('Apache Spark comes from the PySpark package, which needs Python 3.10 or newer');
  if (findJava() === undefined) throw new Error('Apache Spark needs Java 17 or newer: put it on the PATH or name it in JAVA_HOME');
  const sparkHome = spawnSync(python, ['-c', 'import os, pyspark; print(os.path.dirname(pyspark.__file__))'], {
    encoding: 'utf8',
  }).stdout.trim();
  const port = options.port ?? (await findFreePort());
  const folder = mkdtempSync(join(tmpdir(), 'kindling-spark-'));
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
  mkdirSync(join(folder, 'warehouse'));
  const logPath = join(folder, 'server.log');
  const log = openSync(logPath, 'w');
  const server = spawn(
    join(sparkHome, 'bin/spark-submit'),
    [
      ...['--master', 'local[2]', '--driver-memory', options.driverMemory ?? '2g'],
      ...['--class', 'org.apache.spark.sql.connect.service.SparkConnectServer'],
      ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      'spark-internal',
    ],
    {
      cwd: folder,
      // A group of its own: the script that starts Java may still stand between it and us.
      detached: true,
      env: { ...process.env, SPARK_HOME: sparkHome, PYSPARK_PYTHON: python, TZ: 'UTC' },
      stdio: ['ignore', log, log],
    },
  );
  closeSync(log);
  let ended = false;
  /** @type {Promise<void>} */
  const end = new Promise((resolve) => {
    const finish = () => {
      ended = true;
      resolve();
    };
    server.once('error', finish);
    server.once('exit', finish);
  });
  const signal = (/** @type {NodeJS.Signals} */ name) => {
    if (server.pid === undefined || ended) return;
    try {
      process.kill(-server.pid, name);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  };
  const killNow = () => signal('SIGKILL');
  process.once('exit', killNow);
  const stop = async () => {
    signal('SIGTERM');
    const late = setTimeout(killNow, 10_000);
    await end;
    clearTimeout(late);
    process.removeListener('exit', killNow);
    rmSync(folder, { recursive: true, force: true });
  };
  const deadlineMs = Date.now() + 120_000;
  while (!(await isListening(port))) {
    if (ended || Date.now() > deadlineMs) {
      const lastLines = readFileSync(logPath, 'utf8').split('\n').slice(-20).join('\n');
      await stop();
      throw new Error(`Apache Spark did not start; the end of its log:\n${lastLines}`);
    }
    await sleep(200);
  }
  return { url: `sc://127.0.0.1:${port}`, port, stop };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const server = await startSparkServer(values.port === undefined ? {} : { port: Number(values.port) });
  console.log(server.url);
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => void server.stop().then(() => process.exit(0)));
}
