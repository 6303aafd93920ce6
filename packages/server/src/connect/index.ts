export { ConnectService, type ServiceOptions } from './connect-service.ts';
export { checkNesting, decodeMessage } from './decode-plan.ts';
export type { SessionRequest } from './sessions/index.ts';
