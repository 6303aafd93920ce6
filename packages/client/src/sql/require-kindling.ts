import { sparkError } from '@kindling/protocol';
import type { SparkSession } from './spark-session.ts';

const answers = new WeakMap<SparkSession, Promise<string | undefined>>();

/** Refuses what needs JavaScript on the other side when Apache Spark is there. */
export async function requireKindling(session: SparkSession, functionName: string, reason: string): Promise<void> {
  if (!(await isKindling(session))) throw sparkError('KINDLING_JAVASCRIPT_NOT_ON_SPARK', { functionName, reason });
}

/** Whether Kindling answers, and not Apache Spark. */
export async function isKindling(session: SparkSession): Promise<boolean> {
  let version = answers.get(session);
  if (version === undefined) {
    version = session.conf.getOption('spark.kindling.version');
    answers.set(session, version);
  }
  return (await version) !== undefined;
}
