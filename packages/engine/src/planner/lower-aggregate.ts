import { type DataType, sparkError, types } from '@kindling/protocol';
import {
  and,
  call,
  cast,
  column,
  isNotNull,
  lambda,
  listOf,
  operator,
  physicalType,
  printExpression,
  type Sql,
  type SqlBound,
  type SqlCall,
  type SqlFrame,
  type SqlOrder,
  structOf,
  text,
  token,
} from '../duckdb/sql/index.ts';
import { functionRecord, hasCollation, orderKey } from '../functions/index.ts';
import { type AggregateCall, type Call, type FrameBound, typeOf, type WindowCall, type WindowFrame } from '../plan/index.ts';
import { lowerOrder } from './lower-order.ts';
import type { Lowering } from './lowering.ts';
import { RUNTIME_AGGREGATE_PREFIX } from './runtime-names.ts';

/** DuckDB's aggregate and window functions that records lower to: these calls take DISTINCT, FILTER, ORDER BY and OVER. */
const aggregateNames: ReadonlySet<string> = new Set([
  'any_value',
  'approx_count_distinct',
  'approx_quantile',
  'arg_max',
  'arg_max_null',
  'arg_min',
  'arg_min_null',
  'array_agg',
  'avg',
  'bit_and',
  'bit_or',
  'bit_xor',
  'bool_and',
  'bool_or',
  'corr',
  'count',
  'count_if',
  'countif',
  'count_star',
  'covar_pop',
  'covar_samp',
  'cume_dist',
  'dense_rank',
  'entropy',
  'favg',
  'fill',
  'first',
  'first_value',
  'fsum',
  'histogram',
  'kahan_sum',
  'kurtosis',
  'kurtosis_pop',
  'lag',
  'last',
  'last_value',
  'lead',
  'list',
  'mad',
  'max',
  'max_by',
  'median',
  'min',
  'min_by',
  'mode',
  'nth_value',
  'ntile',
  'percent_rank',
  'product',
  'quantile',
  'quantile_cont',
  'quantile_disc',
  'rank',
  'regr_avgx',
  'regr_avgy',
  'regr_count',
  'regr_intercept',
  'regr_r2',
  'regr_slope',
  'regr_sxx',
  'regr_sxy',
  'regr_syy',
  'reservoir_quantile',
  'row_number',
  'sem',
  'skewness',
  'stddev',
  'stddev_pop',
  'stddev_samp',
  'string_agg',
  'sum',
  'sum_no_overflow',
  'var_pop',
  'var_samp',
  'variance',
]);

export function lowerAggregateCall(expression: AggregateCall, lowering: Lowering): Sql {
  const distinctList = lowerDistinctList(expression, lowering);
  if (distinctList) return distinctList;
  const lowered = lowering.gathering(() => lowerBody(expression, lowering));
  const filter = expression.filter ? lowering.lower(expression.filter) : undefined;
  const orderBy = (expression.orderBy ?? []).map((order) => lowerOrder(order, lowering));
  if (!filter && !expression.isDistinct && orderBy.length === 0) return lowered;
  return mapAggregates(lowered, (aggregate) => decorate(aggregate, expression.isDistinct, filter, orderBy));
}

/** Lists of different values in an order of their own, or different by a collation: DuckDB lists all, and repetitions are taken out after. */
function lowerDistinctList(expression: AggregateCall, lowering: Lowering): Sql | undefined {
  const [arg, separator] = expression.args;
  if (!expression.isDistinct || arg === undefined || !['collect_list', 'listagg'].includes(expression.fn)) return undefined;
  const type = typeOf(arg);
  const ordered = expression.orderBy ?? [];
  if (ordered.length === 0 && !hasCollation(type)) return undefined;
  return lowering.gathering(() => {
    const value = lowering.lower(arg);
    const orderBy = ordered.map((order) => lowerOrder(order, lowering));
    const filters = [isNotNull(value), ...(expression.filter ? [lowering.lower(expression.filter)] : [])];
    const listType = types.array(type);
    const list: SqlCall = { ...call('list', value), filter: and(...filters), ...(orderBy.length > 0 ? { orderBy } : {}) };
    const different = lowering.runtime('array_distinct', [list], [listType], listType);
    if (expression.fn === 'collect_list') return call('coalesce', different, cast(listOf(), physicalType(expression.dataType)));
    const between = separator ? lowering.lower(separator) : text('');
    if (type.kind !== 'binary') return call('array_to_string', different, between);
    const texts = call('list_transform', different, lambda(['e'], call('hex', column('e'))));
    return cast(call('unhex', call('array_to_string', texts, call('hex', between))), 'BLOB');
  });
}

