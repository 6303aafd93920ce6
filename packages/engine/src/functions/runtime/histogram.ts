import { type DataType, Decimal, type InternalValue } from '@kindling/protocol';
import { JavaRandom } from './java-random.ts';
import { type RuntimeAggregate, runtimeAggregateOf } from './runtime-body.ts';

interface Bin {
  x: number;
  y: number;
}

/** With it ties between gaps fall as they do in Spark. */
const SEED = 31_183n;

/** A histogram of few bins that move: when there is one too many, the two nearest become one. */
class NumericHistogram {
  readonly #most: number;
  readonly #random = new JavaRandom(SEED);
  bins: Bin[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(x: number): void {
    let at = this.bins.findIndex((bin) => bin.x >= x);
    if (at < 0) at = this.bins.length;
    const bin = this.bins[at];
    if (bin?.x === x) {
      bin.y += 1;
      return;
    }
    this.bins.splice(at, 0, { x, y: 1 });
    this.#trim();
  }

  merge(other: NumericHistogram): void {
    this.bins = [...this.bins, ...other.bins.map((bin) => ({ ...bin }))].sort((a, b) => a.x - b.x);
    this.#trim();
  }

  #trim(): void {
    while (this.bins.length > this.#most) {
      const at = this.#smallestGap();
      const [left, right] = this.bins.slice(at, at + 2) as [Bin, Bin];
      const y = left.y + right.y;
      this.bins.splice(at, 2, { x: left.x * (left.y / y) + right.x * (right.y / y), y });
    }
  }

  #smallestGap(): number {
    let least = Infinity;
    let at = 0;
    let ties = 1;
    for (let i = 0; i + 1 < this.bins.length; i++) {
      const gap = (this.bins[i + 1] as Bin).x - (this.bins[i] as Bin).x;
      if (gap < least) {
        [least, at, ties] = [gap, i, 1];
      } else if (gap === least) {
        ties += 1;
        if (this.#random.nextDouble() <= 1 / ties) at = i;
      }
    }
    return at;
  }
}

function toNumber(value: InternalValue): number {
  return value instanceof Decimal ? value.toNumber() : Number(value);
}

function fromNumber(x: number, type: DataType): InternalValue {
  switch (type.kind) {
    case 'decimal':
      return Decimal.of(x).withScale(type.scale);
    case 'float':
    case 'double':
      return x;
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return Math.trunc(x);
    default:
      return BigInt(Math.trunc(x));
  }
}

export const histogramAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf('histogram_numeric', ({ argTypes: [type], options }) => ({
    init: () => new NumericHistogram(Number(options.bins ?? 1)),
    update: (histogram, value: InternalValue) => {
      histogram.add(toNumber(value));
      return histogram;
    },
    combine: (target, source) => {
      target.merge(source);
      return target;
    },
    finalize: ({ bins }) => (bins.length === 0 ? null : bins.map(({ x, y }: Bin) => [fromNumber(x, type ?? { kind: 'double' }), y])),
  })),
];
