import type { RunningServer, ServerOptions } from './grpc/index.ts';

/**
 * Serves Spark Connect over gRPC, which is loaded with the first server: most programs never start one.
 *
 * ```ts
 * const server = await startServer({ port: 0 });
 * console.log(`sc://127.0.0.1:${server.port}`);
 * await server.close();
 * ```
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const grpc = await import('./grpc/index.ts');
  return grpc.startServer(options);
}
