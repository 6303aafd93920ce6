import type { SessionConfig } from '../config/index.ts';
import type { LogicalPlan } from '../plan/index.ts';
import { collapseProjects } from './collapse-projects.ts';
import { eliminateSubqueryAliases } from './eliminate-subquery-aliases.ts';
import { foldConstants } from './fold-constants.ts';
import { pruneFileColumns } from './prune-file-columns.ts';
import { prunePartitions } from './prune-partitions.ts';
import { rewriteAsOfJoin } from './rewrite-as-of-join.ts';
import { simplifyCasts } from './simplify-casts.ts';

/** One step of optimization. */
export interface Rule {
  /** Spark's name of the rule, which `spark.sql.optimizer.excludedRules` may hold. */
  readonly name: string;
  /** Whether nothing runs without it, so that it cannot be excluded. */
  readonly isRequired?: true;
  readonly apply: (plan: LogicalPlan, config: SessionConfig) => LogicalPlan;
}

/** Run once each, from top to bottom. DuckDB optimizes what comes out: here is only what it cannot see or must not get. */
export const rules: readonly Rule[] = [
  { name: 'RewriteAsOfJoin', apply: rewriteAsOfJoin, isRequired: true },
  { name: 'EliminateSubqueryAliases', apply: eliminateSubqueryAliases },
  { name: 'CollapseProject', apply: collapseProjects },
  { name: 'PruneFileSourcePartitions', apply: prunePartitions },
  { name: 'ColumnPruning', apply: pruneFileColumns },
  { name: 'SimplifyCasts', apply: simplifyCasts },
  { name: 'ConstantFolding', apply: foldConstants },
];
