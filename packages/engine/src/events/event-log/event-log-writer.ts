import type { EnvironmentUpdate } from '../core-events.ts';
import type { EventLog } from '../event-bus.ts';
import { eventToJson } from '../json/event-to-json.ts';
import type { SparkEvent } from '../spark-event.ts';
import { type EventLogFolder, openEventLog } from './event-log-folder.ts';
import type { EventLogOptions } from './event-log-options.ts';
import { makeRedact, type Redact } from './redact.ts';
import { StageExecutorPeaks } from './stage-executor-peaks.ts';

export interface EventLogApplication {
  readonly appId: string;
  readonly appAttemptId?: string;
  /** The Spark whose format this is. */
  readonly sparkVersion: string;
  /** Settings of the application: only those are redacted in the properties of jobs, not what a program says of its jobs. */
  readonly isSetting: (key: string) => boolean;
  readonly log: EventLog;
}

/** Many come between two that matter to a reader, so they wait for the next of those. */
const notFlushed: ReadonlySet<SparkEvent['kind']> = new Set([
  'stageSubmitted',
  'taskStart',
  'taskGettingResult',
  'taskEnd',
  'environmentUpdate',
  'executorMetricsUpdate',
  'stageExecutorMetrics',
]);

/** Spark has them for its own scheduling only. */
const notLogged: ReadonlySet<SparkEvent['kind']> = new Set([
  'logStart',
  'speculativeTaskSubmitted',
  'unschedulableTaskSetAdded',
  'unschedulableTaskSetRemoved',
]);

/**
 * Keeps events in files that Spark's History Server reads.
 *
 * ```ts
 * const writer = EventLogWriter.open(options, application);
 * bus.addListener('eventLog', writer.listener);
 * await bus.stop();
 * writer.stop();
 * ```
 */
export class EventLogWriter {
  readonly #options: EventLogOptions;
  readonly #application: EventLogApplication;
  readonly #folder: EventLogFolder;
  readonly #redact: Redact;
  readonly #peaks = new StageExecutorPeaks();
  #failed = false;
  #lost = 0;

  private constructor(options: EventLogOptions, application: EventLogApplication) {
    this.#options = options;
    this.#application = application;
    this.#redact = makeRedact(options.redactionPattern);
    this.#folder = openEventLog(options, application.appId, application.appAttemptId);
  }

  /** Makes the files. Fails when the folder is not there, or has a log of this application that may not be overwritten. */
  static open(options: EventLogOptions, application: EventLogApplication): EventLogWriter {
    const writer = new EventLogWriter(options, application);
    writer.#write({ kind: 'logStart', sparkVersion: application.sparkVersion });
    return writer;
  }

  readonly listener: (event: SparkEvent) => void = (event) => this.#take(event);

  /** Completes the log. Call it once the bus has stopped. */
  stop(): void {
    if (this.#lost > 0) this.#application.log('error', `The event log lacks its last ${this.#lost} events.`);
    this.#guard(() => (this.#failed ? this.#folder.abandon() : this.#folder.finish()));
  }

  #take(event: SparkEvent): void {
    if (notLogged.has(event.kind)) return;
    if (this.#options.logStageExecutorMetrics) this.#follow(event);
    switch (event.kind) {
      case 'blockUpdated':
        if (this.#options.logBlockUpdates) this.#write(event);
        break;
      case 'executorMetricsUpdate':
        if (this.#options.logStageExecutorMetrics && event.executorId === 'driver') this.#write(event);
        break;
      case 'environmentUpdate':
        this.#write(redactEnvironment(event, this.#redact));
        break;
      case 'jobStart':
      case 'stageSubmitted':
        this.#write({ ...event, properties: this.#redactSettings(event.properties) });
        break;
      case 'sqlExecutionStart':
        this.#write({ ...event, modifiedConfigs: this.#redact(event.modifiedConfigs) });
        break;
      default:
        this.#write(event);
    }
  }

  #follow(event: SparkEvent): void {
    if (event.kind === 'stageSubmitted') this.#peaks.start(event.stageInfo);
    if (event.kind === 'taskEnd')
      this.#peaks.add(event.stageId, event.stageAttemptId, event.taskInfo.executorId, event.taskExecutorMetrics);
    if (event.kind === 'executorMetricsUpdate') this.#peaks.update(event);
    if (event.kind === 'stageCompleted') for (const peaks of this.#peaks.finish(event.stageInfo)) this.#write(peaks);
  }

  #write(event: SparkEvent): void {
    if (this.#failed) {
      this.#lost++;
      return;
    }
    const json = eventToJson(event, this.#options);
    if (this.#isExcluded(String(json.Event))) return;
    this.#guard(() => {
      this.#folder.write(JSON.stringify(json));
      if (!notFlushed.has(event.kind)) this.#folder.flush();
    });
  }

  #isExcluded(eventName: string): boolean {
    return this.#options.excludedPatterns.some((pattern) => eventName.startsWith(pattern));
  }

  #redactSettings(properties: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const settings = Object.entries(properties).filter(([key]) => this.#application.isSetting(key));
    return { ...properties, ...this.#redact(Object.fromEntries(settings)) };
  }

  /** After a failure nothing more is written: what follows a torn line could not be read. */
  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#failed) this.#application.log('error', `The event log in ${this.#options.dir} cannot be written: ${reason}`);
      this.#failed = true;
    }
  }
}

/** Names of archives are no secrets, whatever words they hold. */
function redactEnvironment(event: EnvironmentUpdate, redact: Redact): EnvironmentUpdate {
  return {
    ...event,
    jvmInformation: redact(event.jvmInformation),
    sparkProperties: redact(event.sparkProperties),
    hadoopProperties: redact(event.hadoopProperties),
    systemProperties: redact(event.systemProperties),
    metricsProperties: redact(event.metricsProperties),
  };
}
