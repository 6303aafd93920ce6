import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareBenchPython, sailCommand } from '../python-environment.mjs';

export interface Server {
  readonly url: string;
  /** Of the process that answers, to look at its memory. */
  readonly pid?: number;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Sail 0.7.2 as a Spark Connect server of its own. */
export async function startSailServer(): Promise<Server> {
  prepareBenchPython();
  const port = await freePort();
  const child = spawn(sailCommand, ['spark', 'server', '--ip', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, TZ: 'UTC' },
  });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const deadlineMs = Date.now() + 60_000;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > deadlineMs) {
      killNow();
      throw new Error('Sail did not start');
    }
    await sleep(50);
  }
  const stop = async (): Promise<void> => {
    process.removeListener('exit', killNow);
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { url: `sc://127.0.0.1:${port}`, ...(child.pid === undefined ? {} : { pid: child.pid }), stop };
}
