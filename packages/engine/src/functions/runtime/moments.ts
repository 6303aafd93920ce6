import { type RuntimeAggregate, runtimeAggregateOf } from './runtime-body.ts';

/** Count, mean and sums of the second to fourth powers of the distances from it, brought up to date value by value: no large sums cancel. */
interface Moments {
  count: number;
  mean: number;
  m2: number;
  m3: number;
  m4: number;
}

function add(state: Moments, value: number): Moments {
  const count = state.count + 1;
  const delta = value - state.mean;
  const part = delta / count;
  const square = delta * delta;
  const partSquare = part * part;
  const m2 = state.m2 + delta * (delta - part);
  const m3 = state.m3 - 3 * part * m2 + delta * (square - partSquare);
  state.m4 += -4 * part * m3 - 6 * partSquare * m2 + delta * (delta * square - part * partSquare);
  state.m3 = m3;
  state.m2 = m2;
  state.mean += part;
  state.count = count;
  return state;
}

function merge(left: Moments, right: Moments): Moments {
  const [n, m] = [left.count, right.count];
  const count = n + m;
  const delta = right.mean - left.mean;
  const part = count === 0 ? 0 : delta / count;
  return {
    count,
    mean: left.mean + part * m,
    m2: left.m2 + right.m2 + delta * part * n * m,
    m3: left.m3 + right.m3 + part * part * delta * n * m * (n - m) + 3 * part * (n * right.m2 - m * left.m2),
    m4:
      left.m4 +
      right.m4 +
      part ** 3 * delta * n * m * (n * n - n * m + m * m) +
      6 * part * part * (n * n * right.m2 + m * m * left.m2) +
      4 * part * (n * right.m3 - m * left.m3),
  };
}

const moments = (name: string, finalize: (state: Moments) => number | null): RuntimeAggregate<Moments> =>
  runtimeAggregateOf(name, () => ({
    init: () => ({ count: 0, mean: 0, m2: 0, m3: 0, m4: 0 }),
    update: add,
    combine: merge,
    finalize: (state) => (state.count === 0 || state.m2 === 0 ? null : finalize(state)),
  }));

interface Pairs {
  count: number;
  xMean: number;
  yMean: number;
  product: number;
  x2: number;
  y2: number;
}

function addPair(state: Pairs, y: number, x: number): Pairs {
  state.count += 1;
  const [dx, dy] = [x - state.xMean, y - state.yMean];
  state.xMean += dx / state.count;
  state.yMean += dy / state.count;
  state.product += dx * (y - state.yMean);
  state.x2 += dx * (x - state.xMean);
  state.y2 += dy * (y - state.yMean);
  return state;
}

function mergePairs(left: Pairs, right: Pairs): Pairs {
  const [n, m] = [left.count, right.count];
  const count = n + m;
  const [dx, dy] = [right.xMean - left.xMean, right.yMean - left.yMean];
  const [xPart, yPart] = count === 0 ? [0, 0] : [dx / count, dy / count];
  return {
    count,
    xMean: left.xMean + xPart * m,
    yMean: left.yMean + yPart * m,
    product: left.product + right.product + dx * yPart * n * m,
    x2: left.x2 + right.x2 + dx * xPart * n * m,
    y2: left.y2 + right.y2 + dy * yPart * n * m,
  };
}

const pairs = (name: string, finalize: (state: Pairs) => number | null): RuntimeAggregate<Pairs> =>
  runtimeAggregateOf(name, () => ({
    init: () => ({ count: 0, xMean: 0, yMean: 0, product: 0, x2: 0, y2: 0 }),
    update: addPair,
    combine: mergePairs,
    finalize,
  }));

export const momentAggregates: readonly RuntimeAggregate[] = [
  moments('skewness', ({ count, m2, m3 }) => (Math.sqrt(count) * m3) / Math.sqrt(m2 * m2 * m2)),
  moments('kurtosis', ({ count, m2, m4 }) => (count * m4) / (m2 * m2) - 3),
  // One pair has no correlation; no spread is a division by zero, which the caller judges.
  pairs('corr', ({ count, product, x2, y2 }) => (count < 2 ? null : product / Math.sqrt(x2 * y2))),
  pairs('regr_r2', ({ count, product, x2, y2 }) => (count === 0 || x2 === 0 ? null : y2 === 0 ? 1 : (product * product) / x2 / y2)),
];
