export type { ServiceOptions } from './connect/index.ts';
export type { RunningServer, ServerOptions } from './grpc/index.ts';
export { createInProcessService, type InProcessOptions } from './in-process.ts';
export { startServer } from './start-server.ts';
