import { floatText, type InternalValue, sparkError } from '@kindling/protocol';
import { plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf } from '../runtime-body.ts';

type Vector = readonly (number | null)[];
const f32 = Math.fround;

function checkDimensions(fn: string, left: Vector, right: Vector): void {
  if (left.length === right.length) return;
  throw sparkError('VECTOR_DIMENSION_MISMATCH', {
    functionName: `\`${fn}\``,
    leftDim: String(left.length),
    rightDim: String(right.length),
  });
}

const whole = (vector: Vector): readonly number[] | undefined => (vector.includes(null) ? undefined : (vector as readonly number[]));

function pairwise(fn: string, run: (left: readonly number[], right: readonly number[]) => number | null): RuntimeBody {
  return plain(fn, (left: Vector, right: Vector) => {
    checkDimensions(fn, left, right);
    const [a, b] = [whole(left), whole(right)];
    if (a === undefined || b === undefined) return null;
    const result = run(a, b);
    return result === null ? null : f32(result);
  });
}

/** Sum in single precision, term by term. */
function sumOf(count: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum = f32(sum + f32(term(i)));
  return sum;
}

const dot = (a: readonly number[], b: readonly number[]): number => sumOf(a.length, (i) => (a[i] as number) * (b[i] as number));

function cosine(a: readonly number[], b: readonly number[]): number | null {
  const lengths = f32(Math.sqrt(f32(dot(a, a) * dot(b, b))));
  return lengths === 0 ? null : dot(a, b) / lengths;
}

function norm(fn: string, vector: readonly number[], degree: number): number {
  switch (degree) {
    case 1:
      return sumOf(vector.length, (i) => Math.abs(vector[i] as number));
    case 2:
      return f32(Math.sqrt(dot(vector, vector)));
    case Infinity:
      return vector.reduce((most, item) => Math.max(most, Math.abs(item)), 0);
    default:
      throw sparkError('INVALID_VECTOR_NORM_DEGREE', { functionName: `\`${fn}\``, degree: floatText(degree) });
  }
}

export const vectorBodies: readonly RuntimeBody[] = [
  pairwise('vector_inner_product', dot),
  pairwise('vector_l2_distance', (a, b) => Math.sqrt(sumOf(a.length, (i) => f32((a[i] as number) - (b[i] as number)) ** 2))),
  pairwise('vector_cosine_similarity', cosine),
  plain('vector_norm', (vector: Vector, degree: number) => {
    const numbers = whole(vector);
    return numbers === undefined ? null : norm('vector_norm', numbers, degree);
  }),
  plain('vector_normalize', (vector: Vector, degree: number): InternalValue => {
    const numbers = whole(vector);
    if (numbers === undefined) return null;
    const length = norm('vector_normalize', numbers, degree);
    if (length === 0) return numbers.length === 0 ? [] : null;
    return numbers.map((item) => f32(item / length));
  }),
];

interface Total {
  sums: number[] | undefined;
  count: number;
}

/** Means are kept up to date row by row, as Spark does, which decides the last digit. */
function vectorAggregate(name: string, isMean: boolean): RuntimeAggregate {
  return runtimeAggregateOf<Total>(name, () => ({
    init: () => ({ sums: undefined, count: 0 }),
    update: (state, vector: Vector) => {
      const numbers = whole(vector);
      if (numbers === undefined) return state;
      if (state.sums) checkDimensions(name, state.sums, numbers);
      state.count += 1;
      const { sums } = state;
      state.sums = numbers.map((item, i) => {
        const known = sums?.[i];
        if (known === undefined) return item;
        return isMean ? f32(known + f32(f32(item - known) / state.count)) : f32(known + item);
      });
      return state;
    },
    combine: (target, source) => {
      const { sums } = source;
      if (sums === undefined) return target;
      if (target.sums) checkDimensions(name, target.sums, sums);
      const count = target.count + source.count;
      const known = target.sums;
      const merged = sums.map((item, i) => {
        const mine = known?.[i];
        if (mine === undefined) return item;
        return isMean ? f32(f32(mine * f32(target.count / count)) + f32(item * f32(source.count / count))) : f32(mine + item);
      });
      return { sums: merged, count };
    },
    finalize: ({ sums }) => sums ?? null,
  }));
}

export const vectorAggregates: readonly RuntimeAggregate[] = [vectorAggregate('vector_avg', true), vectorAggregate('vector_sum', false)];
