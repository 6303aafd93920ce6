/** `kindling server` in a process of its own, for tests and scores over the wire. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');

/**
 * @typedef {object} KindlingServer
 * @property {string} url
 * @property {number | undefined} pid
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the server on a free port and waits for the line that names it.
 * @param {{ args?: readonly string[], env?: Record<string, string> }} [options]
 * @returns {Promise<KindlingServer>}
 */
export async function startKindlingServer(options = {}) {
  const command = join(root, 'packages/kindling/bin/kindling.cjs');
  const server = spawn(process.execPath, [command, 'server', '--port', '0', ...(options.args ?? [])], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killNow = () => server.kill('SIGKILL');
  process.once('exit', killNow);
  /** @type {Promise<void>} */
  const end = new Promise((resolve) => {
    server.once('close', () => resolve());
    server.once('error', () => resolve());
  });
  /** @type {string[]} */
  const printed = [];
  /** @type {string} */
  const url = await new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const found = /sc:\/\/[\w.[\]:-]+:\d+/.exec(line)?.[0];
        if (found !== undefined) resolve(found);
      });
    }
    void end.then(() => reject(new Error(`kindling server ended before it answered:\n${printed.join('\n')}`)));
  });
  return {
    url,
    pid: server.pid,
    stop: async () => {
      server.kill('SIGTERM');
      const late = setTimeout(killNow, 10_000);
      await end;
      clearTimeout(late);
      process.removeListener('exit', killNow);
    },
  };
}
