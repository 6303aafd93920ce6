import { connectSettings } from './connect-settings.ts';
import { coreSettings } from './core-settings.ts';
import { eventSettings } from './event-settings.ts';
import { executionSettings } from './execution-settings.ts';
import { executorSettings } from './executor-settings.ts';
import { inertSettings } from './inert-settings.ts';
import { languageSettings } from './language-settings.ts';
import { legacySettings } from './legacy-settings.ts';
import type { Setting } from './setting.ts';
import { sourceSettings } from './source-settings.ts';

export type { Setting } from './setting.ts';

/** Every setting that Kindling knows, Spark's defaults with it. Others may be set too; they are kept and have no effect. */
export const settings: readonly Setting[] = [
  ...languageSettings,
  ...executionSettings,
  ...sourceSettings,
  ...legacySettings,
  ...connectSettings,
  ...coreSettings,
  ...executorSettings,
  ...eventSettings,
  ...inertSettings,
];

const byKey = new Map<string, Setting>();
for (const setting of settings) {
  byKey.set(setting.key, setting);
  for (const alternative of setting.alternatives ?? []) byKey.set(alternative, setting);
}

/** A setting by its key or an old name of it. */
export function findSetting(key: string): Setting | undefined {
  return byKey.get(key);
}

/** Those of some settings that belong to the application as a whole: they count only when it starts. */
export function applicationSettings(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter(([key]) => findSetting(key)?.scope === 'core' || findSetting(key)?.isStatic));
}
