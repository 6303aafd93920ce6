import { encodeRows, types } from '@kindling/protocol';
import { listKeywords } from '@kindling/sql';
import type { FunctionRecord } from '../function-record.ts';

const schema = types.struct([types.field('keyword', types.string, false), types.field('reserved', types.boolean, false)]);

/** Spark leaves these out of its list. */
const spelledTwoWays: ReadonlySet<string> = new Set(['TEMP', 'TEMPORARY', 'REGEXP', 'RLIKE']);

export const keywordTables: readonly FunctionRecord[] = [
  {
    name: 'sql_keywords',
    kind: 'table',
    family: 'generator_funcs',
    since: '3.5.0',
    summary: 'The words of Spark SQL, and whether they are reserved.',
    parameters: [],
    result: () => ({ dataType: schema, nullable: false }),
    plan: (_, context) => {
      const isReserving =
        context.config('spark.sql.ansi.enabled') === 'true' && context.config('spark.sql.ansi.enforceReservedKeywords') === 'true';
      const rows = listKeywords()
        .filter(({ keyword }) => !spelledTwoWays.has(keyword))
        .map(({ keyword, reserved }) => [keyword, isReserving && reserved]);
      return { kind: 'localRelation', schema, batches: [encodeRows(schema, rows)] };
    },
  },
];
