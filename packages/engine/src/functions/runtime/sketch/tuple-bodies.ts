import { type InternalValue, sparkError } from '@kindling/protocol';
import { type CallSite, plain, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf } from '../runtime-body.ts';
import type { HashSample } from './hash-sample.ts';
import { itemHasher, nominalEntries, validSketch } from './sketch-input.ts';
import { intersected, readThetaFor } from './theta-bodies.ts';
import { readTuple, type SummaryKind, type SummaryMode, summaryMerge, summaryModes, tupleSample, writeTuple } from './tuple-bytes.ts';

const DEFAULT_LOG = 12;

function modeOf(fn: string, text: string): SummaryMode {
  const mode = summaryModes.find((known) => known === text.toLowerCase());
  if (mode !== undefined) return mode;
  throw sparkError('TUPLE_INVALID_SKETCH_MODE', { function: `\`${fn}\``, mode: text, validModes: summaryModes.join(', ') });
}

/** What a key has that comes without a summary. */
function neutral(mode: SummaryMode, kind: SummaryKind): number {
  switch (mode) {
    case 'sum':
      return 0;
    case 'min':
      return kind === 'integer' ? 2 ** 31 - 1 : Infinity;
    case 'max':
      return kind === 'integer' ? -(2 ** 31) : -Infinity;
    case 'alwaysone':
      return 1;
  }
}

function withSummaries(sample: HashSample<true>, mode: SummaryMode, kind: SummaryKind): HashSample<number> {
  const tuple = tupleSample(sample.size, mode, kind);
  tuple.theta = sample.theta;
  for (const hash of sample.entries.keys()) tuple.entries.set(hash, neutral(mode, kind));
  return tuple;
}

function bodiesOf(kind: SummaryKind): readonly RuntimeBody[] {
  const read = (fn: string, bytes: Uint8Array, mode: SummaryMode = 'sum', size = 2 ** DEFAULT_LOG): HashSample<number> =>
    validSketch(readTuple(bytes, size, mode, kind), 'TUPLE', fn);
  const readSecond = (fn: string, bytes: Uint8Array, mode: SummaryMode, isTheta: boolean): HashSample<number> =>
    isTheta ? withSummaries(readThetaFor(fn, bytes), mode, kind) : read(fn, bytes, mode);

  function setBodies(infix: string, isTheta: boolean): readonly RuntimeBody[] {
    const [union, intersection, difference] = ['union', 'intersection', 'difference'].map(
      (operation) => `tuple_${operation}_${infix}${kind}`,
    ) as [string, string, string];
    return [
      plain(union, (a: Uint8Array, b: Uint8Array, log: number, modeText: string) => {
        const mode = modeOf(union, modeText);
        const sample = tupleSample(nominalEntries(union, log), mode, kind);
        sample.addAll(read(union, a, mode));
        sample.addAll(readSecond(union, b, mode, isTheta));
        return writeTuple(sample, mode, kind);
      }),
      plain(intersection, (a: Uint8Array, b: Uint8Array, modeText: string) => {
        const mode = modeOf(intersection, modeText);
        const sample = read(intersection, a, mode);
        sample.intersect(readSecond(intersection, b, mode, isTheta));
        return writeTuple(sample, mode, kind);
      }),
      plain(difference, (a: Uint8Array, b: Uint8Array) => {
        const sample = read(difference, a);
        sample.subtract(readSecond(difference, b, 'sum', isTheta));
        return writeTuple(sample, 'sum', kind);
      }),
    ];
  }

  const [estimate, theta, summary] = ['estimate', 'theta', 'summary'].map((fact) => `tuple_sketch_${fact}_${kind}`) as [
    string,
    string,
    string,
  ];
  return [
    ...setBodies('', false),
    ...setBodies('theta_', true),
    plain(estimate, (bytes: Uint8Array) => read(estimate, bytes).estimate()),
    plain(theta, (bytes: Uint8Array) => read(theta, bytes).share),
    plain(summary, (bytes: Uint8Array, modeText: string) => {
      const mode = modeOf(summary, modeText);
      const summaries = [...read(summary, bytes).entries.values()];
      return total(mode, kind, summaries);
    }),
  ];
}

function total(mode: SummaryMode, kind: SummaryKind, summaries: readonly number[]): InternalValue {
  if (kind === 'double') return summaries.length === 0 ? neutral(mode, kind) : summaries.reduce(summaryMerge(mode, kind));
  if (mode === 'sum') return summaries.reduce((sum, value) => sum + BigInt(value), 0n);
  return BigInt(summaries.length === 0 ? neutral(mode, kind) : summaries.reduce(summaryMerge(mode, kind)));
}

interface TupleSite {
  readonly size: number;
  readonly mode: SummaryMode;
}

function siteOf(fn: string, { options }: CallSite): TupleSite {
  return {
    size: nominalEntries(fn, (options.logEntries as number | undefined) ?? DEFAULT_LOG),
    mode: modeOf(fn, (options.mode as string | undefined) ?? 'sum'),
  };
}

function aggregatesOf(kind: SummaryKind): readonly RuntimeAggregate[] {
  const [agg, unionAgg, intersectionAgg] = ['sketch', 'union', 'intersection'].map((operation) => `tuple_${operation}_agg_${kind}`) as [
    string,
    string,
    string,
  ];
  return [
    runtimeAggregateOf(agg, (site) => {
      const { size, mode } = siteOf(agg, site);
      const hash = itemHasher(site.argTypes[0] ?? { kind: 'null' });
      return {
        init: () => tupleSample(size, mode, kind),
        update: (sample, key: InternalValue, summary: number) => {
          const hashed = hash(key);
          if (hashed) sample.add(hashed[0] >> 1n, mode === 'alwaysone' ? 1 : summary);
          return sample;
        },
        combine: (target, source) => {
          target.addAll(source);
          return target;
        },
        finalize: (sample) => writeTuple(sample, mode, kind),
      };
    }),
    runtimeAggregateOf(unionAgg, (site) => {
      const { size, mode } = siteOf(unionAgg, site);
      return {
        init: () => tupleSample(size, mode, kind),
        update: (sample, bytes: Uint8Array) => {
          sample.addAll(validSketch(readTuple(bytes, size, mode, kind), 'TUPLE', unionAgg));
          return sample;
        },
        combine: (target, source) => {
          target.addAll(source);
          return target;
        },
        finalize: (sample) => writeTuple(sample, mode, kind),
      };
    }),
    runtimeAggregateOf<HashSample<number> | undefined>(intersectionAgg, (site) => {
      const { size, mode } = siteOf(intersectionAgg, site);
      return {
        init: () => undefined,
        update: (sample, bytes: Uint8Array) =>
          intersected(sample, validSketch(readTuple(bytes, size, mode, kind), 'TUPLE', intersectionAgg)),
        combine: (target, source) => (source === undefined ? target : intersected(target, source)),
        finalize: (sample) => writeTuple(sample ?? tupleSample(size, mode, kind), mode, kind),
      };
    }),
  ];
}

export const tupleBodies: readonly RuntimeBody[] = [...bodiesOf('double'), ...bodiesOf('integer')];
export const tupleAggregates: readonly RuntimeAggregate[] = [...aggregatesOf('double'), ...aggregatesOf('integer')];
