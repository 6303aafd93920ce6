import { type SparkError, sparkError } from '@kindling/protocol';
import {
  type AddArtifactsRequest,
  AddArtifactsRequestSchema,
  type AnalyzePlanRequest,
  AnalyzePlanRequestSchema,
  type AnalyzePlanResponse,
  ArtifactStatusesRequestSchema,
  CloneSessionRequestSchema,
  ConfigRequestSchema,
  type ConfigResponse,
  create,
  ExecutePlanRequestSchema,
  type ExecutePlanResponse,
  FetchErrorDetailsRequestSchema,
  type FetchErrorDetailsResponse,
  InterruptRequestSchema,
  InterruptRequest_InterruptType as InterruptType,
  type MessageInitShape,
  type Plan,
  ReleaseSessionRequestSchema,
  type RpcCall,
  type UserContext,
  UserContextSchema,
} from '@kindling/protocol/messages';
import { stateError } from '../client-error.ts';
import { RpcError, type Transport } from '../transport/index.ts';
import { ArtifactCache, type ArtifactPayload, type CachedData } from './artifact-cache.ts';
import { conditionOf, decodeError } from './decode-error.ts';
import { executeReattachably } from './execute-reattachably.ts';
import { abortReason, defaultRetryPolicy, firstContactRetryPolicy, Retries, type RetryPolicy } from './retry-policy.ts';

export interface ConnectClientOptions {
  readonly sessionId?: string | undefined;
  readonly userId?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
}

/** What can be said about one call. */
export interface CallOptions {
  /** Stops the call, and on the server what it started. */
  readonly signal?: AbortSignal | undefined;
}

/** What can be said about an execution. */
export interface ExecuteOptions extends CallOptions {
  readonly tags?: readonly string[];
}

type Analysis = NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>['analyze']>;
type AnalysisResult<Case extends Analysis['case']> = Extract<AnalyzePlanResponse['result'], { case: Case }>['value'];
type ConfigOperation = NonNullable<NonNullable<MessageInitShape<typeof ConfigRequestSchema>['operation']>['opType']>;
type Interrupt = NonNullable<MessageInitShape<typeof InterruptRequestSchema>['interrupt']> | undefined;

const clientType = '_SPARK_CONNECT_TYPESCRIPT kindling/0.1.0';
const noMetadata: ReadonlyMap<string, string> = new Map();

/** One session on one service: makes requests, repeats what failed on its way, and turns failures into Spark's errors. */
export class ConnectClient {
  readonly transport: Transport;
  readonly sessionId: string;
  readonly #userContext: UserContext;
  readonly #clientType: string;
  readonly #retryPolicy: RetryPolicy | undefined;
  readonly #releases = new Set<Promise<unknown>>();
  readonly #artifacts: ArtifactCache;
  #serverSideSessionId: string | undefined;
  /** Sees plans before they are sent, and may put others in their place. */
  prepare: (<M extends object>(message: M) => Promise<M>) | undefined;
  #isStopped = false;

