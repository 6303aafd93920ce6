import { notStored, type RDDInfo } from '../../events/index.ts';
import type { OperatorNode } from '../../physical/index.ts';

/** What is said of all RDDs of a stage. */
export interface StageRddsOptions {
  readonly callSite: string;
  readonly numPartitions: number;
  /** The exchange that the rows go to. */
  readonly exchangeId?: number;
}

/** The partitioned data of a query's stages: an RDD for each operator, of which History Servers draw their pictures. */
export class StageRdds {
  readonly #newId: () => number;
  /** The RDD that each exchange is written from: those that read it have it as their parent. */
  readonly #written = new Map<number, number>();

  constructor(newId: () => number) {
    this.#newId = newId;
  }

  /** RDDs of the operators of one stage: the tree goes on behind its exchanges, but these are other stages. */
  of(root: OperatorNode, options: StageRddsOptions): readonly RDDInfo[] {
    const { callSite, numPartitions, exchangeId } = options;
    const infos: RDDInfo[] = [];
    const add = (name: string, scope: string, parentIds: readonly number[], isShuffled = false): readonly number[] => {
      const id = this.#newId();
      infos.push({
        id,
        name,
        scope: { id: String(id), name: scope },
        callSite,
        parentIds,
        storageLevel: notStored,
        isBarrier: false,
        outputDeterministicLevel: isShuffled ? 'UNORDERED' : 'DETERMINATE',
        numPartitions,
        numCachedPartitions: 0,
        memorySizeBytes: 0,
        diskSizeBytes: 0,
      });
      return [id];
    };
    const visit = (node: OperatorNode): readonly number[] => {
      // What every task has whole is no partitioned data.
      if (node.nodeName === 'BroadcastExchange' || node.nodeName === 'Subquery') return [];
      const read = exchangeOf(node);
      if (read !== undefined) {
        const parent = this.#written.get(read);
        return add('ShuffledRowRDD', node.nodeName, parent === undefined ? [] : [parent], true);
      }
      if (node.nodeName === 'ReusedExchange') return [];
      const parents = node.children.flatMap(visit);
      return add(node.children.length === 0 ? leafName(node) : joinedName(parents), node.nodeName, parents);
    };
    const top = visit(root);
    if (exchangeId !== undefined) {
      const [id] = add('MapPartitionsRDD', 'Exchange', top);
      if (id !== undefined) this.#written.set(exchangeId, id);
    }
    return infos;
  }
}

/** The exchange that a node reads partition by partition. */
function exchangeOf(node: OperatorNode): number | undefined {
  if (node.nodeName === 'Exchange') return (node.of as { readonly exchangeId?: number }).exchangeId;
  const [child] = node.children;
  const passes = node.nodeName === 'AQEShuffleRead' || node.nodeName === 'ReusedExchange';
  return passes && child ? exchangeOf(child) : undefined;
}

function leafName({ nodeName }: OperatorNode): string {
  if (/^Scan (?:parquet|csv|json|text|orc)/.test(nodeName)) return 'FileScanRDD';
  return nodeName === 'Range' || nodeName === 'LocalTableScan' ? 'ParallelCollectionRDD' : 'MapPartitionsRDD';
}

const joinedName = (parents: readonly number[]): string => (parents.length > 1 ? 'ZippedPartitionsRDD2' : 'MapPartitionsRDD');
