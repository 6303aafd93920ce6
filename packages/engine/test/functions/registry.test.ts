import { describe, expect, it } from 'vitest';
import { functionRecord, functionRecords } from '../../src/functions/index.ts';

describe('the registry', () => {
  it('finds records by name and alias in any case', () => {
    expect(functionRecord('CEILING')?.name).toBe('ceil');
    expect(functionRecord('Mean')?.name).toBe('avg');
    expect(functionRecord('no_such_function')).toBeUndefined();
  });

  it.each(functionRecords.map((record) => [record.name, record] as const))('%s says how it is computed', (_, record) => {
    expect(record.lower ?? record.rewrite ?? record.lowerGenerator ?? record.plan).toBeTypeOf('function');
    expect(record.summary).toMatch(/\.$/);
    expect(record.since).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
