import type { SqlOrder } from '../duckdb/sql/index.ts';
import { orderKey } from '../functions/index.ts';
import { type SortOrder, typeOf } from '../plan/index.ts';
import type { Lowering } from './lowering.ts';

export function lowerOrder(order: SortOrder, lowering: Lowering): SqlOrder {
  return {
    value: orderKey(lowering.lower(order.child), typeOf(order.child)),
    descending: order.direction === 'descending',
    nulls: order.nulls,
  };
}
