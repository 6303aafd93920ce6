import type { Engine, EngineSession } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import type { UserContext } from '@kindling/protocol/messages';
import { durationMs } from '../setting-values.ts';
import { ConnectSession } from './connect-session.ts';

/** Who asks, as every request says it. */
export interface SessionRequest {
  readonly sessionId: string;
  readonly userContext?: UserContext | undefined;
  readonly clientObservedServerSideSessionId?: string | undefined;
}

export interface SessionLimits {
  readonly maxSessions: number;
  /** An idle session gives its DuckDB back after this time, and keeps its settings and views. */
  readonly idleMemoryMs: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MOST_CLOSED = 1000;

/** All sessions of the service, by user and session id. */
export class SessionRegistry {
  readonly #engine: Engine;
  readonly #limits: SessionLimits;
  readonly #sessions = new Map<string, ConnectSession>();
  readonly #closed = new Set<string>();

  constructor(engine: Engine, limits: SessionLimits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  get size(): number {
    return this.#sessions.size;
  }

  [Symbol.iterator](): IterableIterator<ConnectSession> {
    return this.#sessions.values();
  }

  /** The session of a request, made when it is new. */
  open(request: SessionRequest): ConnectSession {
    const key = keyOf(request);
    const known = this.#find(key, request);
    if (known !== undefined) return known;
    if (request.clientObservedServerSideSessionId !== undefined && request.clientObservedServerSideSessionId !== '') {
      throw sparkError('INVALID_HANDLE.SESSION_CHANGED', { handle: request.sessionId });
    }
    return this.#create(key, request);
  }

  /** The session of a request that only makes sense in one that exists. */
  existing(request: SessionRequest): ConnectSession {
    const found = this.#find(keyOf(request), request);
    if (found === undefined) throw sparkError('INVALID_HANDLE.SESSION_NOT_FOUND', { handle: request.sessionId });
    return found;
  }

  /** The session, unless there is none. */
  peek(request: SessionRequest): ConnectSession | undefined {
    return this.#sessions.get(keyOf(request));
  }

  /** Another session with the settings and views of this one. */
  clone(source: ConnectSession, request: SessionRequest, newSessionId: string): ConnectSession {
    const target = { sessionId: newSessionId, userContext: request.userContext };
    const key = keyOf(target);
    if (this.#sessions.has(key) || this.#closed.has(key))
      throw sparkError('INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_ALREADY_EXISTS', { targetSessionId: newSessionId });
    const clone = this.#create(key, target, Object.fromEntries(source.engine.config.getAll()));
    copyViews(source.engine.catalog, clone.engine.catalog);
    return clone;
  }

  async release(request: SessionRequest, options: { readonly allowReconnect: boolean }): Promise<void> {
    const key = keyOf(request);
    if (!options.allowReconnect) this.#remember(key);
    const session = this.#sessions.get(key);
    if (session === undefined) return;
    this.#sessions.delete(key);
    await this.#close(session);
  }

  /** Ends what nobody has used for long. */
  async expire(): Promise<void> {
    for (const [key, session] of this.#sessions) {
      const timeoutMs = durationMs(session.engine.config, 'spark.connect.session.manager.defaultSessionTimeout', 3_600_000);
      if (timeoutMs >= 0 && session.idleMs > timeoutMs) {
        this.#sessions.delete(key);
        this.#remember(key);
        await this.#close(session);
      } else if (session.idleMs > this.#limits.idleMemoryMs) {
        await session.engine.pool.close();
      }
    }
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => this.#close(session)));
  }

  #find(key: string, request: SessionRequest): ConnectSession | undefined {
    if (this.#closed.has(key)) throw sparkError('INVALID_HANDLE.SESSION_CLOSED', { handle: request.sessionId });
    const session = this.#sessions.get(key);
    const observed = request.clientObservedServerSideSessionId ?? '';
    if (session !== undefined && observed !== '' && observed !== session.serverSideSessionId) {
      throw sparkError('INVALID_HANDLE.SESSION_CHANGED', { handle: request.sessionId });
    }
    session?.touch();
    return session;
  }

  #create(key: string, request: SessionRequest, config: Readonly<Record<string, string>> = {}): ConnectSession {
    if (this.#sessions.size >= this.#limits.maxSessions) {
      throw sparkError('KINDLING_LIMIT_REACHED', { limit: String(this.#limits.maxSessions), what: 'sessions' });
    }
    const userId = request.userContext?.userId ?? '';
    const session = new ConnectSession(this.#engine.createSession({ sessionId: request.sessionId, userId, config }));
    this.#sessions.set(key, session);
    return session;
  }

  #remember(key: string): void {
    this.#closed.add(key);
    const [oldest] = this.#closed;
    if (this.#closed.size > MOST_CLOSED && oldest !== undefined) this.#closed.delete(oldest);
  }

  async #close(session: ConnectSession): Promise<void> {
    await session.endOperations();
    session.artifacts.clear();
    await session.forgetRelations();
    await this.#engine.closeSession(session.engine);
  }
}

function keyOf(request: SessionRequest): string {
  if (!UUID.test(request.sessionId)) throw sparkError('INVALID_HANDLE.FORMAT', { handle: request.sessionId });
  return `${request.userContext?.userId ?? ''}\u0000${request.sessionId}`;
}

export function checkUuid(handle: string): void {
  if (!UUID.test(handle)) throw sparkError('INVALID_HANDLE.FORMAT', { handle });
}

function copyViews(from: EngineSession['catalog'], to: EngineSession['catalog']): void {
  to.useCatalog(from.currentCatalog);
  to.useNamespace(from.currentNamespace);
  to.path = from.path;
  for (const view of from.tempViews) to.putTempView(view, false);
  for (const entry of from.tempFunctions) to.putTempFunction(entry);
  for (const definition of from.userFunctions) to.putUserFunction(definition);
}
