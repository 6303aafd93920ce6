import type { TestProject } from 'vitest/node';
import { startSparkServer } from '../../scripts/spark-server.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the Apache Spark of this run answers. */
    sparkUrl: string;
  }
}

/** One Apache Spark for all test files; KINDLING_SPARK_URL names one that runs already. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.KINDLING_SPARK_URL;
  if (running !== undefined && running !== '') {
    project.provide('sparkUrl', running);
    return undefined;
  }
  const server = await startSparkServer();
  project.provide('sparkUrl', server.url);
  return server.stop;
}