function decorate(aggregate: SqlCall, isDistinct: boolean, filter: Sql | undefined, orderBy: readonly SqlOrder[]): SqlCall {
  const combined =
    filter && aggregate.filter
      ? ({ kind: 'operator', operator: 'AND', args: [filter, aggregate.filter] } as const)
      : (filter ?? aggregate.filter);
  return {
    ...aggregate,
    ...(isDistinct ? { distinct: true } : {}),
    ...(combined ? { filter: combined } : {}),
    ...(orderBy.length > 0 && !aggregate.orderBy ? { orderBy } : {}),
  };
}

export function lowerWindowCall(expression: WindowCall, lowering: Lowering): Sql {
  const inner = expression.function;
  const lowered = inner.kind === 'aggregateCall' ? lowerAggregateCall(inner, lowering) : lowerBody(inner, lowering);
  const partitionBy = expression.partitionBy.map((item) => orderKey(lowering.lower(item), typeOf(item)));
  const orderBy = expression.orderBy.map((item) => lowerOrder(item, lowering));
  const [order] = expression.orderBy;
  const frame = lowerFrame(expression.frame, order && typeOf(order), lowering);
  const windowOf = (aggregate: SqlCall): Sql => ({
    kind: 'window',
    call: expression.ignoreNulls ? { ...aggregate, ignoreNulls: true } : aggregate,
    partitionBy,
    orderBy,
    ...(frame && !rankNames.has(aggregate.name)
      ? { frame: aggregate.name.startsWith(RUNTIME_AGGREGATE_PREFIX) ? counted(frame) : frame }
      : {}),
  });
  return mapAggregates(lowered, (aggregate) => {
    const picked = pickedByFilter(aggregate, expression.ignoreNulls === true);
    return picked ? call('struct_extract', windowOf(picked), text(PICKED)) : windowOf(aggregate);
  });
}

/** More rows than a partition has. */
const ALL_ROWS = '1000000000000';

/** For a frame of the whole partition DuckDB hands a JavaScript aggregate one state where it says that there are many, which crashes. */
function counted(frame: SqlFrame): SqlFrame {
  if (frame.lower !== 'UNBOUNDED PRECEDING' || frame.upper !== 'UNBOUNDED FOLLOWING') return frame;
  return { unit: 'ROWS', lower: frame.lower, upper: { offset: token(ALL_ROWS), direction: 'FOLLOWING' } };
}

const PICKED = 'picked';

/** DuckDB filters no function that picks a row: rows that do not pass become NULL, the others a struct that is none, and NULLs are passed over. */
function pickedByFilter(aggregate: SqlCall, ignoreNulls: boolean): SqlCall | undefined {
  const [value, ...rest] = aggregate.args;
  if (!aggregate.filter || value === undefined || !pickers.has(aggregate.name)) return undefined;
  const { filter, ...plain } = aggregate;
  const passes: Sql = ignoreNulls ? { kind: 'operator', operator: 'AND', args: [filter, isNotNull(value)] } : filter;
  const picked: Sql = { kind: 'case', branches: [[passes, structOf([[PICKED, value]])]], otherwise: undefined };
  return { ...plain, args: [picked, ...rest], ignoreNulls: true };
}

const pickers: ReadonlySet<string> = new Set(['first', 'first_value', 'last', 'last_value', 'nth_value']);

const rankNames: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead']);

function lowerBody(expression: AggregateCall | Call, lowering: Lowering): Sql {
  const record = functionRecord(expression.fn);
  if (!record?.lower) throw sparkError('INTERNAL_ERROR', { message: `The aggregate function ${expression.fn} has no lowering.` });
  const countsKeys = countsByKey.has(expression.fn);
  return record.lower(
    expression.args.map((arg) => {
      const value = lowering.lower(arg);
      if (!countsKeys) return value;
      return sketches.has(expression.fn) ? sketchedKey(value, typeOf(arg)) : orderKey(value, typeOf(arg));
    }),
    expression,
    lowering,
  );
}

/** Sketches leave out empty texts, whose sort keys are not empty. */
function sketchedKey(value: Sql, type: DataType): Sql {
  const key = orderKey(value, type);
  if (key === value || type.kind !== 'string') return key;
  return {
    kind: 'case',
    branches: [[{ kind: 'operator', operator: '=', args: [key, orderKey(text(''), type)] }, text('')]],
    otherwise: key,
  };
}

const sketches: ReadonlySet<string> = new Set(['hll_sketch_agg', 'theta_sketch_agg']);

