import { types } from '@kindling/protocol';
import { functionRecord } from '../functions/index.ts';
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
import { canStoreAssign } from './coercion/cast-rules.ts';
import { castTo } from './coercion/cast-to.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, sqlText } from './expression-sql.ts';
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
    fail('MISSING_WINDOW_SPECIFICATION', { windowName: window.windowName, docroot: 'https://spark.apache.org/docs/latest' }, window);
  return named;
}

function windowCall(
  inner: AggregateCall | Call,
  partitionBy: readonly Expression[],
  orderBy: readonly SortOrder[],
  frame: WindowFrame,
  origin?: UnresolvedWindow['origin'],
): WindowCall {
  const ignoreNulls = inner.kind === 'aggregateCall' ? inner.ignoreNulls : inner.options?.['ignoreNulls'] === true;
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
  return { ...frame, lower: castBound(frame.lower, boundType), upper: castBound(frame.upper, boundType) };

  function castBound(bound: FrameBound, target: typeof orderType): FrameBound {
    if (bound.kind !== 'preceding' && bound.kind !== 'following') return bound;
    const from = typeOf(bound.value);
    const isNumberBound =
      target.kind === 'timestamp' ||
      target.kind === 'timestamp_ntz' ||
      (orderBy[0] && typeOf(orderBy[0]).kind === 'date' && from.kind.includes('interval'));
    return isNumberBound || !canStoreAssign(from, target) ? bound : { kind: bound.kind, value: castTo(bound.value, target, settings) };
  }
}

function quotedFrame(window: UnresolvedWindow): string {
  return `"(${window.orderBy.map(sqlText).join(', ')})"`;
}
