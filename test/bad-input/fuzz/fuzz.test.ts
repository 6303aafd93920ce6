import { Engine, type EngineSession } from '@kindling/engine';
import { SparkError } from '@kindling/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from './corpus.ts';
import { broken, shuffled } from './mutated.ts';
import { smallCatalog, smallQueries, smallWords } from './small-catalog.ts';

/** `npm run fuzz` takes many more, and other ones with KINDLING_FUZZ_SEED. */
const runs = Number(process.env.KINDLING_FUZZ_RUNS ?? 2000);
const seed = Number(process.env.KINDLING_FUZZ_SEED ?? 1);
/** Parsing is a hundred times as fast as planning and running. */
const queryRuns = Math.ceil(runs / 10);
/** What a mutation may have made long is stopped; it must say so at once. */
const patienceMs = 5000;

/** Spark's own internal errors: its class for these was lost. */
const internalInSpark = /COLUMN_IS_NOT_VARIANT_TYPE/;

function checkError(error: unknown): void {
  if (!(error instanceof SparkError)) throw error;
  if (error.condition === 'INTERNAL_ERROR' && !internalInSpark.test(error.message)) throw error;
}

describe('whatever the statement', { timeout: 60_000 + runs * 20 }, () => {
  let engine: Engine;
  let session: EngineSession;
  beforeAll(async () => {
    engine = new Engine({ threads: 1 });
    session = engine.createSession({ sessionId: crypto.randomUUID(), userId: 'fuzz' });
    for (const statement of smallCatalog) await run(statement);
  });
  afterAll(() => engine.close());

  async function run(text: string, signal: AbortSignal = new AbortController().signal): Promise<void> {
    const { batches } = await session.execute(session.parse(text), { signal });
    for await (const _batch of batches);
  }

  it('its text ends in a plan, or in an error with a place', () => {
    const statements = corpus();
    fc.assert(
      fc.property(fc.oneof(broken(statements), shuffled(statements)), (text) => {
        try {
          session.parse(text);
        } catch (error) {
          checkError(error);
          // What is refused before analysis for another reason than the grammar's has no place in Spark either.
          if ((error as SparkError).condition.startsWith('PARSE_')) expect((error as SparkError).message).toMatch(/line \d+/);
        }
      }),
      { numRuns: runs, seed },
    );
  });

  it('a query ends in rows, or in a condition of Spark', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled(smallQueries, smallWords), async (text) => {
        const signal = AbortSignal.timeout(patienceMs);
        try {
          await run(text, signal);
        } catch (error) {
          if (!signal.aborted) checkError(error);
        }
      }),
      { numRuns: queryRuns, seed },
    );
  });
});
