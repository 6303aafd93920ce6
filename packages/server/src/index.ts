export type { ServiceOptions } from './connect/index.ts';
export { DEFAULT_PORT, type RunningServer, type ServerOptions, startServer } from './grpc/index.ts';
export { createInProcessService, type InProcessOptions } from './in-process.ts';
