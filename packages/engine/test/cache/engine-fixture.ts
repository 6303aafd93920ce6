import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { internalRowsOf } from '@kindling/protocol';
import { Engine, type EngineOptions, type EngineSession, type LogicalPlan, type SparkEvent } from '../../src/index.ts';

export const signal = new AbortController().signal;

/** An engine whose sessions share a cache. */
export class TestEngine implements AsyncDisposable {
  readonly #engine: Engine;
  readonly events: SparkEvent[] = [];
  #sessions = 0;

  constructor(options: EngineOptions = {}) {
    this.#engine = new Engine({ threads: 2, ...options });
  }

  session(config: Readonly<Record<string, string>> = {}): EngineSession {
    const session = this.#engine.createSession({ sessionId: `session-${this.#sessions}`, userId: 'test', config });
    if (this.#sessions === 0) session.application.events.follow('test', (event) => void this.events.push(event));
    this.#sessions += 1;
    return session;
  }

  /** Blocks that came into being, by name, since the last call. */
  async newBlocks(): Promise<string[]> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const names = this.events.splice(0).flatMap((event) => {
      if (event.kind !== 'blockUpdated') return [];
      const { blockId, memorySizeBytes, diskSizeBytes } = event.blockUpdatedInfo;
      return memorySizeBytes + diskSizeBytes > 0 ? [blockId] : [];
    });
    return names.sort();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#engine.close();
  }
}

export async function rowsOf(session: EngineSession, query: string | LogicalPlan, given: AbortSignal = signal): Promise<unknown[][]> {
  const plan = typeof query === 'string' ? session.parse(query) : query;
  const result = await session.execute(plan, { signal: given });
  const rows: unknown[][] = [];
  for await (const batch of result.batches) rows.push(...internalRowsOf(batch));
  return rows;
}

/** Files of blocks in memory that a process has; none where there is no file system in memory. */
export function blocksInMemory(pid: number = process.pid): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/dev/shm')
    .filter((name) => name.startsWith('kindling-app-'))
    .flatMap((name) => {
      const folder = join('/dev/shm', name);
      try {
        if ((JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { pid: number }).pid !== pid) return [];
        return readdirSync(folder).map((file) => join(folder, file));
      } catch (error) {
        // Another process removes its own.
        if (error instanceof Error && 'code' in error) return [];
        throw error;
      }
    })
    .filter((file) => !file.endsWith('owner.json'));
}
