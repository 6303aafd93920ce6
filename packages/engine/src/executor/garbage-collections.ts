import { constants, PerformanceObserver } from 'node:perf_hooks';

/** Counts the garbage collections of this process. */
class GarbageCollections {
  readonly minor = { count: 0, timeMs: 0 };
  readonly major = { count: 0, timeMs: 0 };

  constructor() {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { kind } = (entry as unknown as { readonly detail: { readonly kind: number } }).detail;
        const sum = kind === constants.NODE_PERFORMANCE_GC_MAJOR ? this.major : this.minor;
        sum.count += 1;
        sum.timeMs += entry.duration;
      }
    }).observe({ entryTypes: ['gc'] });
  }

  get totalMs(): number {
    return this.minor.timeMs + this.major.timeMs;
  }
}

let ofThisProcess: GarbageCollections | undefined;

/** Those of this process, counted from the first call on. */
export function garbageCollections(): GarbageCollections {
  ofThisProcess ??= new GarbageCollections();
  return ofThisProcess;
}
