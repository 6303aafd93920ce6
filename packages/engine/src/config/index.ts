export { type Master, parseMaster } from './master.ts';
export { SessionConfig } from './session-config.ts';
export type { Setting } from './setting.ts';
export { parseBytes } from './setting-value.ts';
export { applicationSettings, settings } from './settings.ts';
