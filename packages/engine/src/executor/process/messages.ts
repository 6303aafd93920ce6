import { createHmac, timingSafeEqual } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { ExecutorMetrics } from '../../events/index.ts';
import type { Fragment, FragmentInput, TaskDescription } from '../../physical/index.ts';
import type { TaskRunEnd } from '../run-task.ts';
import { decodeError, type EncodedError, encodeError } from './encoded-error.ts';

/** What an executor process is told by a file that only its user can read. */
export interface ExecutorBootstrap {
  readonly executorId: string;
  readonly driverPid: number;
  readonly socketPath: string;
  readonly secret: string;
  readonly cores: number;
  /** Memory of DuckDB, of all tasks together. */
  readonly kernelMemoryBytes: number;
  /** Resident memory at which the process ends itself. */
  readonly maxResidentBytes: number;
  readonly heartbeatIntervalMs: number;
  readonly maxMessageBytes: number;
  /** The executor's own folder: it goes when the driver is gone. */
  readonly folder: string;
  readonly logFolder: string;
  readonly rolling: { readonly maxSizeBytes: number; readonly maxRetainedFiles: number } | undefined;
}

export interface Registration {
  readonly executorId: string;
  readonly pid: number;
  readonly proof: string;
}

/** Shows that its author knows the application's secret, to who sent the challenge. */
export function proofOf(secret: string, challenge: string, executorId: string): string {
  return createHmac('sha256', secret).update(`${challenge}\n${executorId}`).digest('hex');
}

export function isProof(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface Heartbeat {
  readonly taskIds: readonly number[];
  readonly metrics: ExecutorMetrics;
}

/** Bytes of a task's rows that may be on their way without having been read. */
export const ROW_WINDOW_BYTES = 1024 * 1024;

/** Most bytes of a frame before the other side is known. */
export const MAX_GREETING_BYTES = 4096;

export function encodeTask(task: TaskDescription): Uint8Array {
  return serialize({ ...task, fragment: withPlainInputs(task.fragment) });
}

function withPlainInputs(fragment: Fragment): Fragment {
  if (fragment.inputs.length === 0) return fragment;
  const inputs = fragment.inputs.map(({ tableName, relation }): FragmentInput => {
    const batches = relation.batches.map(({ schema, length, columns }) => ({ schema, length, columns }));
    return { tableName, relation: { kind: relation.kind, schema: relation.schema, batches } };
  });
  return { ...fragment, inputs };
}

type EncodedEnd =
  | Exclude<TaskRunEnd, { readonly kind: 'failed' }>
  | (Omit<Extract<TaskRunEnd, { readonly kind: 'failed' }>, 'error'> & { readonly error: EncodedError });

export function encodeEnd(end: TaskRunEnd): Uint8Array {
  const encoded: EncodedEnd = end.kind === 'failed' ? { ...end, error: encodeError(end.error) } : end;
  return serialize(encoded);
}

export function decodeEnd(payload: Uint8Array): TaskRunEnd {
  const end = decodeRecord<EncodedEnd>(payload);
  return end.kind === 'failed' ? { ...end, error: decodeError(end.error) } : end;
}

export function encodeRecord(record: unknown): Uint8Array {
  return serialize(record);
}

/** What the other side encoded: both are the same build. */
export function decodeRecord<T>(payload: Uint8Array): T {
  return deserialize(payload) as T;
}
