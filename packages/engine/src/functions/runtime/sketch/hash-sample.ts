/** Above all hashes, which have 63 bits. */
export const FULL_THETA = (1n << 63n) - 1n;

/**
 * The sample of hashes behind theta and tuple sketches: all hashes below a bound `theta`, which falls so that about `size` of them
 * stay. What stays carries a summary of what was seen with it.
 */
export class HashSample<Summary> {
  readonly size: number;
  readonly merge: (a: Summary, b: Summary) => Summary;
  theta = FULL_THETA;
  readonly entries = new Map<bigint, Summary>();

  constructor(size: number, merge: (a: Summary, b: Summary) => Summary) {
    this.size = size;
    this.merge = merge;
  }

  add(hash: bigint, summary: Summary): void {
    if (hash === 0n || hash >= this.theta) return;
    const known = this.entries.get(hash);
    this.entries.set(hash, known === undefined ? summary : this.merge(known, summary));
    if (this.entries.size > 2 * this.size) this.trim();
  }

  /** Cuts to the nominal size. */
  trim(): void {
    if (this.entries.size <= this.size) return;
    this.lower(this.hashes()[this.size] as bigint);
  }

  lower(theta: bigint): void {
    if (theta >= this.theta) return;
    this.theta = theta;
    for (const hash of this.entries.keys()) if (hash >= theta) this.entries.delete(hash);
  }

  addAll(other: HashSample<Summary>): void {
    this.lower(other.theta);
    for (const [hash, summary] of other.entries) this.add(hash, summary);
  }

  /** Keeps what is in both. */
  intersect(other: HashSample<Summary>): void {
    this.lower(other.theta);
    for (const [hash, summary] of this.entries) {
      const found = other.entries.get(hash);
      if (found === undefined) this.entries.delete(hash);
      else this.entries.set(hash, this.merge(summary, found));
    }
  }

  /** Keeps what is not in the other. */
  subtract<Other>(other: HashSample<Other>): void {
    this.lower(other.theta);
    for (const hash of other.entries.keys()) this.entries.delete(hash);
  }

  copy(size = this.size, merge = this.merge): HashSample<Summary> {
    const copied = new HashSample<Summary>(size, merge);
    copied.theta = this.theta;
    for (const [hash, summary] of this.entries) copied.entries.set(hash, summary);
    return copied;
  }

  hashes(): bigint[] {
    return [...this.entries.keys()].sort((a, b) => (a < b ? -1 : 1));
  }

  get isEmpty(): boolean {
    return this.entries.size === 0 && this.theta === FULL_THETA;
  }

  /** Share of all hashes that the sample covers. */
  get share(): number {
    return this.theta === FULL_THETA ? 1 : Number(this.theta) / 2 ** 63;
  }

  estimate(): number {
    return this.theta === FULL_THETA ? this.entries.size : this.entries.size / this.share;
  }
}
