import { type ConditionName, sparkError } from '@kindling/protocol';
import { runtimeBodyOf } from './runtime-body.ts';

/** How Spark shows a file's path in conditions of reading. */
export const pathUrl = (path: string): string => `file://${encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F')}`;

export const readFailureBodies = [
  /** `fail_reading(path)`: raises a condition when a row of that file is read. */
  runtimeBodyOf(
    'fail_reading',
    ({ options }) =>
      (path: string) => {
        throw sparkError(String(options.condition) as ConditionName, {
          path: pathUrl(path),
          ...(options.parameters as Record<string, string> | undefined),
        });
      },
    { isVolatile: true },
  ),
  /** `malformed_record(line, path)`: what FAILFAST answers to a row that is none. */
  runtimeBodyOf(
    'malformed_record',
    ({ options }) =>
      (line: string, path: string) => {
        const badRecord = String(options.badRecord ?? line);
        const cause = sparkError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord, failFastMode: 'FAILFAST' });
        throw sparkError('FAILED_READ_FILE.NO_HINT', { path: pathUrl(path) }, { cause });
      },
    { isVolatile: true },
  ),
];
