import { sparkError } from '@kindling/protocol';

/** Where tasks run. */
export type Master =
  | {
      readonly kind: 'local';
      /** Cores; absent for all of the machine. */
      readonly cores?: number;
      readonly maxTaskFailures: number;
    }
  | { readonly kind: 'localCluster'; readonly workers: number; readonly coresPerWorker: number; readonly memoryMiBPerWorker: number };

/**
 * What a master URL asks of the engine.
 *
 * ```ts
 * parseMaster('local[4]'); // { kind: 'local', cores: 4, maxTaskFailures: 1 }
 * parseMaster('local-cluster[2,1,1024]'); // { kind: 'localCluster', workers: 2, coresPerWorker: 1, memoryMiBPerWorker: 1024 }
 * ```
 */
export function parseMaster(master: string): Master {
  if (master === 'local') return { kind: 'local', cores: 1, maxTaskFailures: 1 };
  const local = /^local\[\s*(\*|[1-9]\d*)\s*(?:,\s*([1-9]\d*)\s*)?\]$/.exec(master);
  if (local !== null) {
    const cores = local[1] === '*' ? {} : { cores: Number(local[1]) };
    return { kind: 'local', ...cores, maxTaskFailures: Number(local[2] ?? 1) };
  }
  const cluster = /^local-cluster\[\s*([1-9]\d*)\s*,\s*([1-9]\d*)\s*,\s*([1-9]\d*)\s*\]$/.exec(master);
  if (cluster === null) throw sparkError('KINDLING_INVALID_MASTER', { master });
  const [workers, coresPerWorker, memoryMiBPerWorker] = cluster.slice(1).map(Number) as [number, number, number];
  return { kind: 'localCluster', workers, coresPerWorker, memoryMiBPerWorker };
}
