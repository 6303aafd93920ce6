/** A server of Apache Spark as a process of its own, from the PySpark package. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
export function findFreePort() {
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
 * @typedef {object} SparkProcess
 * @property {number} port
 * @property {() => Promise<void>} stop
 */

/**
 * Starts it and waits until it listens on its port. Its files lie in a folder of its own, which `stop` removes.
 * @param {number} port
 * @param {(folder: string) => { script: string, args: readonly string[], env?: Record<string, string> }} describe its script below Spark's folder `bin`
 * @returns {Promise<SparkProcess>}
 */
export async function startSparkProcess(port, describe) {
  const python = preparePython();
  if (python === undefined) throw new Error('Apache Spark comes from the PySpark package, which needs Python 3.10 or newer');
  if (findJava() === undefined) throw new Error('Apache Spark needs Java 17 or newer: put it on the PATH or name it in JAVA_HOME');
  const sparkHome = spawnSync(python, ['-c', 'import os, pyspark; print(os.path.dirname(pyspark.__file__))'], {
    encoding: 'utf8',
  }).stdout.trim();
  const folder = mkdtempSync(join(tmpdir(), 'kindling-spark-'));
  const { script, args, env } = describe(folder);
  const logPath = join(folder, 'server.log');
  const log = openSync(logPath, 'w');
  const server = spawn(join(sparkHome, 'bin', script), args, {
    cwd: folder,
    // A group of its own: the script that starts Java may still stand between it and us.
    detached: true,
    env: { ...process.env, SPARK_HOME: sparkHome, PYSPARK_PYTHON: python, TZ: 'UTC', ...env },
    stdio: ['ignore', log, log],
  });
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
  return { port, stop };
}
