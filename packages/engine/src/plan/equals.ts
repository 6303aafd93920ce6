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

/** Operators that mean the same with their operands in another order; those of a chain may change places too. */
const commutative: ReadonlySet<unknown> = new Set(['+', '*', 'and', 'or', '&', '|', '^', '=', '<=>']);
const chained: ReadonlySet<unknown> = new Set(['+', '*', 'and', 'or', '&', '|', '^']);
const flipped: ReadonlyMap<unknown, string> = new Map([
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
]);
/** Longer chains are the same only in the same order: comparing them any other way takes time of the square. */
const MAX_CHAIN = 32;

type AnyRecord = Readonly<Record<string, unknown>>;

/** The operands of `a + b + c`, however it is nested. */
function operandsOf(call: AnyRecord): unknown[] {
  const type = call.dataType as { readonly kind: string };
  // Sums of decimals get wider with every step, so that their nesting counts.
  if (!chained.has(call.fn) || type.kind === 'decimal') return [...(call.args as unknown[])];
  const operands: unknown[] = [];
  const pending = [...(call.args as AnyRecord[])].reverse();
  for (let next = pending.pop(); next !== undefined && operands.length <= MAX_CHAIN; next = pending.pop()) {
    const isLink = next.kind === 'call' && next.fn === call.fn && (next.dataType as typeof type).kind === type.kind;
    if (isLink) pending.push(...[...(next.args as AnyRecord[])].reverse());
    else operands.push(next);
  }
  return operands;
}

function sameOperands(left: AnyRecord, right: AnyRecord): boolean {
  if ((left.dataType as { kind: string }).kind !== (right.dataType as { kind: string }).kind) return false;
  const flip = flipped.get(left.fn);
  if (flip !== undefined && flip === right.fn) {
    const [a, b] = left.args as unknown[];
    const [c, d] = right.args as unknown[];
    return sameValue(a, d, undefined) && sameValue(b, c, undefined);
  }
  if (left.fn !== right.fn || !commutative.has(left.fn)) return false;
  const operands = operandsOf(left);
  const others = operandsOf(right);
  if (operands.length !== others.length || operands.length > MAX_CHAIN) return false;
  return operands.every((operand) => {
    const at = others.findIndex((other) => sameValue(operand, other, undefined));
    if (at >= 0) others.splice(at, 1);
    return at >= 0;
  });
}

function sameRecord(left: Record<string, unknown>, right: Record<string, unknown>, pairs: IdPairs | undefined): boolean {
  if (sameFields(left, right, pairs)) return true;
  return pairs === undefined && left.kind === 'call' && right.kind === 'call' && sameOperands(left, right);
}

function sameFields(left: Record<string, unknown>, right: Record<string, unknown>, pairs: IdPairs | undefined): boolean {
  const hasId = idKinds.has(left.kind as string);
  if (hasId && left.kind === right.kind && left.id !== undefined && right.id !== undefined) {
    const sameId = pairs ? pairs.same(left.id as number, right.id as number) : left.id === right.id;
    if (!sameId) return false;
    if (left.kind === 'attribute') return true;
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
