import { SparkError } from '@kindling/protocol';
import type { Fragment, TaskDescription } from '../../physical/index.ts';
import type { Judgement } from '../../scheduler/index.ts';
import { asSparkError, isWorthSecondLook, raisedError } from '../second-look.ts';

/**
 * Decides what failures of tasks mean. What the data is to blame for gets a second look: the task runs again with every fallible
 * expression guarded, which names Spark's condition, and then the job ends, since another try would end the same.
 */
export class TaskJudge {
  readonly #fragments = new Map<number, Fragment>();
  readonly #checked = new Map<number, unknown>();

  modeOf(partition: number): 'fast' | 'checked' {
    return this.#checked.has(partition) ? 'checked' : 'fast';
  }

  planned(partition: number, fragment: Fragment): void {
    this.#fragments.set(partition, fragment);
  }

  judge(task: TaskDescription, error: unknown): Judgement {
    const fragment = this.#fragments.get(task.partition);
    const raised = fragment && raisedError(error, fragment.raiseSites);
    if (raised) return { kind: 'fail', error: raised };
    if (fragment && !this.#checked.has(task.partition) && isWorthSecondLook(error, fragment)) {
      this.#checked.set(task.partition, error);
      return { kind: 'again' };
    }
    const known = asSparkError(error);
    // Where others have filled the disk, there may be space when they have ended.
    const mayPass = !(known instanceof SparkError) || known.condition === 'KINDLING_DISK_FULL';
    return { kind: mayPass ? 'retry' : 'fail', error: known };
  }
}
