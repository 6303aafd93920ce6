import type { PoolAllocation } from './allocation-file.ts';

/** What shares cores. */
export interface Schedulable {
  readonly name: string;
  readonly runningTasks: number;
}

export interface SchedulableTaskSet extends Schedulable {
  readonly pool: string;
  readonly jobId: number;
  readonly stageId: number;
}

interface Shares extends Schedulable {
  readonly weight: number;
  readonly minShare: number;
}

/** Orders task sets by whose turn it is: the older job's, or, in FAIR mode, the pool's and within it the set's that has least of its share. */
export class Pools<Set extends SchedulableTaskSet> {
  readonly #mode: 'FIFO' | 'FAIR';
  readonly #allocations: ReadonlyMap<string, PoolAllocation>;
  readonly #sets = new globalThis.Set<Set>();

  constructor(mode: 'FIFO' | 'FAIR', allocations: readonly PoolAllocation[]) {
    this.#mode = mode;
    this.#allocations = new Map(allocations.map((allocation) => [allocation.name, allocation]));
  }

  add(set: Set): void {
    this.#sets.add(set);
  }

  delete(set: Set): void {
    this.#sets.delete(set);
  }

  get all(): Iterable<Set> {
    return this.#sets;
  }

  /** The set whose turn it is comes first. */
  inTurn(): Set[] {
    if (this.#mode === 'FIFO') return [...this.#sets].sort(byAge);
    const pools = new Map<string, Set[]>();
    for (const set of this.#sets) {
      const members = pools.get(set.pool);
      if (members) members.push(set);
      else pools.set(set.pool, [set]);
    }
    const shares = [...pools].map(([name, sets]): Shares & { readonly sets: readonly Set[] } => {
      const { weight = 1, minShare = 0, mode = 'FIFO' } = this.#allocations.get(name) ?? {};
      const ordered =
        mode === 'FIFO' ? sets.sort(byAge) : sets.sort((left, right) => byShare(alone(left), alone(right)) || byAge(left, right));
      return { name, weight, minShare, runningTasks: sets.reduce((sum, set) => sum + set.runningTasks, 0), sets: ordered };
    });
    return shares.sort(byShare).flatMap((share) => share.sets);
  }
}

const alone = (set: Schedulable): Shares => ({ name: set.name, runningTasks: set.runningTasks, weight: 1, minShare: 0 });

function byAge(left: SchedulableTaskSet, right: SchedulableTaskSet): number {
  return left.jobId - right.jobId || left.stageId - right.stageId;
}

/** Who is below its least share comes first; then who has least for its weight. */
function byShare(left: Shares, right: Shares): number {
  const isLeftNeedy = left.runningTasks < left.minShare;
  const isRightNeedy = right.runningTasks < right.minShare;
  if (isLeftNeedy !== isRightNeedy) return isLeftNeedy ? -1 : 1;
  const portion = ({ runningTasks, minShare, weight }: Shares) =>
    isLeftNeedy ? runningTasks / Math.max(minShare, 1) : runningTasks / Math.max(weight, Number.MIN_VALUE);
  const difference = portion(left) - portion(right);
  if (difference !== 0) return difference;
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
