export type { ConnectSession } from './connect-session.ts';
export { checkUuid, type SessionLimits, SessionRegistry, type SessionRequest } from './session-registry.ts';