/** Aggregates that only ask which values are the same. */
const countsByKey: ReadonlySet<string> = new Set(['approx_count_distinct', 'count', 'hll_sketch_agg', 'theta_sketch_agg']);

function lowerFrame(frame: WindowFrame, order: DataType | undefined, lowering: Lowering): SqlFrame | undefined {
  const { lower, upper } = forward(frame);
  const bound = (value: FrameBound): SqlBound => {
    switch (value.kind) {
      case 'unboundedPreceding':
        return 'UNBOUNDED PRECEDING';
      case 'unboundedFollowing':
        return 'UNBOUNDED FOLLOWING';
      case 'currentRow':
        return 'CURRENT ROW';
      default: {
        const lowered = lowering.lower(value.value);
        const offset = lowerOffset(lowered, typeOf(value.value), order);
        return { offset, direction: value.kind === 'preceding' ? 'PRECEDING' : 'FOLLOWING' };
      }
    }
  };
  return { unit: frame.unit === 'rows' ? 'ROWS' : 'RANGE', lower: bound(lower), upper: bound(upper) };
}

/** Intervals are numbers in our columns, which DuckDB would count as days of a date. */
function lowerOffset(offset: Sql, type: DataType, order: DataType | undefined): Sql {
  if (order?.kind !== 'date' && order?.kind !== 'timestamp' && order?.kind !== 'timestamp_ntz') return offset;
  if (type.kind === 'year_month_interval') return call('to_months', offset);
  if (type.kind !== 'day_time_interval') return offset;
  return order.kind === 'date' ? cast(operator('//', offset, token(MICROS_PER_DAY)), 'INTEGER') : call('to_microseconds', offset);
}

const MICROS_PER_DAY = '86400000000';

/** DuckDB takes no negative offsets, and no end in words that come before the start's: an empty frame needs numbers on both sides. */
function forward(frame: WindowFrame): WindowFrame {
  const lower = withoutSign(frame.lower);
  const upper = withoutSign(frame.upper);
  const offset = lower.kind === 'following' ? lower : upper.kind === 'preceding' ? upper : undefined;
  const type = offset && typeOf(offset.value);
  if (offset === undefined || type === undefined || !zeros.has(type.kind)) return { ...frame, lower, upper };
  const here = (kind: 'preceding' | 'following'): FrameBound => ({
    kind,
    value: { kind: 'literal', value: zeros.get(type.kind), dataType: type },
  });
  if (lower.kind === 'following' && upper.kind === 'currentRow') return { ...frame, lower, upper: here('following') };
  if (lower.kind === 'currentRow' && upper.kind === 'preceding') return { ...frame, lower: here('preceding'), upper };
  return { ...frame, lower, upper };
}

const zeros: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['byte', 0],
  ['short', 0],
  ['integer', 0],
  ['long', 0n],
  ['float', 0],
  ['double', 0],
]);

function withoutSign(bound: FrameBound): FrameBound {
  if (bound.kind !== 'preceding' && bound.kind !== 'following') return bound;
  const { value } = bound;
  if (value.kind !== 'literal' || (typeof value.value !== 'number' && typeof value.value !== 'bigint') || !(value.value < 0)) return bound;
  return { kind: bound.kind === 'preceding' ? 'following' : 'preceding', value: { ...value, value: -value.value } };
}

/** Rewrites the outermost aggregate calls of a lowered expression. */
function mapAggregates(sql: Sql, rewrite: (aggregate: SqlCall) => Sql): Sql {
  const visit = (node: Sql): Sql => {
    switch (node.kind) {
      case 'call':
        return isAggregate(node) ? rewrite(node) : { ...node, args: node.args.map(visit) };
      case 'operator':
        return { ...node, args: node.args.map(visit) };
      case 'cast':
        return { ...node, child: visit(node.child) };
      case 'case':
        return {
          ...node,
          branches: node.branches.map(([when, then]) => [visit(when), visit(then)] as const),
          otherwise: node.otherwise && visit(node.otherwise),
        };
      case 'list':
        return { ...node, items: node.items.map(visit) };
      case 'struct':
        return { ...node, fields: node.fields.map(([name, value]) => [name, visit(value)] as const) };
      case 'in':
        return { ...node, child: visit(node.child), items: node.items.map(visit) };
      case 'lambda':
        return { ...node, body: visit(node.body) };
      case 'window':
        throw sparkError('INTERNAL_ERROR', { message: `A window stands inside an aggregate: ${printExpression(node)}.` });
      default:
        return node;
    }
  };
  return visit(sql);
}

function isAggregate(node: SqlCall): boolean {
  return aggregateNames.has(node.name) || node.name.startsWith(RUNTIME_AGGREGATE_PREFIX);
}
