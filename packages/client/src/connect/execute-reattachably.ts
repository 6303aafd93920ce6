import type {
  ExecutePlanRequest,
  ExecutePlanResponse,
  MessageInitShape,
  ReattachExecuteRequestSchema,
  ReleaseExecuteRequestSchema,
  RpcCall,
} from '@kindling/protocol/messages';
import {
  create,
  ReattachExecuteRequestSchema as ReattachSchema,
  ReleaseExecuteRequestSchema as ReleaseSchema,
} from '@kindling/protocol/messages';
import { stateError } from '../client-error.ts';
import { RpcCode, RpcError, type Transport } from '../transport/index.ts';
import { conditionOf } from './decode-error.ts';
import { isRetryable, type Retries } from './retry-policy.ts';

const lostOperation = new Set(['INVALID_HANDLE.OPERATION_NOT_FOUND', 'INVALID_HANDLE.SESSION_NOT_FOUND']);

/** The parts of a request that each call about the same operation repeats. */
type Identity = Pick<ExecutePlanRequest, 'sessionId' | 'userContext' | 'clientType'> & { readonly operationId: string };

/**
 * The responses of one operation, each exactly once, whatever happens to the connection: a stream that breaks, or ends before the server
 * has said that the result is complete, is taken up again behind the last response that arrived.
 */
export async function* executeReattachably(
  transport: Transport,
  request: ExecutePlanRequest & { readonly operationId: string },
  call: RpcCall,
  retries: Retries,
  release: (released: Promise<unknown>) => void,
): AsyncGenerator<ExecutePlanResponse> {
  const identity = identityOf(request);
  const releases = new ReleaseQueue(transport, identity, release);
  let lastResponseId: string | undefined;
  let isComplete = false;
  let stream = transport.executePlan(request, call);
  try {
    while (!isComplete) {
      try {
        for await (const response of stream) {
          retries.reset();
          lastResponseId = response.responseId;
          if (response.responseType.case === 'resultComplete') {
            isComplete = true;
            break;
          }
          releases.until(lastResponseId);
          yield response;
        }
        if (isComplete) break;
        await retries.wait(new RpcError(RpcCode.unavailable, 'UNAVAILABLE', 'the server ended the stream before the result was complete'));
        stream = transport.reattachExecute(reattachRequest(identity, request, lastResponseId), call);
      } catch (error) {
        stream = await streamAfter(error);
      }
    }
  } finally {
    releases.all();
  }

  async function streamAfter(error: unknown): Promise<AsyncIterable<ExecutePlanResponse>> {
    const condition = conditionOf(error);
    if (lostOperation.has(condition)) {
      if (lastResponseId !== undefined) throw stateError('RESPONSE_ALREADY_RECEIVED', { error_type: condition }, error);
      // The request never reached the server, or it has started anew since: nothing of the operation has run.
      await retries.wait(error);
      return transport.executePlan(request, call);
    }
    if (!isRetryable(error)) throw error;
    await retries.wait(error);
    return transport.reattachExecute(reattachRequest(identity, request, lastResponseId), call);
  }
}

function identityOf(request: ExecutePlanRequest & { readonly operationId: string }): Identity {
  const { sessionId, userContext, clientType, operationId } = request;
  return { sessionId, userContext, clientType, operationId };
}

function reattachRequest(identity: Identity, request: ExecutePlanRequest, lastResponseId: string | undefined) {
  const { clientObservedServerSideSessionId } = request;
  const init: MessageInitShape<typeof ReattachExecuteRequestSchema> = {
    ...defined(identity),
    ...(clientObservedServerSideSessionId !== undefined && { clientObservedServerSideSessionId }),
    ...(lastResponseId !== undefined && { lastResponseId }),
  };
  return create(ReattachSchema, init);
}

const defined = ({ sessionId, userContext, clientType, operationId }: Identity) => ({
  sessionId,
  operationId,
  ...(userContext !== undefined && { userContext }),
  ...(clientType !== undefined && { clientType }),
});

/** Tells the server which responses it may forget; one call at a time, so that a fast reader does not double its calls. */
class ReleaseQueue {
  readonly #transport: Transport;
  readonly #identity: Identity;
  readonly #track: (released: Promise<unknown>) => void;
  #running = false;
  #next: string | undefined;
  #isOver = false;

  constructor(transport: Transport, identity: Identity, track: (released: Promise<unknown>) => void) {
    this.#transport = transport;
    this.#identity = identity;
    this.#track = track;
  }

  until(responseId: string): void {
    this.#next = responseId;
    if (!this.#running) this.#track(this.#drain());
  }

  all(): void {
    this.#isOver = true;
    this.#track(this.#send({ case: 'releaseAll', value: {} }));
  }

  async #drain(): Promise<void> {
    this.#running = true;
    // A reader that drains its buffer in one go asks once, for the last.
    await Promise.resolve();
    while (this.#next !== undefined && !this.#isOver) {
      const responseId = this.#next;
      this.#next = undefined;
      await this.#send({ case: 'releaseUntil', value: { responseId } });
    }
    this.#running = false;
  }

  async #send(what: NonNullable<MessageInitShape<typeof ReleaseExecuteRequestSchema>['release']>): Promise<void> {
    const request = create(ReleaseSchema, { ...defined(this.#identity), release: what });
    try {
      await this.#transport.releaseExecute(request, { signal: new AbortController().signal, metadata: new Map() });
    } catch (error) {
      // Only a courtesy: a server also forgets operations by itself after some time.
      if (!(error instanceof Error)) throw error;
    }
  }
}
