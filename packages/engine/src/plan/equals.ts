import { canonicalPlan } from './canonical.ts';
import type { Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';

const idKinds: ReadonlySet<string> = new Set(['attribute', 'alias', 'lambdaVariable']);
const ignored: ReadonlySet<string> = new Set(['origin', 'planId', 'displayName', 'displaySql', 'qualifier', 'timeZone']);

function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return Number.isNaN(left) && Number.isNaN(right);
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array && left.length === right.length && left.every((byte, i) => byte === right[i]);
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, i) => sameValue(item, right[i]));
  }
  return sameRecord(left as Record<string, unknown>, right as Record<string, unknown>);
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
    return sameValue(a, d) && sameValue(b, c);
  }
  if (left.fn !== right.fn || !commutative.has(left.fn)) return false;
  const operands = operandsOf(left);
  const others = operandsOf(right);
  if (operands.length !== others.length || operands.length > MAX_CHAIN) return false;
  return operands.every((operand) => {
    const at = others.findIndex((other) => sameValue(operand, other));
    if (at >= 0) others.splice(at, 1);
    return at >= 0;
  });
}

function sameRecord(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  if (sameFields(left, right)) return true;
  return left.kind === 'call' && right.kind === 'call' && sameOperands(left, right);
}

function sameFields(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const hasId = idKinds.has(left.kind as string);
  if (hasId && left.kind === right.kind && left.id !== undefined && right.id !== undefined) {
    if (left.id !== right.id) return false;
    if (left.kind === 'attribute') return true;
  }
  for (const key of Object.keys(left)) {
    if (ignored.has(key) || (hasId && key === 'id')) continue;
    if (!sameValue(left[key], right[key])) return false;
  }
  for (const key of Object.keys(right)) {
    if (!ignored.has(key) && right[key] !== undefined && left[key] === undefined) return false;
  }
  return true;
}

/** Whether two resolved expressions of the same plan mean the same: attributes by id, origins and texts ignored. */
export function sameExpression(left: Expression, right: Expression): boolean {
  return left === right || (left.kind === right.kind && sameValue(left, right));
}

/** Whether two analysed plans give the same rows: names of columns, ids, origins and the order of operands aside. */
export function samePlan(left: LogicalPlan, right: LogicalPlan): boolean {
  return left === right || sameValue(canonicalPlan(left), canonicalPlan(right));
}

/** The same for plans that are in a canonical form already. */
export function sameCanonical(left: LogicalPlan, right: LogicalPlan): boolean {
  return left === right || sameValue(left, right);
}
