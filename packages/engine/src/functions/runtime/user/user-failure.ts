import { type InternalValue, SparkError, sparkError, ValueError } from '@kindling/protocol';
import type { CompiledFunction } from './compile-function.ts';

/** What a function was doing when it failed. */
export interface CallPlace {
  /** The values of the row, or its number. */
  readonly row?: string;
  readonly partition: number;
}

const maxValueLength = 40;
const maxRowLength = 200;

/** The error of a query whose user function threw `error`. */
export function userFunctionFailed(
  functionName: string,
  compiled: CompiledFunction | undefined,
  error: unknown,
  at: CallPlace,
): SparkError {
  if (error instanceof SparkError && error.condition === 'KINDLING_USER_FUNCTION_FAILED') return error;
  const position = compiled?.positionOf(error);
  return sparkError(
    'KINDLING_USER_FUNCTION_FAILED',
    {
      functionName,
      file: position?.file ?? 'unknown',
      line: String(position?.line ?? '?'),
      column: String(position?.column ?? '?'),
      row: at.row ?? '?',
      partition: String(at.partition),
      message: messageOf(error),
    },
    { cause: error },
  );
}

function messageOf(error: unknown): string {
  // Its condition says nothing beside ours.
  if (error instanceof ValueError) return error.message.replace(/^\[[A-Z_.]+\] /, '');
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'string' ? error : describe(error);
}

/** The values of a row for people, each cut short. */
export function rowText(values: readonly unknown[]): string {
  return shortened(`(${values.map((value) => shortened(describe(value), maxValueLength)).join(', ')})`, maxRowLength);
}

function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `[${value.slice(0, 10).map(describe).join(', ')}${value.length > 10 ? ', …' : ''}]`;
  if (value instanceof Map)
    return `{${[...value]
      .slice(0, 10)
      .map(([key, item]) => `${describe(key)}: ${describe(item)}`)
      .join(', ')}}`;
  return String(value as InternalValue);
}
