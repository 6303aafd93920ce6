import { sparkError } from '@kindling/protocol';
import { lowerCast } from '../functions/index.ts';
import type { ExchangeRead, Expression, FileRelation } from '../plan/index.ts';
import type { ExchangeScan, Lowering, PlannerContext } from '../planner/index.ts';
import { dataSource, type ScanContext } from '../sources/index.ts';
import type { QueryState } from './query-state.ts';

/** Gives the planner the session's settings and its data sources. */
export function plannerContext(
  state: QueryState,
  exchangeScans: (read: ExchangeRead) => readonly ExchangeScan[] = noExchange,
): PlannerContext {
  const config = (key: string) => state.config.get(key);
  return {
    newAttributeId: state.newAttributeId,
    config,
    scan: (relation: FileRelation, lowering: Lowering) => {
      const source = dataSource(relation.format);
      if (!source) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider: relation.format });
      return source.scan(relation, scanContext(state, lowering));
    },
    exchangeScans,
    partitionHash: (expressions: readonly Expression[]): Expression => ({
      kind: 'call',
      fn: 'hash',
      args: expressions,
      dataType: { kind: 'integer' },
      nullable: false,
      options: { seed: 42 },
    }),
  };
}

function noExchange(read: ExchangeRead): never {
  throw sparkError('INTERNAL_ERROR', { message: `Exchange ${read.exchangeId} stands in a plan that has no stages.` });
}

function scanContext(state: QueryState, lowering: Lowering): ScanContext {
  const timeZone = state.config.get('spark.sql.session.timeZone');
  return {
    mode: lowering.mode,
    timeZone,
    config: (key) => state.config.get(key),
    runtime: (body, args, argTypes, resultType, options) => lowering.runtime(body, args, argTypes, resultType, options),
    castValue: (value, from, to, mode) =>
      lowerCast(
        { kind: 'cast', child: { kind: 'literal', value: null, dataType: from }, dataType: to, evalMode: mode, timeZone },
        value,
        lowering,
      ),
  };
}
