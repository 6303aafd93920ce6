import type { StorageLevel } from '../../events/index.ts';
import { type CachedRelation, canonicalQuery, childPlans, type LogicalPlan, outputOf, schemaOf, walkPlan } from '../../plan/index.ts';
import type { QueryState } from '../query-state.ts';
import type { BlockOwner, StoredBlock } from './block-store.ts';
import type { SharedWork } from './shared-work.ts';
import { storageLevelText } from './storage-levels.ts';

/** What computes the rows of an entry. */
export interface Computation {
  /** Analysed. */
  readonly plan: LogicalPlan;
  readonly state: QueryState;
}

/** An entry of the cache: a plan, and its rows in blocks. */
export class CachedPlan implements BlockOwner {
  readonly rddId: number;
  readonly level: StorageLevel;
  readonly name: string | undefined;
  readonly directory?: string;
  /** Absent for a checkpoint whose rows are there: nothing of the plan is left then. */
  computation: Computation | undefined;
  /** The plan as it is found again. */
  canonical: LogicalPlan;
  signature: string;
  /** Which files it read. */
  files: string;
  /** Absent while no query has asked for the rows. */
  blocks: readonly StoredBlock[] | undefined;
  building: SharedWork<readonly StoredBlock[]> | undefined;
  /** Counts up when the blocks that there are, or that are being made, are out of date. */
  generation = 0;
  isRemoved = false;
  isDivisible = false;
  lastUsed = 0;

  constructor(rddId: number, computation: Computation, level: StorageLevel, name?: string, directory?: string) {
    this.rddId = rddId;
    this.level = level;
    this.name = name;
    if (directory !== undefined) this.directory = directory;
    this.computation = computation;
    this.canonical = canonicalQuery(computation.plan);
    this.signature = signatureOf(computation.plan);
    this.files = filesOf(computation.plan);
  }

  get cacheId(): string {
    return String(this.rddId);
  }

  get timeZone(): string | undefined {
    return this.computation?.state.config.get('spark.sql.session.timeZone');
  }

  /** The same query over other files. */
  replace(computation: Computation): void {
    this.computation = computation;
    this.canonical = canonicalQuery(computation.plan);
    this.files = filesOf(computation.plan);
  }

  /** The leaf that stands for a plan of the same rows. */
  relation(plan: LogicalPlan): CachedRelation {
    return { ...this.#leaf(plan), output: outputOf(plan) };
  }

  /** The same with columns of its own, once it is analysed. */
  freshRelation(plan: LogicalPlan): CachedRelation {
    return this.#leaf(plan);
  }

  #leaf(plan: LogicalPlan): CachedRelation {
    return {
      kind: 'cachedRelation',
      cacheId: this.cacheId,
      schema: schemaOf(plan),
      storageLevel: storageLevelText(this.level),
      ...(this.name === undefined ? {} : { name: this.name }),
    };
  }
}

/** The files that a plan reads, and when they were written. */
export function filesOf(plan: LogicalPlan): string {
  const files: string[] = [];
  walkPlan(plan, (node) => {
    if (node.kind === 'fileRelation') for (const file of node.files) files.push(`${file.path}\n${file.sizeBytes}\n${file.modifiedMs}`);
  });
  return files.join('\n');
}

/** Equal for equal plans, and cheap: most plans that differ do so here already. */
export function signatureOf(plan: LogicalPlan): string {
  return [...signatures(plan).values()].at(-1) as string;
}

/** Signatures of a plan and of all below it, the plan's own last. */
export function signatures(plan: LogicalPlan): Map<LogicalPlan, string> {
  const found = new Map<LogicalPlan, string>();
  const visit = (node: LogicalPlan): string => {
    const children = childPlans(node).map(visit);
    const signature = passes.has(node.kind) ? (children[0] as string) : `${node.kind}(${children.join(',')})`;
    found.set(node, signature);
    return signature;
  };
  visit(plan);
  return found;
}

/** What canonical plans do not have, or need not have. */
const passes: ReadonlySet<string> = new Set(['subqueryAlias', 'view', 'hint', 'project']);
