import { SparkError } from '@kindling/protocol';
import type { StackTraceElement, TaskEndReason } from '../events/index.ts';
import type { TaskEnd } from './executor-backend.ts';
import type { TaskAttempt } from './task-attempt.ts';

/** Why a try ended, in Spark's terms. */
export function reasonOf(attempt: TaskAttempt, end: TaskEnd): TaskEndReason {
  switch (end.kind) {
    case 'success':
      return attempt.killedFor ? killed('another attempt succeeded') : { kind: 'success' };
    case 'failed':
      return exceptionFailure(end.error);
    case 'killed':
      return killed(end.reason);
    case 'executorLost':
      return { kind: 'executorLostFailure', executorId: end.executorId, exitCausedByApp: end.causedByApp, lossReason: end.reason };
    case 'fetchFailed':
      return {
        kind: 'fetchFailed',
        shuffleId: end.exchangeId,
        mapId: end.mapPartition,
        mapIndex: end.mapPartition,
        reduceId: attempt.task.partition,
        message: end.message,
      };
  }
}

function killed(reason: string): TaskEndReason {
  return { kind: 'taskKilled', reason, accumulatorUpdates: [] };
}

/** An error, as a task's end tells it. */
export function exceptionFailure(error: unknown): TaskEndReason {
  const className = classNameOf(error);
  const description = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return {
    kind: 'exceptionFailure',
    className,
    description,
    stackTrace: stackElements(stack),
    fullStackTrace: stack === '' ? `${className}: ${description}` : stack,
    accumulatorUpdates: [],
  };
}

function classNameOf(error: unknown): string {
  if (error instanceof SparkError) return error.jvmClasses[0] ?? error.name;
  return error instanceof Error ? error.name : 'Error';
}

function stackElements(stack: string): StackTraceElement[] {
  const elements: StackTraceElement[] = [];
  for (const [, call = '', fileName = '', line = '0'] of stack.matchAll(/^\s+at (?:(.+?) \()?(.+?):(\d+):\d+\)?$/gm)) {
    const dot = call.lastIndexOf('.');
    elements.push({
      declaringClass: dot < 0 ? '' : call.slice(0, dot),
      methodName: call.slice(dot + 1) || '<anonymous>',
      fileName,
      lineNumber: Number(line),
    });
  }
  return elements;
}

/** The sentence with which Spark says that a try failed. */
export function lostTaskMessage(attempt: TaskAttempt, end: TaskEnd): string {
  const { task, host, executorId } = attempt;
  const place = `Lost task ${attempt.index}.${task.attempt} in stage ${task.stageId}.${task.stageAttempt} (TID ${task.taskId}) (${host} executor ${executorId})`;
  return `${place}: ${causeOf(end)}`;
}

function causeOf(end: TaskEnd): string {
  switch (end.kind) {
    case 'failed':
      return `${classNameOf(end.error)}: ${end.error instanceof Error ? end.error.message : String(end.error)}`;
    case 'executorLost': {
      const how = end.causedByApp ? 'exited caused by one of the running tasks' : 'exited unrelated to the running tasks';
      return `ExecutorLostFailure (executor ${end.executorId} ${how}) Reason: ${end.reason}`;
    }
    case 'fetchFailed':
      return `FetchFailed(shuffleId=${end.exchangeId}, mapIndex=${end.mapPartition}, message=${end.message})`;
    case 'killed':
      return `TaskKilled (${end.reason})`;
    case 'success':
      return 'Success';
  }
}
