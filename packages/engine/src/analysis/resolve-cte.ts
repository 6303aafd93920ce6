import { equalTypes, sqlName } from '@kindling/protocol';
import { type Attribute, type Cte, type LogicalPlan, outputOf, type WithCte, walkPlan } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { CteBinding, Environment } from './environment.ts';
import { renamed } from './resolve-relation.ts';

/** WITH: each expression sees those before it, the query sees all. */
export function resolveWithCte(plan: WithCte, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const bindings = new Map(environment.ctes);
  const ctes: Cte[] = [];
  const seen = new Set<string>();
  for (const cte of plan.ctes) {
    const key = cte.name.toLowerCase();
    if (seen.has(key)) fail('DUPLICATED_CTE_NAMES', { duplicateNames: quoteName([cte.name]) }, plan);
    seen.add(key);
    const resolved =
      cte.isRecursive && refersTo(cte.plan, cte.name)
        ? recursive(cte, bindings, analyzer, environment, plan)
        : plain(cte, bindings, analyzer, environment);
    ctes.push(resolved);
    bindings.set(key, { cte: resolved, output: outputOf(resolved.plan), isRecursive: false });
  }
  const child = analyzer.resolve(plan.child, { ...environment, ctes: bindings });
  return { kind: 'withCte', ctes, child, ...(plan.origin ? { origin: plan.origin } : {}) };
}

function plain(cte: Cte, ctes: ReadonlyMap<string, CteBinding>, analyzer: Analyzer, environment: Environment): Cte {
  const body = analyzer.resolve(cte.plan, { ...environment, ctes, windows: new Map() });
  const { isRecursive: _, columnNames, ...rest } = cte;
  const width = outputOf(body).length;
  // Spark counts the names as what is assigned.
  if (columnNames && columnNames.length !== width)
    fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: String(columnNames.length), numTarget: String(width) }, cte.plan);
  return { ...rest, plan: renamed(body, columnNames, analyzer, cte.plan) };
}

function refersTo(plan: LogicalPlan, name: string): boolean {
  let found = false;
  walkPlan(plan, (node) => {
    found ||= node.kind === 'unresolvedTable' && node.nameParts.length === 1 && node.nameParts[0]?.toLowerCase() === name.toLowerCase();
    return !found;
  });
  return found;
}

/** The anchor gives the columns; the recursive part is resolved with them. */
function recursive(cte: Cte, ctes: ReadonlyMap<string, CteBinding>, analyzer: Analyzer, environment: Environment, plan: WithCte): Cte {
  const union = unionOf(cte.plan);
  if (union === undefined || union.operation !== 'union') fail('INVALID_RECURSIVE_CTE', {});
  if (refersTo(union.left, cte.name)) fail('INVALID_RECURSIVE_CTE', {});
  if (!union.isAll) fail('UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE', {}, plan);
  const anchor = renamed(analyzer.resolve(union.left, { ...environment, ctes, windows: new Map() }), cte.columnNames, analyzer, cte.plan);
  const columns = outputOf(anchor).map((column): Attribute => ({ ...column, nullable: true }));
  const inner = new Map(ctes);
  inner.set(cte.name.toLowerCase(), { cte, output: columns, isRecursive: true });
  const step = analyzer.resolve(union.right, { ...environment, ctes: inner, windows: new Map() });
  outputOf(step).forEach(({ dataType }, i) => {
    const wanted = columns[i]?.dataType;
    if (wanted && !equalTypes(wanted, dataType))
      fail('CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE', { left: `"${sqlName(wanted)}"`, right: `"${sqlName(dataType)}"` });
  });
  refuseReferences(step, cte.id);
  const combined = analyzer.resolve({ ...union, left: anchor, right: step }, { ...environment, ctes: inner });
  const limit = analyzer.context.config.getInteger('spark.sql.cteRecursionLevelLimit');
  const maxRecursionLevel = cte.maxRecursionLevel ?? ({ kind: 'literal', value: limit, dataType: { kind: 'integer' } } as const);
  return { ...cte, plan: combined, maxRecursionLevel };
}

/** Where a step would need all rows of the query, not only those of the step before. */
function refuseReferences(step: LogicalPlan, cteId: number): void {
  const refers = (plan: LogicalPlan): boolean => {
    let found = false;
    walkPlan(plan, (node) => {
      found ||= node.kind === 'cteReference' && node.cteId === cteId;
      return !found;
    });
    return found;
  };
  walkPlan(step, (node) => {
    const refused =
      node.kind === 'aggregate' || node.kind === 'window' || node.kind === 'sort'
        ? [node.child]
        : node.kind === 'join'
          ? [
              ...(['leftOuter', 'leftSemi', 'leftAnti', 'fullOuter'].includes(node.joinType) ? [node.right] : []),
              ...(['rightOuter', 'fullOuter'].includes(node.joinType) ? [node.left] : []),
            ]
          : [];
    if (refused.some(refers)) fail('INVALID_RECURSIVE_REFERENCE.PLACE', {});
  });
}

function unionOf(plan: LogicalPlan): Extract<LogicalPlan, { kind: 'setOperation' }> | undefined {
  if (plan.kind === 'setOperation') return plan;
  return plan.kind === 'subqueryAlias' || plan.kind === 'withWindows' ? unionOf(plan.child) : undefined;
}
