import { Engine, type EngineOptions } from '@kindling/engine';
import { type SparkError, sparkError, toSparkError } from '@kindling/protocol';
import {
  type AddArtifactsRequest,
  type AddArtifactsResponse,
  AddArtifactsResponseSchema,
  type AnalyzePlanRequest,
  type AnalyzePlanResponse,
  AnalyzePlanResponseSchema,
  type ArtifactStatusesRequest,
  type ArtifactStatusesResponse,
  ArtifactStatusesResponseSchema,
  type CloneSessionRequest,
  type CloneSessionResponse,
  CloneSessionResponseSchema,
  type ConfigRequest,
  type ConfigResponse,
  GetStatusResponse_OperationStatus_OperationState as ConnectState,
  create,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  type FetchErrorDetailsRequest,
  type FetchErrorDetailsResponse,
  FetchErrorDetailsResponseSchema,
  type GetStatusRequest,
  type GetStatusResponse,
  GetStatusResponseSchema,
  type InterruptRequest,
  type InterruptResponse,
  InterruptResponseSchema,
  InterruptRequest_InterruptType as InterruptType,
  PlanSchema,
  type ReattachExecuteRequest,
  type ReleaseExecuteRequest,
  type ReleaseExecuteResponse,
  ReleaseExecuteResponseSchema,
  type ReleaseSessionRequest,
  type ReleaseSessionResponse,
  ReleaseSessionResponseSchema,
  type RpcCall,
  type SparkConnectRpc,
  toBinary,
} from '@kindling/protocol/messages';
import { analyzePlan } from './analyze-plan.ts';
import { configure } from './configure.ts';
import { Operation, type OperationState, PlanExecution } from './operations/index.ts';
import { type ConnectSession, checkUuid, SessionRegistry, type SessionRequest } from './sessions/index.ts';
import { durationMs, type Settings, sizeBytes } from './setting-values.ts';
import { invalidEnum, notSet } from './translate/index.ts';

export interface ServiceOptions extends EngineOptions {
  /** Sessions at the same time; default 1000. */
  readonly maxSessions?: number;
  /** Operations of one session that run or wait for their reader at the same time; default 200. */
  readonly maxOperationsPerSession?: number;
  /** Idle sessions give their DuckDB back after this time; default one minute. */
  readonly idleMemoryMs?: number;
}

const MIB = 1024 * 1024;
const MAINTENANCE_INTERVAL_MS = 5000;
/** What may be made ahead of a reader: one batch being sent, one ready. */
const AHEAD_BYTES = 4 * MIB;

/** Spark Connect over the embedded engine, without a transport: the gRPC server and the client in the same process call it alike. */
export class ConnectService implements SparkConnectRpc {
  readonly #engine: Engine;
  readonly #sessions: SessionRegistry;
  readonly #maxOperations: number;
  readonly #maintenance: NodeJS.Timeout;

  constructor(options: ServiceOptions = {}) {
    const { maxSessions = 1000, maxOperationsPerSession = 200, idleMemoryMs = 60_000, ...engineOptions } = options;
    this.#engine = new Engine(engineOptions);
    this.#sessions = new SessionRegistry(this.#engine, { maxSessions, idleMemoryMs });
    this.#maxOperations = maxOperationsPerSession;
    this.#maintenance = setInterval(() => void this.#maintain(), MAINTENANCE_INTERVAL_MS).unref();
  }

  /** The number under which the details of an error can be fetched, for those who answer over a network. */
  rememberError(error: SparkError, request: SessionRequest): string | undefined {
    return this.#sessions.peek(request)?.errors.remember(error);
  }

  async *executePlan(request: ExecutePlanRequest, call: RpcCall): AsyncGenerator<ExecutePlanResponse, void> {
    const session = this.#sessions.open(request);
    const operation = this.#operationFor(request, session);
    yield* this.#read(session, operation, call);
  }

  async *reattachExecute(request: ReattachExecuteRequest, call: RpcCall): AsyncGenerator<ExecutePlanResponse, void> {
    const session = this.#sessions.existing(request);
    const handle = request.operationId;
    const operation = session.operations.get(handle);
    if (operation === undefined) {
      const isAbandoned = session.endedOperations.get(handle) === 'abandoned';
      throw sparkError(isAbandoned ? 'INVALID_HANDLE.OPERATION_ABANDONED' : 'INVALID_HANDLE.OPERATION_NOT_FOUND', { handle });
    }
    if (!operation.reattachable) throw sparkError('INVALID_CURSOR.NOT_REATTACHABLE');
    yield* this.#read(session, operation, call, request.lastResponseId);
  }

