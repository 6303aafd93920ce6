import type { SparkError } from '@kindling/protocol';
import type { ExecutePlanResponse_ObservedMetrics } from '@kindling/protocol/messages';
import { literalValue } from '../column/index.ts';
import { errorFromDetails } from '../connect/index.ts';

/** The metrics of an observation, by name. */
export type ObservedMetrics = Readonly<Record<string, unknown>>;

/**
 * Metrics about the rows that pass a point of a query, computed while the query runs.
 *
 * @example
 * ```ts
 * const observation = new Observation();
 * await df.observe(observation, count(lit(1)).alias('rows')).write.parquet('out');
 * const { rows } = await observation.get();
 * ```
 */
export class Observation {
  readonly name: string;
  readonly #metrics: Promise<ObservedMetrics>;
  #resolve!: (metrics: ObservedMetrics) => void;
  #reject!: (error: SparkError) => void;

  constructor(name: string = crypto.randomUUID()) {
    this.name = name;
    this.#metrics = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody needs to ask for the metrics of a query that failed.
    this.#metrics.catch(() => undefined);
  }

  /** The metrics, as soon as the first action on the frame has ended. @example `const { rows } = await observation.get()` */
  get(): Promise<ObservedMetrics> {
    return this.#metrics;
  }

  /** What {@link ObservationRegistry} calls. */
  settle(outcome: ObservedMetrics | SparkError): void {
    if (outcome instanceof Error) this.#reject(outcome as SparkError);
    else this.#resolve(outcome);
  }
}

/** The observations of a session that still wait for their metrics. */
export class ObservationRegistry {
  readonly #waiting = new Map<string, Observation>();

  add(observation: Observation): void {
    this.#waiting.set(observation.name, observation);
  }

  deliver(metrics: ExecutePlanResponse_ObservedMetrics): void {
    const observation = this.#waiting.get(metrics.name);
    if (observation === undefined) return;
    this.#waiting.delete(metrics.name);
    const root = metrics.rootErrorIdx === undefined ? undefined : metrics.errors[metrics.rootErrorIdx];
    if (root !== undefined) observation.settle(errorFromDetails(root, metrics.errors));
    else observation.settle(Object.fromEntries(metrics.keys.map((key, index) => [key, literalValue(metrics.values[index]!)])));
  }
}
