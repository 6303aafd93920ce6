import { sparkError } from '@kindling/client';
import { startServer } from '@kindling/server';
import { parseMaster } from '../master.ts';
import type { ServerOptions } from './main.ts';
import { settingsOf } from './start-session.ts';

/** `kindling server`: runs until it is told to stop, then ends what its sessions still do. */
export async function server(options: ServerOptions): Promise<void> {
  const { threads } = parseMaster(options.master);
  const token = options.token ?? process.env.KINDLING_TOKEN;
  const running = await startServer({
    host: options.host,
    port: portOf(options.port),
    ...(token === undefined ? {} : { token }),
    allowUserCode: options.allowUserCode === true,
    ...(threads === undefined ? {} : { threads }),
    config: settingsOf(options.conf),
  });
  console.error(`Kindling listens on sc://${options.host.includes(':') ? `[${options.host}]` : options.host}:${running.port}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await running.close();
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw sparkError('KINDLING_INVALID_OPTION', { option: `--port ${text}`, message: 'a port is a number from 0 to 65535' });
}
