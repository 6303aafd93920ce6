import { type DataType, sqlName, types } from '@kindling/protocol';
import { canCast, functionRecord } from '../functions/index.ts';
import {
  type AggregateCall,
  type Call,
  type Expression,
  type FrameBound,
  type SortOrder,
  typeOf,
  type UnresolvedWindow,
  type WindowCall,
  type WindowFrame,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { castTo } from './coercion/cast-to.ts';
import { isAnsiInterval, isIntegral, isNumeric } from './coercion/common-type.ts';
import { isFoldable } from './constant.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { frameSql, quotedSql, quotedType, sqlText } from './expression-sql.ts';
import { resolveFunction } from './resolve-function.ts';

const unbounded: WindowFrame = { unit: 'rows', lower: { kind: 'unboundedPreceding' }, upper: { kind: 'unboundedFollowing' } };
const upToPeers: WindowFrame = { unit: 'range', lower: { kind: 'unboundedPreceding' }, upper: { kind: 'currentRow' } };
const upToRow: WindowFrame = { unit: 'rows', lower: { kind: 'unboundedPreceding' }, upper: { kind: 'currentRow' } };

export function resolveWindow(window: UnresolvedWindow, resolver: ExpressionResolver): Expression {
  const definition = namedDefinition(window, resolver);
  const inner =
    window.function.kind === 'unresolvedFunction' ? resolveFunction(window.function, resolver, true) : resolver.resolve(window.function);
  if (inner.kind !== 'aggregateCall' && !isWindowFunction(inner)) {
    fail('UNSUPPORTED_EXPR_FOR_WINDOW', { sqlExpr: quotedSql(inner) }, window);
  }
  const partitionBy = definition.partitionBy.map(resolver.resolve);
  const orderBy = definition.orderBy.map((order) => resolver.resolve(order) as SortOrder);
  if (inner.kind === 'aggregateCall' && inner.isDistinct) {
    fail(
      'DISTINCT_WINDOW_FUNCTION_UNSUPPORTED',
      { windowExpr: quotedSql(windowCall(inner, partitionBy, orderBy, frameOf(inner, definition, orderBy, resolver))) },
      window,
    );
  }
  const frame = frameOf(inner as AggregateCall | Call, definition, orderBy, resolver);
  return windowCall(inner as AggregateCall | Call, partitionBy, orderBy, frame, window.origin);
}

function isWindowFunction(expression: Expression): expression is Call {
  return expression.kind === 'call' && functionRecord(expression.fn)?.kind === 'window';
}

function namedDefinition(window: UnresolvedWindow, resolver: ExpressionResolver): UnresolvedWindow {
  if (window.windowName === undefined) return window;
  const named = resolver.environment.windows.get(window.windowName.toLowerCase());
  if (named === undefined)
    fail('MISSING_WINDOW_SPECIFICATION', { windowName: window.windowName, docroot: 'https://spark.apache.org/docs/latest' });
  return named;
}

function windowCall(
  inner: AggregateCall | Call,
  partitionBy: readonly Expression[],
  orderBy: readonly SortOrder[],
  frame: WindowFrame,
  origin?: UnresolvedWindow['origin'],
): WindowCall {
  const ignoreNulls = inner.kind === 'aggregateCall' ? inner.ignoreNulls : inner.options?.ignoreNulls === true;
  return {
    kind: 'windowCall',
    function: inner,
    ...(ignoreNulls ? { ignoreNulls: true } : {}),
    partitionBy,
    orderBy,
    frame,
    dataType: inner.dataType,
    nullable: inner.nullable,
    ...(origin ? { origin } : {}),
  };
}

const offsetFunctions: ReadonlySet<string> = new Set(['lag', 'lead']);

/** The frame that is written, or the one that the function or the order implies. */
function frameOf(
  inner: AggregateCall | Call,
  window: UnresolvedWindow,
  orderBy: readonly SortOrder[],
  resolver: ExpressionResolver,
): WindowFrame {
  const own = functionFrame(inner, resolver);
  if (inner.kind === 'call' && orderBy.length === 0) {
    fail('WINDOW_FUNCTION_FRAME_NOT_ORDERED', { wf_name: inner.fn, wf_expr: sqlText(inner) }, window);
  }
  if (window.frame === undefined) return own ?? (orderBy.length === 0 ? unbounded : upToPeers);
  const frame: WindowFrame = {
    unit: window.frame.unit,
    lower: resolveBound(window.frame.lower, resolver),
    upper: resolveBound(window.frame.upper, resolver),
  };
  if (own && sqlFrame(own) !== sqlFrame(frame)) {
    fail('_LEGACY_ERROR_TEMP_1036', { wf: sqlFrame(frame), required: sqlFrame(own) }, window);
  }
  return checkFrame(frame, window, orderBy, resolver);
}

function functionFrame(inner: AggregateCall | Call, resolver: ExpressionResolver): WindowFrame | undefined {
  if (inner.kind === 'aggregateCall') return undefined;
  if (!offsetFunctions.has(inner.fn)) {
    if (inner.fn === 'nth_value') return undefined;
    return inner.fn === 'cume_dist' ? upToPeers : upToRow;
  }
  const offset = inner.args[1] ?? ({ kind: 'literal', value: 1, dataType: types.integer } as const);
  const value = castTo(offset, types.integer, { ansi: resolver.analyzer.rules.ansi, timeZone: resolver.analyzer.timeZone });
  const shown: FrameBound = { kind: 'following', value: inner.fn === 'lag' ? negated(value) : value };
  return { unit: 'rows', lower: shown, upper: shown };
}

function negated(value: Expression): Expression {
  if (value.kind === 'literal' && typeof value.value === 'number') return { ...value, value: -value.value };
  return { kind: 'call', fn: 'negative', args: [value], dataType: types.integer, nullable: false, displayName: '-' };
}

function resolveBound(bound: FrameBound, resolver: ExpressionResolver): FrameBound {
  return bound.kind === 'preceding' || bound.kind === 'following' ? { kind: bound.kind, value: resolver.resolve(bound.value) } : bound;
}

function sqlFrame(frame: WindowFrame): string {
  const bound = (value: FrameBound): string =>
    value.kind === 'preceding' || value.kind === 'following' ? `${value.kind} ${sqlText(value.value)}` : value.kind;
  return `${frame.unit} ${bound(frame.lower)} ${bound(frame.upper)}`;
}

function checkFrame(
  frame: WindowFrame,
  window: UnresolvedWindow,
  orderBy: readonly SortOrder[],
  resolver: ExpressionResolver,
): WindowFrame {
  const settings = { ansi: resolver.analyzer.rules.ansi, timeZone: resolver.analyzer.timeZone };
  if (frame.unit === 'rows') {
    checkBounds(frame, true, window);
    return { ...frame, lower: castBound(frame.lower, types.integer), upper: castBound(frame.upper, types.integer) };
  }
  const hasOffset = [frame.lower, frame.upper].some((bound) => bound.kind === 'preceding' || bound.kind === 'following');
  if (!hasOffset) return frame;
  const [order] = orderBy;
  if (order === undefined) fail('DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER', { sqlExpr: quotedFrame(window) }, window);
  if (orderBy.length > 1) {
    fail('DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER', { sqlExpr: quotedFrame(window), orderSpec: orderBy.map(sqlText).join(',') }, window);
  }
  const orderType = typeOf(order);
  const boundType = orderType.kind === 'date' ? types.integer : orderType;
  const cast: WindowFrame = { ...frame, lower: castBound(frame.lower, boundType), upper: castBound(frame.upper, boundType) };
  checkBounds(cast, false, window);
  checkRangeType(cast, orderType, window);
  return cast;

  function castBound(bound: FrameBound, target: typeof orderType): FrameBound {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') return bound;
    const from = typeOf(bound.value);
    const isNumberBound =
      target.kind === 'timestamp' ||
      target.kind === 'timestamp_ntz' ||
      (orderBy[0] && typeOf(orderBy[0]).kind === 'date' && from.kind.includes('interval'));
    return isNumberBound || !canCast(from, target, settings.ansi ? 'ansi' : 'legacy')
      ? bound
      : { kind: bound.kind, value: castTo(bound.value, target, settings) };
  }
}

/** Offsets are constants of a type that fits the unit. */
function checkBounds(frame: WindowFrame, isRows: boolean, window: UnresolvedWindow): void {
  for (const [location, bound] of [['lower', frame.lower] as const, ['upper', frame.upper] as const]) {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') continue;
    const { value } = bound;
    const at = { sqlExpr: `"${frameSql(frame)}"`, location };
    if (!isFoldable(value)) {
      fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE', { ...at, expression: quotedSql(value) }, window);
    }
    const type = typeOf(value);
    const isInterval = isAnsiInterval(type) || type.kind === 'calendar_interval';
    if (
      isRows ? type.kind === 'integer' || (isIntegral(type) && type.kind !== 'long') : isNumeric(type) || isInterval || type.kind === 'null'
    )
      continue;
    const expectedType = isRows ? '"INT"' : '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';
    fail('DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE', { ...at, exprType: quotedType(value), expectedType }, window);
  }
}

/** What may be added to and taken from the values that the rows are ordered by. */
function checkRangeType(frame: WindowFrame, orderType: DataType, window: UnresolvedWindow): void {
  for (const bound of [frame.lower, frame.upper]) {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') continue;
    const type = typeOf(bound.value);
    if (fitsRange(orderType, type)) continue;
    fail(
      'DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE',
      {
        sqlExpr: `"(ORDER BY ${window.orderBy.map(sqlText).join(', ')} ${frameSql(frame)})"`,
        orderSpecType: `"${sqlName(orderType)}"`,
        valueBoundaryType: quotedType(bound.value),
      },
      window,
    );
  }
}

function fitsRange(order: DataType, offset: DataType): boolean {
  if (order.kind === 'date') {
    const isDays = offset.kind === 'day_time_interval' && offset.start === 'day' && offset.end === 'day';
    return offset.kind === 'integer' || offset.kind === 'year_month_interval' || isDays;
  }
  if (order.kind === 'timestamp' || order.kind === 'timestamp_ntz') return isAnsiInterval(offset) || offset.kind === 'calendar_interval';
  return order.kind === offset.kind;
}

function quotedFrame(window: UnresolvedWindow): string {
  return `"(${window.orderBy.map(sqlText).join(', ')})"`;
}
