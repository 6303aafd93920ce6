import { collationRows, type DataType, types } from '@kindling/protocol';
import { listKeywords } from '@kindling/sql';
import type { Attribute, Expression, LogicalPlan } from '../../plan/index.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

type Column = readonly [name: string, dataType: DataType, nullable?: boolean];

/** A table that is written in the plan itself. */
function listing(columns: readonly Column[], rows: readonly (readonly unknown[])[], context: ResolveContext): LogicalPlan {
  const output = columns.map(
    ([name, dataType, nullable = false]): Attribute => ({
      kind: 'attribute',
      name,
      dataType,
      nullable,
      id: context.newAttributeId(),
      qualifier: [],
    }),
  );
  const projections = rows.map((row) =>
    row.map((value, i): Expression => ({ kind: 'literal', value, dataType: (columns[i] as Column)[1] })),
  );
  return { kind: 'expand', projections, output, child: { kind: 'oneRow' } };
}

const table = (name: string, since: string, summary: string, plan: (context: ResolveContext) => LogicalPlan): FunctionRecord => ({
  name,
  kind: 'table',
  family: 'table_funcs',
  since,
  summary,
  parameters: [],
  result: () => ({ dataType: types.null, nullable: true }),
  plan: (_, context) => plan(context),
});

/** Spark leaves these out of its list. */
const spelledTwoWays: ReadonlySet<string> = new Set(['TEMP', 'TEMPORARY', 'REGEXP', 'RLIKE']);

export const listings: readonly FunctionRecord[] = [
  table('sql_keywords', '3.5.0', 'The keywords of SQL, and whether they may be names.', (context) => {
    const isEnforced = context.ansi && context.config('spark.sql.ansi.enforceReservedKeywords') === 'true';
    return listing(
      [
        ['keyword', types.string],
        ['reserved', types.boolean],
      ],
      listKeywords()
        .filter(({ keyword }) => !spelledTwoWays.has(keyword))
        .map(({ keyword, reserved }) => [keyword, reserved && isEnforced]),
      context,
    );
  }),
  table('collations', '4.0.0', 'Every collation.', (context) =>
    listing(
      [
        ['CATALOG', types.string],
        ['SCHEMA', types.string],
        ['NAME', types.string],
        ['LANGUAGE', types.string, true],
        ['COUNTRY', types.string, true],
        ['ACCENT_SENSITIVITY', types.string],
        ['CASE_SENSITIVITY', types.string],
        ['PAD_ATTRIBUTE', types.string],
        ['ICU_VERSION', types.string, true],
      ],
      collationRows().map((row) => ['SYSTEM', 'BUILTIN', ...row]),
      context,
    ),
  ),
];
