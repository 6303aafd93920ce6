import { checkTimeZone, sparkError } from '@kindling/protocol';
import { parseStatement, SqlSyntaxError } from '@kindling/sql';
import type { Setting } from './settings.ts';

const byteUnits: Readonly<Record<string, bigint>> = {
  b: 1n,
  k: 1n << 10n,
  kb: 1n << 10n,
  kib: 1n << 10n,
  m: 1n << 20n,
  mb: 1n << 20n,
  mib: 1n << 20n,
  g: 1n << 30n,
  gb: 1n << 30n,
  gib: 1n << 30n,
  t: 1n << 40n,
  tb: 1n << 40n,
  tib: 1n << 40n,
  p: 1n << 50n,
  pb: 1n << 50n,
  pib: 1n << 50n,
};

/**
 * Bytes of a size; a bare number has the setting's own unit. `undefined` when it is none.
 *
 * ```ts
 * parseBytes('128MB'); // 134217728
 * ```
 */
export function parseBytes(value: string, unit = 'b'): number | undefined {
  const match = /^\s*(-?\d+)\s*([a-z]*)\s*$/i.exec(value);
  if (match === null) return undefined;
  const factor = byteUnits[(match[2] || unit).toLowerCase()];
  return factor === undefined ? undefined : Number(BigInt(match[1] as string) * factor);
}

const milliseconds: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a time; a bare number has the setting's own unit. `undefined` when it is none.
 *
 * ```ts
 * parseMilliseconds('2min'); // 120000
 * ```
 */
export function parseMilliseconds(value: string, unit = 'ms'): number | undefined {
  const match = /^\s*(-?\d+)\s*([a-z]*)\s*$/i.exec(value);
  if (match === null) return undefined;
  const factor = milliseconds[(match[2] || unit).toLowerCase()];
  return factor === undefined ? undefined : Number(match[1]) * factor;
}

const typeNames: Readonly<Record<Setting['type'], string>> = {
  boolean: 'boolean',
  int: 'int',
  long: 'long',
  double: 'double',
  bytes: 'bytes in BYTE',
  time: 'time in MILLISECONDS',
  string: 'string',
};

function isOfType(setting: Setting, value: string): boolean {
  const text = value.trim();
  switch (setting.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text);
    case 'int':
      return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) <= 2147483648;
    case 'long':
      return /^[+-]?\d+$/.test(text);
    case 'double':
      return text !== '' && Number.isFinite(Number(text));
    case 'bytes':
      return parseBytes(text, setting.unit) !== undefined;
    case 'time':
      return parseMilliseconds(text, setting.unit) !== undefined;
    case 'string':
      return true;
  }
}

/** Refuses a value that Spark refuses, with its condition. */
export function checkValue(setting: Setting, value: string): void {
  const confName = setting.key;
  const confValue = value;
  if (!isOfType(setting, value)) {
    throw sparkError('INVALID_CONF_VALUE.TYPE_MISMATCH', { confName, confValue, confType: typeNames[setting.type] });
  }
  const { check } = setting;
  if (check === undefined) return;
  if (check === 'timeZone') {
    if (!isTimeZone(value)) throw sparkError('INVALID_CONF_VALUE.TIME_ZONE', { confName, confValue });
    return;
  }
  if (check === 'sqlPath') {
    const confRequirement =
      'The value must be empty or a comma-separated SET PATH element list (same grammar as SET PATH, except PATH is not allowed).';
    if (!isSqlPath(value)) throw sparkError('INVALID_CONF_VALUE.REQUIREMENT', { confName, confValue, confRequirement });
    return;
  }
  if (!('atLeast' in check)) {
    if (!check.includes(value.toUpperCase())) {
      throw sparkError('INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS', { confName, confValue, confOptions: check.join(', ') });
    }
    return;
  }
  const amount = setting.type === 'bytes' ? parseBytes(value, setting.unit) : Number(value);
  if (amount !== undefined && amount < check.atLeast)
    throw sparkError('INVALID_CONF_VALUE.REQUIREMENT', { confName, confValue, confRequirement: check.requirement });
}

function isSqlPath(value: string): boolean {
  if (value.trim() === '') return true;
  try {
    const statement = parseStatement(`SET PATH = ${value}`);
    return statement.kind === 'setPath' && !statement.elements.some((element) => element.kind === 'pathKeyword' && element.name === 'path');
  } catch (error) {
    if (error instanceof SqlSyntaxError) return false;
    throw error;
  }
}

function isTimeZone(value: string): boolean {
  try {
    checkTimeZone(value);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