  async releaseExecute(request: ReleaseExecuteRequest): Promise<ReleaseExecuteResponse> {
    const session = this.#sessions.existing(request);
    const operation = session.operations.get(request.operationId);
    if (operation !== undefined) {
      if (request.release.case === 'releaseUntil') operation.buffer.releaseUntil(request.release.value.responseId);
      else if (request.release.case === 'releaseAll') {
        operation.release();
        session.forgetOperation(operation.id, 'released');
      } else throw notSet('ReleaseExecuteRequest', 'release');
    }
    return create(ReleaseExecuteResponseSchema, { ...handles(session), ...(operation === undefined ? {} : { operationId: operation.id }) });
  }

  async analyzePlan(request: AnalyzePlanRequest, call: RpcCall): Promise<AnalyzePlanResponse> {
    const session = this.#sessions.open(request);
    const result = await analyzePlan(request, session, call.signal);
    return create(AnalyzePlanResponseSchema, { ...handles(session), result });
  }

  async config(request: ConfigRequest): Promise<ConfigResponse> {
    return configure(request, this.#sessions.open(request));
  }

  async addArtifacts(requests: AsyncIterable<AddArtifactsRequest>): Promise<AddArtifactsResponse> {
    let session: ConnectSession | undefined;
    let receiver: ReturnType<ConnectSession['artifacts']['receive']> | undefined;
    for await (const request of requests) {
      session ??= this.#sessions.open(request);
      receiver ??= session.artifacts.receive();
      receiver.take(request);
    }
    if (session === undefined || receiver === undefined) throw notSet('AddArtifactsRequest', 'payload');
    return create(AddArtifactsResponseSchema, { ...handles(session), artifacts: [...receiver.summaries()] });
  }

  async artifactStatus(request: ArtifactStatusesRequest): Promise<ArtifactStatusesResponse> {
    const session = this.#sessions.open(request);
    const statuses = Object.fromEntries(request.names.map((name) => [name, { exists: session.artifacts.has(name) }]));
    return create(ArtifactStatusesResponseSchema, { ...handles(session), statuses });
  }

  async interrupt(request: InterruptRequest): Promise<InterruptResponse> {
    const session = this.#sessions.open(request);
    const interruptedIds = [...session.operations.values()]
      .filter(selected(request))
      .filter((operation) => operation.interrupt())
      .map(({ id }) => id);
    return create(InterruptResponseSchema, { ...handles(session), interruptedIds });
  }

  async releaseSession(request: ReleaseSessionRequest): Promise<ReleaseSessionResponse> {
    const serverSideSessionId = this.#sessions.peek(request)?.serverSideSessionId ?? '';
    await this.#sessions.release(request, { allowReconnect: request.allowReconnect });
    return create(ReleaseSessionResponseSchema, { sessionId: request.sessionId, serverSideSessionId });
  }

  async fetchErrorDetails(request: FetchErrorDetailsRequest): Promise<FetchErrorDetailsResponse> {
    const session = this.#sessions.existing(request);
    const errors = session.errors.take(request.errorId);
    return create(FetchErrorDetailsResponseSchema, { ...handles(session), errors, ...(errors.length === 0 ? {} : { rootErrorIdx: 0 }) });
  }

  async cloneSession(request: CloneSessionRequest): Promise<CloneSessionResponse> {
    const session = this.#sessions.existing(request);
    const clone = this.#sessions.clone(session, request, request.newSessionId ?? crypto.randomUUID());
    return create(CloneSessionResponseSchema, {
      ...handles(session),
      newSessionId: clone.engine.sessionId,
      newServerSideSessionId: clone.serverSideSessionId,
    });
  }

  async getStatus(request: GetStatusRequest): Promise<GetStatusResponse> {
    const session = this.#sessions.existing(request);
    const wanted = request.operationStatus?.operationIds ?? [];
    const ids = wanted.length > 0 || request.operationStatus === undefined ? wanted : [...session.operations.keys()];
    const operationStatuses = ids.map((operationId) => ({ operationId, state: connectState(session.operations.get(operationId)?.state) }));
    return create(GetStatusResponseSchema, { ...handles(session), operationStatuses });
  }

  /** Ends every session with what runs in it. */
  async close(): Promise<void> {
    clearInterval(this.#maintenance);
    await this.#sessions.close();
    await this.#engine.close();
  }

  /** The operation of a request: a new one, or the one that an earlier try of the same request started. */
  #operationFor(request: ExecutePlanRequest, session: ConnectSession): Operation {
    const { operationId: id = crypto.randomUUID(), plan } = request;
    checkUuid(id);
    if (plan === undefined) throw notSet('Plan', 'opType');
    const reattachable = request.requestOptions.some(
      ({ requestOption: option }) => option.case === 'reattachOptions' && option.value.reattachable,
    );
    const known = session.operations.get(id);
    if (known !== undefined) {
      const isSame =
        reattachable && known.reattachable && Buffer.compare(toBinary(PlanSchema, known.plan), toBinary(PlanSchema, plan)) === 0;
      if (isSame) return known;
      throw sparkError('INVALID_HANDLE.OPERATION_ALREADY_EXISTS', { handle: id });
    }
    if (session.endedOperations.has(id)) throw sparkError('INVALID_HANDLE.OPERATION_ABANDONED', { handle: id });
    if (session.operations.size >= this.#maxOperations) {
      throw sparkError('KINDLING_LIMIT_REACHED', { limit: String(this.#maxOperations), what: 'operations in one session' });
    }
    const retryBytes = sizeBytes(session.engine.config, 'spark.connect.execute.reattachable.observerRetryBufferSize', 10 * MIB);
    const operation = new Operation({ id, request, plan, buffer: { aheadBytes: AHEAD_BYTES, retryBytes, reattachable } });
    operation.start((started) => new PlanExecution(session, started, request).run());
    session.track(operation);
    return operation;
  }

  async *#read(session: ConnectSession, operation: Operation, call: RpcCall, after?: string): AsyncGenerator<ExecutePlanResponse, void> {
    const settings = session.engine.config;
    const limits = operation.reattachable ? streamLimits(settings) : {};
    let isComplete = false;
    try {
      yield* operation.read({ signal: call.signal, ...limits, ...(after === undefined ? {} : { after }) });
      isComplete = operation.buffer.isReadToEnd;
    } finally {
      session.touch();
      // Whoever cannot come back has left when the stream ends, whichever way.
      if (!operation.reattachable) {
        if (!isComplete) operation.release();
        session.forgetOperation(operation.id, 'released');
      }
    }
  }

  /** Ends what nobody came back for. */
  async #maintain(): Promise<void> {
    for (const session of this.#sessions) {
      const timeoutMs = durationMs(session.engine.config, 'spark.connect.execute.manager.detachedTimeout', 300_000);
      for (const operation of session.operations.values()) {
        if (operation.detachedMs <= timeoutMs) continue;
        operation.release();
        session.forgetOperation(operation.id, 'abandoned');
      }
    }
    try {
      await this.#sessions.expire();
    } catch (error) {
      process.emitWarning(toSparkError(error));
    }
  }
}

function handles(session: ConnectSession) {
  return { sessionId: session.engine.sessionId, serverSideSessionId: session.serverSideSessionId };
}

function streamLimits(settings: Settings) {
  const maxDurationMs = durationMs(settings, 'spark.connect.execute.reattachable.senderMaxStreamDuration', 120_000);
  const maxBytes = sizeBytes(settings, 'spark.connect.execute.reattachable.senderMaxStreamSize', 1024 * MIB);
  return { ...(maxDurationMs > 0 ? { maxDurationMs } : {}), ...(maxBytes > 0 ? { maxBytes } : {}) };
}

function selected(request: InterruptRequest): (operation: Operation) => boolean {
  const { interrupt } = request;
  switch (request.interruptType) {
    case InterruptType.ALL:
      return () => true;
    case InterruptType.TAG:
      if (interrupt.case !== 'operationTag') throw notSet('InterruptRequest', 'interrupt');
      return (operation) => operation.tags.includes(interrupt.value);
    case InterruptType.OPERATION_ID:
      if (interrupt.case !== 'operationId') throw notSet('InterruptRequest', 'interrupt');
      return (operation) => operation.id === interrupt.value;
    default:
      throw invalidEnum('InterruptRequest.InterruptType', request.interruptType);
  }
}

const connectStates: Readonly<Record<OperationState, ConnectState>> = {
  running: ConnectState.RUNNING,
  terminating: ConnectState.TERMINATING,
  succeeded: ConnectState.SUCCEEDED,
  failed: ConnectState.FAILED,
  canceled: ConnectState.CANCELLED,
};

function connectState(state: OperationState | undefined): ConnectState {
  return state === undefined ? ConnectState.UNKNOWN : connectStates[state];
}
