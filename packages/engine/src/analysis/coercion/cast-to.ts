import { type DataType, equalTypes, sameType } from '@kindling/protocol';
import { type EvalMode, type Expression, type Origin, typeOf } from '../../plan/index.ts';

export interface CastSettings {
  readonly ansi: boolean;
  readonly timeZone: string;
  /** What needs the casts; they fail where it stands. */
  readonly at?: { readonly origin?: Origin };
}

const zoned: ReadonlySet<string> = new Set(['timestamp', 'date', 'timestamp_ntz', 'time']);

/** Whether a cast's result depends on the session's time zone. */
export function needsTimeZone(from: DataType, to: DataType): boolean {
  return zoned.has(from.kind) || zoned.has(to.kind) || !isLeaf(from) || !isLeaf(to);
}

function isLeaf(type: DataType): boolean {
  return type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'struct';
}

/** A cast that the user did not write: it does not show in names. Nothing when the type is right already. */
export function castTo(expression: Expression, dataType: DataType, settings: CastSettings): Expression {
  const from = typeOf(expression);
  if (equalTypes(from, dataType) || (sameType(from, dataType) && isLeaf(from))) return expression;
  if (expression.kind === 'literal' && (expression.value === null || expression.value === undefined)) return { ...expression, dataType };
  const evalMode: EvalMode = settings.ansi ? 'ansi' : 'legacy';
  const origin = settings.at?.origin ?? expression.origin;
  return {
    kind: 'cast',
    child: expression,
    dataType,
    evalMode,
    implicit: true,
    ...(needsTimeZone(from, dataType) ? { timeZone: settings.timeZone } : {}),
    ...(origin ? { origin } : {}),
  };
}
