import type { SqlOrder } from '../duckdb/sql/index.ts';
import type { SortOrder } from '../plan/index.ts';
import type { Lowering } from './lowering.ts';

export function lowerOrder(order: SortOrder, lowering: Lowering): SqlOrder {
  return { value: lowering.lower(order.child), descending: order.direction === 'descending', nulls: order.nulls };
}
