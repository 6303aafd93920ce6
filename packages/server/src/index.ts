export type { ServiceOptions } from './connect/index.ts';
export type { RunningServer, ServerOptions } from './grpc/index.ts';
export { createInProcessService } from './in-process.ts';
export { startServer } from './start-server.ts';
