import { internalRowsOf } from '@kindling/protocol';
import { Engine, type EngineOptions, type EngineSession, type LogicalPlan } from '../../src/index.ts';

export const signal = new AbortController().signal;

export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine;
  session(config?: Readonly<Record<string, string>>): EngineSession;
}

export function testEngine(options: EngineOptions = {}): TestEngine {
  const engine = new Engine({ threads: 2, ...options });
  let sessions = 0;
  return {
    engine,
    session: (config = {}) => engine.createSession({ sessionId: `session-${sessions++}`, userId: 'test', config }),
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

export async function rowsOf(session: EngineSession, query: string | LogicalPlan, given: AbortSignal = signal): Promise<unknown[][]> {
  const plan = typeof query === 'string' ? session.parse(query) : query;
  const result = await session.execute(plan, { signal: given });
  const rows: unknown[][] = [];
  for await (const batch of result.batches) rows.push(...internalRowsOf(batch));
  return rows;
}
