import { newSharedCatalog, type SharedCatalog } from './catalog/index.ts';
import { SessionConfig } from './config/index.ts';
import { ProgressTracker } from './events/index.ts';
import { inProcessUserCode } from './executor/index.ts';
import { Application, EngineSession } from './session/index.ts';
import { localPath } from './sources/index.ts';
import { UserCodeProcess } from './user-code-process.ts';

export interface EngineOptions {
  /** Cores that queries may use; default all. */
  readonly threads?: number;
  readonly memoryLimitBytes?: number;
  /** Where what does not fit into memory goes. */
  readonly tempDirectory?: string;
  /** Where JavaScript that a client sends runs: with the program that is its own client, apart from a server, or nowhere (default). */
  readonly userCode?: 'inProcess' | 'childProcess' | 'refused';
  /** Settings that every session starts with. */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * The embedded engine.
 *
 * The way of a query: `session.parse` turns SQL text into an unresolved plan (`frontend/parse.ts`), or the server translates a
 * Connect relation into one. `session.execute` then loads what it refers to and analyses it (`session/analyze-query.ts`,
 * `analysis`), optimizes it (`optimizer/rules.ts`), plans it as a fragment (`planner/plan-fragment.ts`), prints and runs that
 * (`executor/run-fragment.ts`, `duckdb`), and hands on its rows as record batches; a failure is looked at again to name Spark's
 * condition (`session/second-look.ts`). Commands run in `session/run-command.ts`.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #sessions = new Set<EngineSession>();
  readonly #progress = new ProgressTracker();
  #sharedCatalog: SharedCatalog | undefined;
  #application: Application | undefined;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
  }

  createSession(who: {
    readonly sessionId: string;
    readonly userId: string;
    readonly config?: Readonly<Record<string, string>>;
  }): EngineSession {
    const { userCode = 'refused', config, threads, memoryLimitBytes } = this.#options;
    const startUserCode =
      userCode === 'refused' ? {} : { startUserCode: () => (userCode === 'inProcess' ? inProcessUserCode : new UserCodeProcess()) };
    const settings = { ...config, ...who.config };
    // The warehouse folder is fixed with the first session, as in Spark with its first context.
    this.#sharedCatalog ??= newSharedCatalog(localPath(new SessionConfig(settings).get('spark.sql.warehouse.dir')));
    const session = new EngineSession({
      ...(threads === undefined ? {} : { threads }),
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
      ...who,
      ...startUserCode,
      config: settings,
      sharedCatalog: this.#sharedCatalog,
      progress: this.#progress,
      application: () => this.#startedApplication(settings),
    });
    this.#sessions.add(session);
    return session;
  }

  /** The application is that of the first session's settings, as in Spark. */
  #startedApplication(config: Readonly<Record<string, string>>): Application {
    const { threads, memoryLimitBytes, tempDirectory } = this.#options;
    if (this.#application) return this.#application;
    this.#application = new Application({
      config,
      ...(threads === undefined ? {} : { threads }),
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
      ...(tempDirectory === undefined ? {} : { tempDirectory }),
      userCode: (sessionId) => [...this.#sessions].find((session) => session.sessionId === sessionId)?.userCode(),
    });
    this.#application.events.follow('progress', this.#progress.listener);
    return this.#application;
  }

  async closeSession(session: EngineSession): Promise<void> {
    this.#sessions.delete(session);
    await session.close();
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.close()));
    await this.#application?.[Symbol.asyncDispose]();
  }
}
