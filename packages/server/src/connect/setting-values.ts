import { parseBytes } from '@kindling/engine';

/** Where settings are read from. */
export interface Settings {
  getOption(key: string): string | undefined;
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration in Spark's form; a bare number counts milliseconds. */
export function durationMs(settings: Settings, key: string, otherwiseMs: number): number {
  const match = /^\s*(-?\d+)\s*([a-z]*)\s*$/i.exec(settings.getOption(key) ?? '');
  const unit = match === null ? undefined : unitMs[match[2] === '' ? 'ms' : (match[2] as string).toLowerCase()];
  return match === null || unit === undefined ? otherwiseMs : Number(match[1]) * unit;
}

/** A size in Spark's form. */
export function sizeBytes(settings: Settings, key: string, otherwiseBytes: number): number {
  return parseBytes(settings.getOption(key) ?? '') ?? otherwiseBytes;
}
