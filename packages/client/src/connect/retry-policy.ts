import { RpcCode, RpcError } from '../transport/index.ts';

/** How long to go on after failures that may pass. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly backoffMultiplier: number;
  readonly jitterMs: number;
  /** Shorter waits get no jitter. */
  readonly minJitterThresholdMs: number;
}

/** As PySpark waits: ten minutes and more in all. */
export const defaultRetryPolicy: RetryPolicy = {
  maxRetries: 15,
  initialBackoffMs: 50,
  maxBackoffMs: 60_000,
  backoffMultiplier: 4,
  jitterMs: 500,
  minJitterThresholdMs: 2000,
};

/** For a server that has never answered: an address that nobody listens to should not cost ten minutes. */
export const firstContactRetryPolicy: RetryPolicy = { ...defaultRetryPolicy, maxRetries: 5, maxBackoffMs: 2000, jitterMs: 0 };

/** Whether the same call may succeed a little later. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false;
  return error.code === RpcCode.unavailable || (error.code === RpcCode.internal && error.message.includes('INVALID_CURSOR.DISCONNECTED'));
}

/** Counts the failures of one call and waits between them. */
export class Retries {
  readonly #policy: () => RetryPolicy;
  readonly #signal: AbortSignal;
  #attempts = 0;

  /** The policy is asked at each failure, since a server that answers meanwhile deserves more patience. */
  constructor(policy: () => RetryPolicy, signal: AbortSignal) {
    this.#policy = policy;
    this.#signal = signal;
  }

  /** Something went well: failures are counted from zero again. */
  reset(): void {
    this.#attempts = 0;
  }

  /** Waits before the next attempt, or throws the error when it will not pass or has lasted too long. */
  async afterFailure(error: unknown): Promise<void> {
    if (!isRetryable(error)) throw error;
    await this.wait(error);
  }

  /** Waits before the next attempt; throws `lastError` when there have been enough. */
  async wait(lastError: unknown): Promise<void> {
    const policy = this.#policy();
    if (this.#attempts >= policy.maxRetries) throw lastError;
    const backoffMs = Math.min(policy.maxBackoffMs, policy.initialBackoffMs * policy.backoffMultiplier ** this.#attempts);
    this.#attempts += 1;
    const jitterMs = backoffMs >= policy.minJitterThresholdMs ? Math.random() * policy.jitterMs : 0;
    await sleep(backoffMs + jitterMs, this.#signal);
  }
}

/** Waits, or throws the signal's reason as soon as it aborts. */
export function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal));
      return;
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, durationMs);
    const abort = () => {
      clearTimeout(timer);
      reject(abortReason(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** What an aborted signal says, as an Error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException(String(signal.reason ?? 'aborted'), 'AbortError');
}
