import type { AccumulableInfo, SparkPlanInfo, SQLMetricInfo } from '../../events/index.ts';
import type { OperatorNode } from '../../physical/index.ts';

/** Values by name of metric. */
export type MetricValues = Readonly<Record<string, number>>;

/** The metrics of a query's operators: a number of its own for each, and what they have come to. */
export class PlanMetrics {
  readonly #newAccumulatorId: () => number;
  readonly #ids = new Map<unknown, Map<string, SQLMetricInfo>>();

  constructor(newAccumulatorId: () => number) {
    this.#newAccumulatorId = newAccumulatorId;
  }

  /** The tree as listeners get it. */
  planInfo(node: OperatorNode): SparkPlanInfo {
    const metrics = Object.entries(node.metrics).map(([name, metricType]) => this.#metric(node.of, name, metricType));
    const { nodeName, simpleString, metadata } = node;
    return { nodeName, simpleString, metadata, metrics, children: node.children.map((child) => this.planInfo(child)) };
  }

  #metric(of: unknown, name: string, metricType: SQLMetricInfo['metricType']): SQLMetricInfo {
    let metrics = this.#ids.get(of);
    if (!metrics) {
      metrics = new Map();
      this.#ids.set(of, metrics);
    }
    let metric = metrics.get(name);
    if (!metric) {
      metric = { name, metricType, accumulatorId: this.#newAccumulatorId() };
      metrics.set(name, metric);
    }
    return metric;
  }

  /** The metrics of a node that it has and that have a value. */
  updates(of: unknown, values: MetricValues): readonly (readonly [metric: SQLMetricInfo, value: number])[] {
    const metrics = this.#ids.get(of);
    if (!metrics) return [];
    return Object.entries(values).flatMap(([name, value]) => {
      const metric = metrics.get(name);
      return metric ? [[metric, value] as const] : [];
    });
  }
}

/** What the tasks of one attempt at a stage add to metrics. */
export class StageAccumulables {
  readonly #totals = new Map<number, AccumulableInfo & { readonly value: number }>();

  /** Counts what a task brought. */
  add(updates: readonly (readonly [metric: SQLMetricInfo, value: number])[]): readonly AccumulableInfo[] {
    return updates.map(([{ accumulatorId: id, name }, update]) => {
      const value = (this.#totals.get(id)?.value ?? 0) + update;
      const info = { id, name, value, internal: true, countFailedValues: true, metadata: 'sql' };
      this.#totals.set(id, info);
      return { ...info, update };
    });
  }

  all(): readonly AccumulableInfo[] {
    return [...this.#totals.values()];
  }
}
