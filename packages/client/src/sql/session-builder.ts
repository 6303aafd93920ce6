import { stateError } from '../client-error.ts';
import type { ConnectClientOptions } from '../connect/index.ts';
import { environmentVariable } from '../environment.ts';
import { connect, parseConnectionString, type Transport } from '../transport/index.ts';
import type { SparkSession } from './spark-session.ts';

type Settings = Readonly<Record<string, string>>;

/** What an embedded engine is told when it starts. */
export interface EmbeddedOptions {
  /** `local`, `local[n]`, `local-cluster[executors,cores,memoryMiB]`; undefined when the program names none. */
  readonly master: string | undefined;
  readonly appName: string | undefined;
  readonly settings: Settings;
}

/** An engine in this process; closing the transport ends it. */
export interface Embedded {
  readonly transport: Transport;
}

export type EmbeddedFactory = (options: EmbeddedOptions) => Embedded | Promise<Embedded>;

let embeddedFactory: EmbeddedFactory | undefined;

/** Says how an engine in this process is started; the package `kindling` does. @example `registerEmbedded(({ master }) => startEngine(master))` */
export function registerEmbedded(factory: EmbeddedFactory): void {
  embeddedFactory = factory;
}

type SessionListener = (session: SparkSession) => void | Promise<void>;

const sessionListeners: SessionListener[] = [];

/** Calls the listener with every session that starts from now on, before its program gets it. @example `onSessionCreated((spark) => spark.conf.set('spark.sql.ansi.enabled', true))` */
export function onSessionCreated(listener: SessionListener): void {
  sessionListeners.push(listener);
}

type MakeSession = (transport: Transport, options: ConnectClientOptions) => SparkSession;

let current: Promise<SparkSession> | undefined;

/**
 * Starts sessions; made by `SparkSession.builder`.
 *
 * @example
 * ```ts
 * const spark = await SparkSession.builder.appName('report').config('spark.sql.ansi.enabled', true).getOrCreate();
 * ```
 */
export class SessionBuilder {
  readonly #makeSession: MakeSession;
  readonly #settings: Record<string, string> = {};
  #master: string | undefined;
  #remote: string | undefined;

  constructor(makeSession: MakeSession) {
    this.#makeSession = makeSession;
  }

  /** A name for the program, which the UI shows. @example `SparkSession.builder.appName('report')` */
  appName(name: string): this {
    return this.config('spark.app.name', name);
  }
  /** Where the embedded engine runs: `local[4]`, `local-cluster[2,1,1024]`; an `sc://` URL is a remote. @example `SparkSession.builder.master('local[2]')` */
  master(master: string): this {
    if (master.startsWith('sc://')) return this.remote(master);
    this.#master = master;
    return this;
  }
  /** A Spark Connect server. @example `SparkSession.builder.remote('sc://localhost:15002/;token=secret')` */
  remote(url: string): this {
    this.#remote = url;
    return this;
  }
  /** A setting, or several. @example `SparkSession.builder.config('spark.sql.session.timeZone', 'UTC')` */
  config(key: string, value: string | number | boolean): this;
  config(settings: Readonly<Record<string, string | number | boolean>>): this;
  config(first: string | Readonly<Record<string, string | number | boolean>>, value?: string | number | boolean): this {
    for (const [key, one] of Object.entries(typeof first === 'string' ? { [first]: value } : first)) this.#settings[key] = String(one);
    return this;
  }

  /** The session of this program, which the first call starts; the settings apply in any case. @example `await SparkSession.builder.getOrCreate()` */
  async getOrCreate(): Promise<SparkSession> {
    const running = await current;
    if (running !== undefined && !running.isStopped) {
      await applySettings(running, this.#settings);
      return running;
    }
    const starting = this.create();
    current = starting;
    try {
      return await starting;
    } catch (error) {
      if (current === starting) current = undefined;
      throw error;
    }
  }

  /** A session of one's own. @example `await SparkSession.builder.remote('sc://localhost').create()` */
  async create(): Promise<SparkSession> {
    const remote =
      this.#remote ?? this.#settings['spark.remote'] ?? (this.#master === undefined ? environmentVariable('SPARK_REMOTE') : undefined);
    const isEmbedded = remote === undefined || remote.startsWith('local');
    const session = isEmbedded ? await this.#embedded(remote) : await this.#connect(remote);
    try {
      for (const listener of sessionListeners) await listener(session);
      await applySettings(session, this.#settings);
    } catch (error) {
      await session.stop();
      throw error;
    }
    return session;
  }

  /** What {@link SparkSession.stop} calls, so that the next `getOrCreate` starts anew. */
  static forget(session: SparkSession): void {
    const known = current;
    void known?.then((one) => {
      if (one === session && current === known) current = undefined;
    }, ignore);
  }

  async #embedded(master: string | undefined): Promise<SparkSession> {
    if (embeddedFactory === undefined) throw stateError('KINDLING_NO_EMBEDDED_ENGINE');
    const settings = { ...this.#settings };
    const named = this.#master ?? master ?? environmentVariable('MASTER');
    const { transport } = await embeddedFactory({ master: named, appName: settings['spark.app.name'], settings });
    return this.#makeSession(transport, { userId: environmentVariable('USER') });
  }

  async #connect(url: string): Promise<SparkSession> {
    const connection = parseConnectionString(url);
    const { sessionId, userAgent, userId = environmentVariable('SPARK_USER') ?? environmentVariable('USER') } = connection;
    return this.#makeSession(await connect(connection), { sessionId, userId, userAgent });
  }
}

/** A session that failed to start has told whoever started it. */
const ignore = (): void => undefined;

/** Settings that say how a session is started, not how it behaves. */
const builderSettings = new Set(['spark.app.name', 'spark.master', 'spark.remote']);

async function applySettings(session: SparkSession, settings: Settings): Promise<void> {
  const pairs = Object.entries(settings)
    .filter(([key]) => !builderSettings.has(key))
    .map(([key, value]) => ({ key, value }));
  if (pairs.length > 0) await session.execution.client.config({ case: 'set', value: { pairs, silent: true } });
}
