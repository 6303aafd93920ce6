import { isIP } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import { sparkError } from '@kindling/protocol';
import { ConnectService, type ServiceOptions } from '../connect/index.ts';
import { serviceDefinition, serviceImplementation } from './service-implementation.ts';

export interface ServerOptions extends Omit<ServiceOptions, 'userCode'> {
  /** Address to listen on; default 127.0.0.1. Another one than this machine's own needs a token. */
  readonly host?: string;
  /** Default 15002; 0 takes a free one. */
  readonly port?: number;
  /** What clients must send as `Bearer`. */
  readonly token?: string;
  /** Runs JavaScript of clients, in a child process of each session. */
  readonly allowUserCode?: boolean;
  readonly maxMessageSizeBytes?: number;
  /** Calls at the same time on one connection. */
  readonly maxConcurrentStreams?: number;
}

export interface RunningServer {
  readonly port: number;
  /** Ends all sessions, what runs in them, and the connections. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 15002;
const DEFAULT_MAX_MESSAGE_SIZE_BYTES = 128 * 1024 * 1024;
const DEFAULT_MAX_CONCURRENT_STREAMS = 1000;
/** Time that calls get to end by themselves when the server closes. */
const GRACE_MS = 2000;

/**
 * Serves Spark Connect over gRPC.
 *
 * ```ts
 * const server = await startServer({ port: 0 });
 * console.log(`sc://127.0.0.1:${server.port}`);
 * await server.close();
 * ```
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const {
    host = '127.0.0.1',
    port = DEFAULT_PORT,
    token,
    allowUserCode = false,
    maxMessageSizeBytes = DEFAULT_MAX_MESSAGE_SIZE_BYTES,
    maxConcurrentStreams = DEFAULT_MAX_CONCURRENT_STREAMS,
    ...service
  } = options;
  if (!isLoopback(host) && (token === undefined || token === '')) throw sparkError('KINDLING_TOKEN_REQUIRED', { host });
  const connect = new ConnectService({ ...service, userCode: allowUserCode ? 'childProcess' : 'refused' });
  const server = new grpc.Server({
    'grpc.max_receive_message_length': maxMessageSizeBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': maxConcurrentStreams,
    'grpc.max_metadata_size': 64 * 1024,
    // Bookkeeping of every call for a service that is not offered.
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 20_000,
  });
  server.addService(serviceDefinition, serviceImplementation(connect, token));
  try {
    const boundPort = await bind(server, `${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
    return { port: boundPort, close: () => close(server, connect) };
  } catch (error) {
    await connect.close();
    throw sparkError(
      'KINDLING_CANNOT_LISTEN',
      { address: `${host}:${port}`, message: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function bind(server: grpc.Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, port) => (error === null ? resolve(port) : reject(error)));
  });
}

async function close(server: grpc.Server, connect: ConnectService): Promise<void> {
  const shutDown = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  // Ending the sessions ends their streams, so that the connections can close.
  await connect.close();
  const force = setTimeout(() => server.forceShutdown(), GRACE_MS);
  await shutDown;
  clearTimeout(force);
}
