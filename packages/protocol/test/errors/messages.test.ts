import { conditionNames, conditionOf, isConditionName, sparkError } from '@kindling/protocol';
import { expect, test } from 'vitest';
import { messageTemplates } from '../../src/errors/message-template.ts';

/** Parameters that Spark gives to a condition although its own sentence does not use them. */
const unnamedParameters = new Set(['ansiConfig']);

test('every sentence belongs to a condition and uses its parameters only', () => {
  const wrong = Object.entries(messageTemplates).flatMap(([name, sentence]) => {
    if (!isConditionName(name)) return [`${name} is no condition`];
    const { parameterNames } = conditionOf(name);
    const used = [...sentence.matchAll(/<(\w+)>/g)].map((match) => match[1]!);
    return used
      .filter((parameter) => !parameterNames.includes(parameter) && !unnamedParameters.has(parameter))
      .map((parameter) => `${name}: <${parameter}>`);
  });
  expect(wrong).toEqual([]);
  expect(Object.keys(messageTemplates).length).toBeGreaterThan(400);
});

test('every condition of ours has a sentence', () => {
  const without = conditionNames().filter((name) => name.startsWith('KINDLING_') && messageTemplates[name] === undefined);
  expect(without).toEqual([]);
});

test('every condition gives an error with its parameters in the message', () => {
  const names = conditionNames();
  expect(names.length).toBeGreaterThan(1900);
  for (const name of names) {
    const { parameterNames, sqlState } = conditionOf(name);
    const parameters = Object.fromEntries(parameterNames.map((parameter) => [parameter, `«${parameter}»`]));
    const error = sparkError(name, parameters);
    expect(error.message, name).not.toMatch(/<\w+>/);
    expect(error.sqlState).toBe(sqlState);
    expect(error.jvmClasses.at(-1)).toBe('java.lang.Object');
  }
});

test('a condition without a sentence of ours still says what it is about', () => {
  expect(sparkError('STATE_STORE_INVALID_STAMP', { providedStamp: '1', currentStamp: '2' }).message).toBe(
    '[STATE_STORE_INVALID_STAMP] State store invalid stamp (providedStamp = 1, currentStamp = 2). SQLSTATE: XXKST',
  );
});

test('a value with angle brackets is not taken for a parameter', () => {
  expect(sparkError('USER_RAISED_EXCEPTION', { errorMessage: '<errorMessage> $& $1' }).message).toContain('<errorMessage> $& $1');
});
