import type { SessionConfig } from '../../config/index.ts';

/** What people read about a query, and what they find it by. */
export interface QueryLabels {
  /** What was called: `collect`, `count`, `save` … */
  readonly call: string;
  /** Shown instead of the call where there is something better, such as the text of SQL. */
  readonly description?: string;
  /** The text of the query, where there is one. */
  readonly details?: string;
  readonly tags?: readonly string[];
}

/** Labels that are given, and else what the engine itself knows to say. */
export function labelsOf(given: Partial<QueryLabels> | undefined, call: string): QueryLabels {
  return { ...given, call: given?.call ?? call };
}

const MAX_DESCRIPTION = 200;

/** Text on one line, cut off. */
export function shortened(text: string, most = MAX_DESCRIPTION): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}

/** What the jobs of a query carry along: who asked for it, and settings that a program gives it. */
export function jobProperties(
  executionId: number,
  labels: QueryLabels,
  sessionId: string,
  config: SessionConfig,
): Readonly<Record<string, string>> {
  const given = ['spark.jobGroup.id', 'spark.job.description', 'spark.scheduler.pool'].flatMap((key) => {
    const value = config.getOption(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    'spark.job.description': shortened(labels.description ?? labels.call),
    ...Object.fromEntries(given),
    ...(labels.tags && labels.tags.length > 0 ? { 'spark.job.tags': labels.tags.join(',') } : {}),
    'spark.sql.execution.id': String(executionId),
    'spark.sql.execution.root.id': String(executionId),
    'spark.kindling.session.id': sessionId,
  };
}
