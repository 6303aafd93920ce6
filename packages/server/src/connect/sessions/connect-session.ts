import { type EngineSession, type LogicalPlan, type QueryResult, samePlan } from '@kindling/engine';
import type { RecordBatch } from '@kindling/protocol';
import type { StorageLevel } from '@kindling/protocol/messages';
import type { Operation } from '../operations/index.ts';
import type { TranslationContext } from '../translate/index.ts';
import { ArtifactStore } from './artifact-store.ts';
import { ErrorLog } from './error-log.ts';

interface PersistedPlan {
  readonly plan: LogicalPlan;
  readonly storageLevel: StorageLevel;
}

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
  readonly #remoteRelations = new Map<string, LogicalPlan>();
  #persisted: PersistedPlan[] = [];
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
      parseExpression: (text) => engine.parseExpression(text),
      parseTableName: (text) => engine.parseTableName(text),
      parseSchema: (text) => engine.parseSchema(text),
      parseDataType: (text) => engine.parseDataType(text),
      newAttributeId: engine.newAttributeId,
      cachedBlock: (hash) => this.artifacts.cachedBlock(hash),
      remoteRelation: (id) => this.#remoteRelations.get(id),
      subqueries: new Map(),
    };
  }

  /** Keeps the rows of a result for its client, who gets their id. */
  async keep(result: QueryResult): Promise<string> {
    const batches: RecordBatch[] = [];
    for await (const batch of result.batches) batches.push(batch);
    const id = crypto.randomUUID();
    this.#remoteRelations.set(id, { kind: 'localRelation', schema: result.schema, batches });
    return id;
  }

  forgetRelation(id: string): void {
    this.#remoteRelations.delete(id);
  }

  persist(plan: LogicalPlan, storageLevel: StorageLevel): void {
    if (this.storageLevelOf(plan) === undefined) this.#persisted.push({ plan, storageLevel });
  }

  unpersist(plan: LogicalPlan): void {
    this.#persisted = this.#persisted.filter((entry) => !samePlan(entry.plan, plan));
  }

  storageLevelOf(plan: LogicalPlan): StorageLevel | undefined {
    return this.#persisted.find((entry) => samePlan(entry.plan, plan))?.storageLevel;
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
