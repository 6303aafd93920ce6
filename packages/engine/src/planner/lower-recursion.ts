import { type Cte, call, column, number, operator, type Query, type Sql } from '../duckdb/sql/index.ts';
import type { Expression } from '../plan/index.ts';
import type { Lowering } from './lowering.ts';

const LEVEL = 'recursion_level';

/**
 * A recursive common table expression whose rows know at which step they came, so that it ends where Spark ends it: with an error, as soon as
 * a step beyond the most gives a row. A negative limit is none.
 */
export function recursiveCte(
  name: string,
  width: number,
  inputs: readonly [anchor: Query, step: Query],
  limit: Expression,
  lowering: Lowering,
): Cte {
  const most = limit.kind === 'literal' ? Number(limit.value) : -1;
  const columns = Array.from({ length: width }, (_, i) => `r${i}`);
  const raised = lowering.raise(limit, 'RECURSION_LEVEL_LIMIT_EXCEEDED', { levelLimit: String(most) });
  const checked = (reached: Sql, next: Sql): Sql =>
    most < 0 ? next : { kind: 'case', branches: [[operator('>=', reached, number(most)), raised]], otherwise: next };
  const [anchor, step] = inputs;
  const items = columns.map((item) => ({ value: column(item, 'q') }));
  const first: Query = {
    ctes: [],
    body: {
      kind: 'select',
      items: [...items, { value: checked(number(0), number(1)) }],
      from: { kind: 'query', query: anchor, as: 'q', columns },
    },
  };
  const last: Query = {
    ctes: [],
    body: { kind: 'select', items: [{ value: call('max', column(LEVEL)), as: LEVEL }], from: { kind: 'table', name } },
  };
  const level = column(LEVEL, 'l');
  const next: Query = {
    ctes: [],
    body: {
      kind: 'select',
      items: [...items, { value: checked(level, operator('+', level, number(1))) }],
      from: {
        kind: 'join',
        type: 'CROSS',
        left: { kind: 'query', query: step, as: 'q', columns },
        right: { kind: 'query', query: last, as: 'l' },
      },
    },
  };
  const query: Query = { ctes: [], body: { kind: 'set', operation: 'UNION', all: true, inputs: [first, next] } };
  return { name, query, recursive: true, columns: [...columns, LEVEL] };
}