  constructor(transport: Transport, options: ConnectClientOptions = {}) {
    this.transport = transport;
    this.sessionId = options.sessionId ?? crypto.randomUUID();
    const userId = options.userId ?? '';
    this.#userContext = create(UserContextSchema, { userId, userName: userId });
    this.#clientType = options.userAgent === undefined ? clientType : `${options.userAgent} ${clientType}`;
    this.#retryPolicy = options.retryPolicy;
    this.#artifacts = new ArtifactCache({
      config: (pairs) => this.config({ case: 'getWithDefault', value: { pairs: [...pairs] } }),
      statuses: (names) => {
        const request = create(ArtifactStatusesRequestSchema, { ...this.#base(), names: [...names] });
        return this.#unary((call) => this.transport.artifactStatus(request, call), {});
      },
      add: (payloads) => this.#unary((call) => this.transport.addArtifacts(this.#artifactRequests(payloads()), call), {}),
    });
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether data goes to the service over a network, in messages of a limited size. */
  get isRemote(): boolean {
    return this.transport.reattachable;
  }

  /** Data that is with the server before the next plan is. */
  cache(data: CachedData): void {
    this.#artifacts.add(data);
  }

  /** Runs a plan; the responses as they arrive, pulled by the reader. Leaving the loop stops the operation. */
  async *execute(plan: Plan, options: ExecuteOptions = {}): AsyncGenerator<ExecutePlanResponse> {
    options.signal?.throwIfAborted();
    await this.#artifacts.send();
    const operationId = crypto.randomUUID();
    const controller = new AbortController();
    const abort = () => {
      this.#interruptQuietly(operationId);
      controller.abort(abortReason(options.signal!));
    };
    options.signal?.addEventListener('abort', abort, { once: true });
    const request = create(ExecutePlanRequestSchema, {
      ...this.#base(),
      operationId,
      plan: (await this.prepare?.(plan)) ?? plan,
      tags: [...(options.tags ?? [])],
      requestOptions: this.transport.reattachable ? [{ requestOption: { case: 'reattachOptions', value: { reattachable: true } } }] : [],
    });
    const call: RpcCall = { signal: controller.signal, metadata: noMetadata };
    try {
      for await (const response of this.#responses({ ...request, operationId }, call)) {
        this.#observe(response);
        yield response;
      }
    } catch (error) {
      if (options.signal?.aborted) throw abortReason(options.signal);
      throw await this.#decode(error);
    } finally {
      options.signal?.removeEventListener('abort', abort);
    }
  }

  /** Asks about a plan without running it. */
  async analyze<Case extends NonNullable<Analysis['case']>>(
    what: Extract<Analysis, { case: Case }>,
    options: CallOptions = {},
  ): Promise<AnalysisResult<Case>> {
    const asked: Analysis = (await this.prepare?.(what)) ?? what;
    await this.#artifacts.send();
    const request: AnalyzePlanRequest = create(AnalyzePlanRequestSchema, { ...this.#base(), analyze: asked });
    const response = await this.#unary((call) => this.transport.analyzePlan(request, call), options);
    if (response.result.case !== asked.case) throw missing(`an answer to ${asked.case}`);
    return response.result.value as AnalysisResult<Case>;
  }

  /** Reads and writes settings of the session. */
  async config(operation: ConfigOperation, options: CallOptions = {}): Promise<ConfigResponse> {
    const request = create(ConfigRequestSchema, { ...this.#base(), operation: { opType: operation } });
    return await this.#unary((call) => this.transport.config(request, call), options);
  }

  /** Stops operations; the ids of those that were running. */
  async interrupt(interruptType: InterruptType, interrupt?: Interrupt): Promise<readonly string[]> {
    const request = create(InterruptRequestSchema, { ...this.#base(), interruptType, ...(interrupt !== undefined && { interrupt }) });
    const response = await this.#unary((call) => this.transport.interrupt(request, call), {});
    return response.interruptedIds;
  }

  /** Another session that starts with the views, settings and functions of this one; its id. */
  async cloneSession(): Promise<string> {
    const newSessionId = crypto.randomUUID();
    const request = create(CloneSessionRequestSchema, { ...this.#base(), newSessionId });
    const response = await this.#unary((call) => this.transport.cloneSession(request, call), {});
    return response.newSessionId;
  }

  /** Ends the session on the server, after what is still to be released. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await Promise.allSettled(this.#releases);
    const { sessionId, userContext, clientType: type } = this.#base();
    const request = create(ReleaseSessionRequestSchema, { sessionId, userContext, clientType: type });
    try {
      await this.transport.releaseSession(request, this.#call({}));
    } catch (error) {
      // The server may be gone already, and with it the session.
      if (!(error instanceof RpcError)) throw error;
    }
  }

  #responses(request: MessageExecute, call: RpcCall): AsyncIterable<ExecutePlanResponse> {
    this.#checkRunning();
    if (!this.transport.reattachable) return this.transport.executePlan(request, call);
    return executeReattachably(this.transport, request, call, this.#retries(call.signal), (released) => this.#track(released));
  }

  async *#artifactRequests(payloads: Iterable<ArtifactPayload>): AsyncGenerator<AddArtifactsRequest> {
    for (const payload of payloads) yield create(AddArtifactsRequestSchema, { ...this.#base(), payload });
  }

  async #unary<Response extends { readonly sessionId: string; readonly serverSideSessionId: string }>(
    send: (call: RpcCall) => Promise<Response>,
    options: CallOptions,
  ): Promise<Response> {
    options.signal?.throwIfAborted();
    this.#checkRunning();
    const call = this.#call(options);
    const retries = this.#retries(call.signal);
    for (;;) {
      try {
        const response = await send(call);
        this.#observe(response);
        return response;
      } catch (error) {
        if (options.signal?.aborted) throw abortReason(options.signal);
        await retries.afterFailure(error).catch(async (last: unknown) => {
          throw await this.#decode(last);
        });
      }
    }
  }

  #base() {
    return {
      sessionId: this.sessionId,
      userContext: this.#userContext,
      clientType: this.#clientType,
      ...(this.#serverSideSessionId !== undefined && { clientObservedServerSideSessionId: this.#serverSideSessionId }),
    };
  }

  #call(options: CallOptions): RpcCall {
    return { signal: options.signal ?? new AbortController().signal, metadata: noMetadata };
  }

  #retries(signal: AbortSignal): Retries {
    return new Retries(
      () => this.#retryPolicy ?? (this.#serverSideSessionId === undefined ? firstContactRetryPolicy : defaultRetryPolicy),
      signal,
    );
  }

  /** The server says which of its sessions answered: another one has none of our views and settings. */
  #observe(response: { readonly serverSideSessionId: string }): void {
    const { serverSideSessionId } = response;
    if (serverSideSessionId === '') return;
    if (this.#serverSideSessionId !== undefined && this.#serverSideSessionId !== serverSideSessionId) {
      this.#isStopped = true;
      throw sparkError('INVALID_HANDLE.SESSION_CHANGED', { handle: this.sessionId });
    }
    this.#serverSideSessionId = serverSideSessionId;
  }

  async #decode(error: unknown): Promise<unknown> {
    if (conditionOf(error) === 'INVALID_HANDLE.SESSION_CHANGED') this.#isStopped = true;
    return await decodeError(error, this.transport.target, (errorId) => this.#fetchDetails(errorId));
  }

  async #fetchDetails(errorId: string): Promise<FetchErrorDetailsResponse | undefined> {
    const request = create(FetchErrorDetailsRequestSchema, { ...this.#base(), errorId });
    try {
      return await this.transport.fetchErrorDetails(request, this.#call({}));
    } catch (error) {
      // What came with the status is then all that there is to tell.
      if (error instanceof RpcError) return undefined;
      throw error;
    }
  }

  #interruptQuietly(operationId: string): void {
    const sent = this.interrupt(InterruptType.OPERATION_ID, { case: 'operationId', value: operationId });
    // The caller has left already; an operation that ended meanwhile cannot be interrupted, and need not be.
    this.#track(sent.catch(() => undefined));
  }

  #track(promise: Promise<unknown>): void {
    this.#releases.add(promise);
    const forget = () => this.#releases.delete(promise);
    promise.then(forget, forget);
  }

  #checkRunning(): void {
    if (this.#isStopped) throw stateError('SESSION_STOPPED');
  }
}

type MessageExecute = Parameters<typeof executeReattachably>[1];

/** The server's answer lacks something that the protocol promises. */
export const missing = (what: string): SparkError => sparkError('INTERNAL_ERROR', { message: `the server's answer lacks ${what}` });
