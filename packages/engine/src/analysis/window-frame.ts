import { type DataType, Decimal, sqlName, types } from '@kindling/protocol';
import { canCast } from '../functions/index.ts';
import { type Expression, type FrameBound, type SortOrder, typeOf, type UnresolvedWindow, type WindowFrame } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { castTo } from './coercion/cast-to.ts';
import { isAnsiInterval, isIntegral, isNumeric } from './coercion/common-type.ts';
import { constantValue, isFoldable } from './constant.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { boundSql, frameSql, quotedSql, quotedType, sqlText } from './expression-sql.ts';

/** What a frame is checked against: what OVER holds besides it. */
export interface FrameSurroundings {
  readonly window: UnresolvedWindow;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
}

/** The frame as it was written, with offsets of the type that its rows are ordered by. */
export function checkFrame(frame: WindowFrame, around: FrameSurroundings, resolver: ExpressionResolver): WindowFrame {
  const settings = { ansi: resolver.analyzer.rules.ansi, timeZone: resolver.analyzer.timeZone };
  const { window, orderBy } = around;
  const at = { origin: window.specOrigin ?? window.origin } as FrameOrigin;
  if (frame.unit === 'rows') {
    checkBounds(frame, true, at, settings.timeZone);
    return { ...frame, lower: castBound(frame.lower, types.integer), upper: castBound(frame.upper, types.integer) };
  }
  const hasOffset = [frame.lower, frame.upper].some((bound) => bound.kind === 'preceding' || bound.kind === 'following');
  const [order] = orderBy;
  const sqlExpr = definitionSql(frame, around);
  if (hasOffset && order === undefined) fail('DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER', { sqlExpr }, at);
  if (hasOffset && orderBy.length > 1) {
    fail('DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER', { sqlExpr, orderSpec: orderBy.map(sqlText).join(',') }, at);
  }
  if (!hasOffset || order === undefined) {
    checkBounds(frame, false, at, settings.timeZone);
    return frame;
  }
  const orderType = typeOf(order);
  const boundType = orderType.kind === 'date' ? types.integer : orderType;
  const cast: WindowFrame = { ...frame, lower: castBound(frame.lower, boundType), upper: castBound(frame.upper, boundType) };
  checkBounds(cast, false, at, settings.timeZone);
  for (const bound of [cast.lower, cast.upper]) {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') continue;
    if (fitsRange(orderType, typeOf(bound.value))) continue;
    fail(
      'DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE',
      {
        sqlExpr: definitionSql(cast, around),
        orderSpecType: `"${sqlName(orderType)}"`,
        valueBoundaryType: quotedType(bound.value),
      },
      at,
    );
  }
  return cast;

  function castBound(bound: FrameBound, target: DataType): FrameBound {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') return bound;
    const from = typeOf(bound.value);
    const keepsType =
      target.kind === 'timestamp' ||
      target.kind === 'timestamp_ntz' ||
      (orderBy[0] && typeOf(orderBy[0]).kind === 'date' && from.kind.includes('interval'));
    if (keepsType || sqlName(from) === sqlName(target) || !canCast(from, target, settings.ansi ? 'ansi' : 'legacy')) return bound;
    return { kind: bound.kind, value: castTo(bound.value, target, settings), isCast: true };
  }
}

interface FrameOrigin {
  readonly origin: NonNullable<UnresolvedWindow['origin']>;
}

/** Offsets are constants of a type that fits the unit, and the frame does not end before it starts. */
function checkBounds(frame: WindowFrame, isRows: boolean, origin: FrameOrigin, timeZone: string): void {
  const { lower, upper } = frame;
  const sqlExpr = `"${frameSql(frame)}"`;
  for (const [location, bound] of [['lower', lower] as const, ['upper', upper] as const]) {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') continue;
    const { value } = bound;
    const at = { sqlExpr, location };
    if (!isFoldable(value)) {
      fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE', { ...at, expression: quotedSql(value) }, origin);
    }
    const type = offsetType(bound);
    const isInterval = isAnsiInterval(type) || type.kind === 'calendar_interval';
    const fits = isRows
      ? type.kind === 'integer' || (isIntegral(type) && type.kind !== 'long')
      : isNumeric(type) || isInterval || type.kind === 'null';
    if (fits) continue;
    const expectedType = isRows ? '"INT"' : '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';
    fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE', { ...at, exprType: `"${sqlName(type)}"`, expectedType }, origin);
  }
  const shown = { sqlExpr, lower: `"${signedSql(lower)}"`, upper: `"${signedSql(upper)}"` };
  if (lower.kind === 'unboundedFollowing' || upper.kind === 'unboundedPreceding')
    fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND', shown, origin);
  if (!isOffset(lower) || !isOffset(upper)) return;
  const [lowerType, upperType] = [quotedType(lower.value), quotedType(upper.value)];
  if (lowerType !== upperType) fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES', { ...shown, lowerType, upperType }, origin);
  const [from, to] = [signedOffset(lower, timeZone), signedOffset(upper, timeZone)];
  if (from !== undefined && to !== undefined && from > to)
    fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON', { sqlExpr, comparison: 'less than or equal' }, origin);
}

type Offset = Extract<FrameBound, { kind: 'preceding' | 'following' }>;

function isOffset(bound: FrameBound): bound is Offset {
  return bound.kind === 'preceding' || bound.kind === 'following';
}

/** A text that is negated is a double. */
function offsetType(bound: Offset): DataType {
  const type = typeOf(bound.value);
  return bound.kind === 'preceding' && type.kind === 'string' && !bound.isCast ? types.double : type;
}

function signedSql(bound: FrameBound): string {
  if (!isOffset(bound)) return boundSql(bound);
  return bound.kind === 'preceding' ? `(- ${sqlText(bound.value)})` : sqlText(bound.value);
}

function signedOffset(bound: Offset, timeZone: string): number | bigint | undefined {
  const value = constantValue(bound.value, timeZone)?.value;
  const number = value instanceof Decimal ? Number(value.toString()) : value;
  if (typeof number !== 'number' && typeof number !== 'bigint') return undefined;
  return bound.kind === 'preceding' ? -number : number;
}

/** What may be added to and taken from the values that the rows are ordered by. */
function fitsRange(order: DataType, offset: DataType): boolean {
  if (order.kind === 'date') {
    const isDays = offset.kind === 'day_time_interval' && offset.start === 'day' && offset.end === 'day';
    return offset.kind === 'integer' || offset.kind === 'year_month_interval' || isDays;
  }
  if (order.kind === 'timestamp' || order.kind === 'timestamp_ntz') return isAnsiInterval(offset) || offset.kind === 'calendar_interval';
  return order.kind === offset.kind;
}

function definitionSql(frame: WindowFrame, around: FrameSurroundings): string {
  const parts: string[] = [];
  if (around.partitionBy.length > 0) parts.push(`PARTITION BY ${around.partitionBy.map(sqlText).join(', ')}`);
  if (around.orderBy.length > 0) parts.push(`ORDER BY ${around.orderBy.map(sqlText).join(', ')}`);
  return `"(${[...parts, frameSql(frame)].join(' ')})"`;
}
