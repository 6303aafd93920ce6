import { optimize } from '../optimizer/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import type { CachedPlan } from './cache/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import type { QueryState } from './query-state.ts';
import { StagedUserCode } from './stage-user-code.ts';

/** An optimized plan with what it reads in place, as long as this lasts: blocks of cached plans, and what user code made. */
export class RunnablePlan implements AsyncDisposable {
  readonly plan: LogicalPlan;
  readonly #release: () => Promise<void>;

  private constructor(plan: LogicalPlan, release: () => Promise<void>) {
    this.plan = plan;
    this.#release = release;
  }

  /** `except` names an entry of the cache that is not to be read: the one whose rows are computed. */
  static async prepare(
    analyzed: LogicalPlan,
    session: EngineSession,
    state: QueryState,
    options: ExecuteOptions,
    except?: CachedPlan,
  ): Promise<RunnablePlan> {
    const cached = await session.application.cache.withCachedData(analyzed, session, state, options, except);
    try {
      const userCode = await StagedUserCode.run(optimize(cached.plan, state.config), session, state, options);
      return new RunnablePlan(userCode.plan, async () => {
        await userCode[Symbol.asyncDispose]();
        await cached.release();
      });
    } catch (error) {
      await cached.release();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release();
  }
}
