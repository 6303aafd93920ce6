import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { eventToJson, formatSQLMetric, type SQLMetricType } from '@kindling/engine';
import { expect, it } from 'vitest';
import { findPython } from '../../scripts/python-environment.mjs';
import { sampleApplication, unloggedEvents } from './event-log/sample-application.ts';

function askSparkClasses(questions: readonly unknown[]): readonly unknown[] {
  const run = spawnSync(findPython() ?? 'python3', ['-W', 'ignore', join(import.meta.dirname, 'event-log/spark-classes.py')], {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const answers = run.stdout.split('\n').filter((line) => line !== '');
  if (answers.length !== questions.length) throw new Error(`${answers.length} of ${questions.length} answers:\n${run.stderr}`);
  return answers.map((line) => JSON.parse(line));
}

it('writes each event so that Apache Spark reads it and writes the same', () => {
  const events = [...sampleApplication('app-1'), ...unloggedEvents].map((event) => JSON.parse(JSON.stringify(eventToJson(event))));
  const answers = askSparkClasses(events.map((event) => ({ event })));
  events.forEach((event, index) => {
    // Reading fills in empty metrics where a task brought none.
    const filled = event.Event === 'SparkListenerTaskEnd' && event['Task Metrics'] === undefined;
    const answer = filled ? { ...(answers[index] as object), 'Task Metrics': undefined } : answers[index];
    expect(answer, event.Event).toEqual(event);
  });
});

it('shows metrics of operators as Apache Spark', () => {
  const samples: readonly (readonly number[])[] = [
    [0],
    [5],
    [-1],
    [999],
    [1000],
    [1050],
    [1150],
    [1250],
    [1_450_050],
    [59_949],
    [59_950],
    [59_999],
    [3_599_999],
    [5_243_180],
    [10_800_005],
    [1 << 20, 2047],
    [2048],
    [2304],
    [2_359_296],
    [0, 0],
    [-1, -1],
    [5, -1],
    [0, 5, -1],
    [1, 2, 300_000, 4],
    [123_456_789_012, 5, 7],
    [2, 2, 2, 9, 9, 9, 9, 1],
    [1_050_000_000, 2_350_000_000],
    [3 * 2 ** 50, 2 ** 45],
  ];
  const types: readonly SQLMetricType[] = ['sum', 'size', 'timing', 'nsTiming', 'average'];
  const peak = { stageId: 4, stageAttemptId: 1, taskId: 77 };
  const cases = types.flatMap((metricType) =>
    samples.flatMap((values) => [
      { metricType, values },
      { metricType, values, peak },
    ]),
  );
  const answers = askSparkClasses(
    cases.map((sample) => ({
      metricType: sample.metricType,
      values: sample.values,
      peak: 'peak' in sample ? [Math.max(...sample.values), 4, 1, 77] : [],
    })),
  );
  cases.forEach((sample, index) => {
    const place = 'peak' in sample ? sample.peak : undefined;
    expect(formatSQLMetric(sample.metricType, sample.values, place), JSON.stringify(sample)).toBe(answers[index]);
  });
});
