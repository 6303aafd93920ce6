import type { Connection } from './connection-string.ts';
import type { Transport } from './transport.ts';

/** The transport to a server; gRPC is loaded only by programs that need it. */
export async function connect(connection: Connection): Promise<Transport> {
  const { GrpcTransport } = await import('./grpc/index.ts');
  return new GrpcTransport(connection);
}
