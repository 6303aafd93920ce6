import type { SQLMetricType } from './sql-events.ts';

/** The task with the highest value. */
export interface MetricPeak {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly taskId: number;
}

/**
 * A metric of a physical operator as Spark's SQL page shows it: the sum, and for sizes and times their spread over the tasks.
 *
 * ```ts
 * formatSQLMetric('sum', [1200, 34]); // '1,234'
 * formatSQLMetric('timing', [5, 7, 9], { stageId: 2, stageAttemptId: 0, taskId: 5 });
 * // 'total (min, med, max (stageId: taskId))\n21 ms (5 ms, 7 ms, 9 ms (stage 2.0: task 5))'
 * ```
 *
 * @param values one per task; negative ones were never set.
 * @param peak absent when the highest value is the driver's own.
 */
export function formatSQLMetric(metricType: SQLMetricType, values: readonly number[], peak?: MetricPeak): string {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (metricType === 'sum') return formatInteger(total);
  const place = peak === undefined ? 'driver' : `stage ${peak.stageId}.${peak.stageAttemptId}: task ${peak.taskId}`;
  const spread = (valid: readonly number[], format: (value: number) => string): string => {
    const sorted = [...valid].sort((left, right) => left - right);
    const [min = 0, med = 0, max = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    return `(${format(min)}, ${format(med)}, ${format(max)} (${place}))`;
  };
  if (metricType === 'average') {
    // Averages travel as ten times their value, so that an integer holds one digit after the point.
    const format = (value: number) => numberText.format(value / 10);
    const valid = values.filter((value) => value > 0);
    if (valid.length <= 1) return format(valid[0] ?? 0);
    return `(min, med, max (stageId: taskId)):\n${spread(valid, format)}`;
  }
  const format = { size: formatBytes, timing: formatDuration, nsTiming: (value: number) => formatDuration(Math.trunc(value / 1e6)) }[
    metricType
  ];
  const valid = values.filter((value) => value >= 0);
  if (valid.length <= 1) return format(valid[0] ?? 0);
  const sum = valid.reduce((left, right) => left + right, 0);
  return `total (min, med, max (stageId: taskId))\n${format(sum)} ${spread(valid, format)}`;
}

const numberText = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

function formatInteger(value: number): string {
  return numberText.format(value);
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Spark stays with the smaller unit below two of the next one: `1500.0 KiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 2048 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${byteUnits[unit]}`;
}

/** Spark divides single-precision numbers here: 1050 ms are 1.0 s, not 1.1. */
export function formatDuration(durationMs: number): string {
  const inUnit = (unitMs: number, digits: number) => Math.fround(Math.fround(durationMs) / unitMs).toFixed(digits);
  if (durationMs < 1000) return `${durationMs} ms`;
  if (durationMs < 60_000) return `${inUnit(1000, 1)} s`;
  if (durationMs < 3_600_000) return `${inUnit(60_000, 1)} m`;
  return `${inUnit(3_600_000, 2)} h`;
}
