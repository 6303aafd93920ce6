export { parseBytes } from './setting-value.ts';
export { SessionConfig } from './session-config.ts';
export type { Setting } from './setting.ts';
export { findSetting, settings } from './settings.ts';
