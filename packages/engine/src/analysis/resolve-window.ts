import { sqlName, types } from '@kindling/protocol';
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
import { checkOrderable } from './check-orderable.ts';
import { castTo } from './coercion/cast-to.ts';
import { isOrderable } from './coercion/implicit-cast.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, sqlText } from './expression-sql.ts';
import { resolveFunction } from './resolve-function.ts';
import { checkFrame } from './window-frame.ts';

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
  for (const item of partitionBy) checkPartition(item);
  for (const item of orderBy) checkOrderable(item);
  if (inner.kind === 'aggregateCall' && inner.isDistinct) {
    fail(
      'DISTINCT_WINDOW_FUNCTION_UNSUPPORTED',
      { windowExpr: quotedSql(windowCall(inner, partitionBy, orderBy, frameOf(inner, definition, partitionBy, orderBy, resolver))) },
      window,
    );
  }
  refuseOrdered(inner, definition, orderBy, window);
  const frame = frameOf(inner as AggregateCall | Call, definition, partitionBy, orderBy, resolver);
  return windowCall(inner as AggregateCall | Call, partitionBy, orderBy, frame, window.origin);
}

function checkPartition(item: Expression): void {
  const type = typeOf(item);
  if (isOrderable(type) || type.kind === 'calendar_interval') return;
  fail('EXPRESSION_TYPE_IS_NOT_ORDERABLE', { expr: quotedSql(item), exprType: `"${sqlName(type)}"` }, item);
}

/** Aggregates that order by themselves are computed over whole partitions only. */
function refuseOrdered(inner: Expression, definition: UnresolvedWindow, orderBy: readonly SortOrder[], window: UnresolvedWindow): void {
  if (inner.kind !== 'aggregateCall' || !ordersItself(inner)) return;
  const { frame } = definition;
  const isWhole =
    frame === undefined ||
    (frame.unit === 'rows' && frame.lower.kind === 'unboundedPreceding' && frame.upper.kind === 'unboundedFollowing');
  if (orderBy.length === 0 && isWhole) return;
  fail('INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC', { aggFunc: `"${plainCallSql(inner)}"` }, window);
}

function ordersItself(call: AggregateCall): boolean {
  const isOrdered = (call.orderBy ?? []).length > 0;
  return call.fn === 'median' || /^percentile_(cont|disc)$/.test(call.fn) || (call.fn === 'listagg' && isOrdered);
}

/** The arguments of an ordered call, its order at their end. */
function plainCallSql(call: AggregateCall): string {
  const order = call.fn === 'listagg' ? (call.orderBy ?? []) : [];
  const args = call.fn.startsWith('percentile_') ? call.args.slice(0, 2) : call.args;
  return `${call.fn}(${[...args, ...order].map(sqlText).join(', ')})`;
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
  partitionBy: readonly Expression[],
  orderBy: readonly SortOrder[],
  resolver: ExpressionResolver,
): WindowFrame {
  const own = functionFrame(inner, resolver);
  if (inner.kind === 'call' && orderBy.length === 0) {
    fail('WINDOW_FUNCTION_FRAME_NOT_ORDERED', { wf_name: inner.fn, wf_expr: sqlText(inner) });
  }
  if (window.frame === undefined) return own ?? (orderBy.length === 0 ? unbounded : upToPeers);
  const frame: WindowFrame = {
    unit: window.frame.unit,
    lower: resolveBound(window.frame.lower, resolver),
    upper: resolveBound(window.frame.upper, resolver),
  };
  if (own && shownFrame(own) !== shownFrame(frame)) {
    if (inner.kind === 'call' && offsetFunctions.has(inner.fn)) fail('_LEGACY_ERROR_TEMP_1035', { prettyName: inner.fn });
    fail('_LEGACY_ERROR_TEMP_1036', { wf: shownFrame(frame), required: shownFrame(own) });
  }
  return checkFrame(frame, { window, partitionBy, orderBy }, resolver);
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

/** As Spark's message of a wrong frame has it. */
function shownFrame(frame: WindowFrame): string {
  const bound = (value: FrameBound): string => {
    if (value.kind === 'following') return sqlText(value.value);
    if (value.kind === 'preceding') return sqlText(negated(value.value));
    return `${value.kind.toLowerCase()}$()`;
  };
  return `specifiedwindowframe(${frame.unit === 'rows' ? 'RowFrame' : 'RangeFrame'}, ${bound(frame.lower)}, ${bound(frame.upper)})`;
}
