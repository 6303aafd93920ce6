import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import type { PlanNode } from './rewrite.ts';

/** Ids are compared through a pairing: the n-th attribute of one plan stands for the n-th of the other. */
class IdPairs {
  private readonly leftToRight = new Map<number, number>();
  private readonly rightToLeft = new Map<number, number>();

  same(left: number, right: number): boolean {
    const known = this.leftToRight.get(left);
    const back = this.rightToLeft.get(right);
    if (known === undefined && back === undefined) {
      this.leftToRight.set(left, right);
      this.rightToLeft.set(right, left);
      return true;
    }
    return known === right && back === left;
  }
}

const idKinds: ReadonlySet<string> = new Set(['attribute', 'alias', 'lambdaVariable']);
const ignored: ReadonlySet<string> = new Set(['origin', 'planId', 'displayName', 'displaySql', 'qualifier', 'timeZone']);

function sameValue(left: unknown, right: unknown, pairs: IdPairs | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return Number.isNaN(left) && Number.isNaN(right);
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array && left.length === right.length && left.every((byte, i) => byte === right[i]);
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => sameValue(item, right[i], pairs));
  }
  return sameRecord(left as Record<string, unknown>, right as Record<string, unknown>, pairs);
}

function sameRecord(left: Record<string, unknown>, right: Record<string, unknown>, pairs: IdPairs | undefined): boolean {
  const hasId = idKinds.has(left['kind'] as string);
  if (hasId && left['kind'] === right['kind'] && left['id'] !== undefined && right['id'] !== undefined) {
    const sameId = pairs ? pairs.same(left['id'] as number, right['id'] as number) : left['id'] === right['id'];
    if (!sameId) return false;
    if (left['kind'] === 'attribute') return true;
  }
  for (const key of Object.keys(left)) {
    if (ignored.has(key) || (hasId && key === 'id')) continue;
    if (!sameValue(left[key], right[key], pairs)) return false;
  }
  for (const key of Object.keys(right)) {
    if (!ignored.has(key) && right[key] !== undefined && left[key] === undefined) return false;
  }
  return true;
}

/** Whether two resolved expressions of the same plan mean the same: attributes by id, origins and texts ignored. */
export function sameExpression(left: Expression, right: Expression): boolean {
  return left === right || (left.kind === right.kind && sameValue(left, right, undefined));
}

/** Whether two plans give the same result: ids are normalised, origins and qualifiers ignored. */
export function samePlan(left: LogicalPlan, right: LogicalPlan): boolean {
  return equalNodes(left, right);
}

function equalNodes(left: PlanNode, right: PlanNode): boolean {
  return sameValue(left, right, new IdPairs());
}
