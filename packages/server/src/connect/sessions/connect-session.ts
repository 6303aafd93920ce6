import type { CachedRelation, EngineSession } from '@kindling/engine';
import type { Operation } from '../operations/index.ts';
import type { TranslationContext } from '../translate/index.ts';
import { ArtifactStore } from './artifact-store.ts';
import { ErrorLog } from './error-log.ts';

/** Ids of operations that are remembered after their end. */
const MOST_ENDED = 1000;

/** What the service keeps for one user's session beside the engine's own. */
export class ConnectSession {
  readonly engine: EngineSession;
  readonly serverSideSessionId = crypto.randomUUID();
  readonly artifacts = new ArtifactStore();
  readonly errors = new ErrorLog();
  readonly operations = new Map<string, Operation>();
  /** Operations that are gone, and why. */
  readonly endedOperations = new Map<string, 'released' | 'abandoned'>();
  /** Operations that still do something, also those that nobody reads any more. */
  readonly #running = new Set<Operation>();
  readonly #checkpoints = new Map<string, CachedRelation>();
  #lastUsedMs = Date.now();

  constructor(engine: EngineSession) {
    this.engine = engine;
  }

  touch(): void {
    this.#lastUsedMs = Date.now();
  }

  /** How long nothing has run and nobody has asked. */
  get idleMs(): number {
    return this.operations.size > 0 || this.#running.size > 0 ? 0 : Date.now() - this.#lastUsedMs;
  }

  /** What translating a plan of this session's client needs. */
  translationContext(): TranslationContext {
    const { engine } = this;
    return {
      sessionId: engine.sessionId,
      parse: (text) => engine.parse(text),
      withVariables: (text) => engine.withVariables(text),
      parseExpression: (text) => engine.parseExpression(text),
      parseTableName: (text) => engine.parseTableName(text),
      parseSchema: (text) => engine.parseSchema(text),
      parseDataType: (text) => engine.parseDataType(text),
      newAttributeId: engine.newAttributeId,
      cachedBlock: (hash) => this.artifacts.cachedBlock(hash),
      remoteRelation: (id) => this.#checkpoints.get(id),
      subqueries: new Map(),
    };
  }

  /** Gives a client the id of rows that are kept for it. */
  keep(relation: CachedRelation): string {
    const id = crypto.randomUUID();
    this.#checkpoints.set(id, relation);
    return id;
  }

  async forgetRelation(id: string): Promise<void> {
    const relation = this.#checkpoints.get(id);
    this.#checkpoints.delete(id);
    if (relation) await this.engine.releaseCheckpoint(relation);
  }

  async forgetRelations(): Promise<void> {
    for (const id of [...this.#checkpoints.keys()]) await this.forgetRelation(id);
  }

  /** Takes up an operation that has been started. */
  track(operation: Operation): void {
    this.operations.set(operation.id, operation);
    this.#running.add(operation);
    void operation.whenEnded().then(() => {
      this.#running.delete(operation);
      this.touch();
    });
  }

  forgetOperation(id: string, why: 'released' | 'abandoned'): void {
    this.operations.delete(id);
    this.endedOperations.set(id, why);
    const [oldest] = this.endedOperations.keys();
    if (this.endedOperations.size > MOST_ENDED && oldest !== undefined) this.endedOperations.delete(oldest);
  }

  /** Interrupts what runs, and waits for its end. */
  async endOperations(): Promise<void> {
    for (const operation of this.operations.values()) operation.release();
    // Those that were released before may still be on their way out, and use the session's DuckDB until then.
    await Promise.all([...this.#running].map((operation) => operation.whenEnded()));
    this.operations.clear();
  }
}
