import { describe, expect, it } from 'vitest';
import { SessionConfig, settings } from '../../src/config/index.ts';

const failure = (condition: string) => expect.objectContaining({ condition });

describe('SessionConfig', () => {
  it("has Spark's defaults", () => {
    const config = new SessionConfig();
    expect(config.get('spark.sql.ansi.enabled')).toBe('true');
    expect(config.get('spark.sql.shuffle.partitions')).toBe('200');
    expect(config.get('spark.sql.execution.arrow.pyspark.enabled')).toBe('true');
    expect(config.getOption('spark.sql.files.minPartitionNum')).toBeUndefined();
  });

  it('keeps values as they were written, under the present name of an old one', () => {
    const config = new SessionConfig();
    config.set('spark.sql.files.maxPartitionBytes', '64m');
    expect(config.get('spark.sql.files.maxPartitionBytes')).toBe('64m');
    expect(config.getBytes('spark.sql.files.maxPartitionBytes')).toBe(64 * 2 ** 20);
    config.set('mapred.reduce.tasks', '3');
    expect(config.getInteger('spark.sql.shuffle.partitions')).toBe(3);
    config.set('my.own', 'x');
    expect(config.get('my.own')).toBe('x');
    expect(config.getAll()).toEqual([
      ['my.own', 'x'],
      ['spark.sql.files.maxPartitionBytes', '64m'],
      ['spark.sql.shuffle.partitions', '3'],
    ]);
  });

  it('refuses what Spark refuses', () => {
    const config = new SessionConfig();
    expect(() => config.set('spark.sql.warehouse.dir', 'x')).toThrowError(failure('CANNOT_MODIFY_STATIC_CONFIG'));
    expect(() => config.set('spark.executor.memory', '2g')).toThrowError(failure('CANNOT_MODIFY_CONFIG'));
    expect(() => config.set('spark.sql.shuffle.partitions', '-1')).toThrowError(failure('INVALID_CONF_VALUE.REQUIREMENT'));
    expect(() => config.set('spark.sql.shuffle.partitions', 'abc')).toThrowError(failure('INVALID_CONF_VALUE.TYPE_MISMATCH'));
    expect(() => config.set('spark.sql.session.timeZone', 'Nowhere')).toThrowError(failure('INVALID_CONF_VALUE.TIME_ZONE'));
    expect(() => config.set('spark.sql.timestampType', 'X')).toThrowError(failure('INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS'));
    expect(() => config.get('spark.foo')).toThrowError(failure('SQL_CONF_NOT_FOUND'));
  });

  it('does not change a snapshot', () => {
    const config = new SessionConfig();
    const before = config.snapshot();
    config.set('spark.sql.ansi.enabled', 'false');
    expect([before.isOn('spark.sql.ansi.enabled'), config.isOn('spark.sql.ansi.enabled')]).toEqual([true, false]);
  });

  it('has each key once', () => {
    expect(new Set(settings.map((setting) => setting.key)).size).toBe(settings.length);
  });
});
