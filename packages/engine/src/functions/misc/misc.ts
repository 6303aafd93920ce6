import { simpleString, sparkError, types } from '@kindling/protocol';
import { cases, cast, call as duckCall, operator, text, token } from '../../duckdb/sql/index.ts';
import { type AggregateCall, type Call, type Expression, existsInExpression, queryContextOf } from '../../plan/index.ts';
import { unexpectedType } from '../data-type-mismatch.ts';
import { at, type FunctionSpec, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

function misc(spec: Omit<FunctionSpec, 'family'> & Partial<Pick<FunctionSpec, 'family'>>): FunctionRecord {
  return scalar({ family: 'misc_funcs', nullable: false, showsAlias: true, ...spec });
}

function sessionText(
  name: string,
  aliases: readonly string[],
  since: string,
  summary: string,
  value: (context: ResolveContext) => string,
  showsAlias = true,
): FunctionRecord {
  return misc({
    name,
    aliases,
    showsAlias,
    since,
    summary,
    parameters: [],
    returns: types.string,
    rewrite: (_, __, context) => ({ kind: 'literal', value: value(context), dataType: types.string }),
  });
}

/** Known only when the query is planned: other checks come first. */
function refuseColumn(call: Call | AggregateCall): void {
  const { seedExpr, exprWithSeed } = (call.options ?? {}) as { readonly seedExpr?: string; readonly exprWithSeed: string };
  if (seedExpr === undefined) return;
  const context = call.origin ? [queryContextOf(call.origin)] : [];
  throw sparkError('SEED_EXPRESSION_IS_UNFOLDABLE', { seedExpr, exprWithSeed }, { context });
}

function optionsOfSeed(name: string, seed: Expression | undefined, context: ResolveContext): Readonly<Record<string, unknown>> {
  if (seed === undefined) return { seed: context.queryStartMicros };
  const text = context.sqlText(seed);
  if (existsInExpression(seed, (item) => item.kind === 'attribute')) return { seedExpr: `"${text}"`, exprWithSeed: `"${name}(${text})"` };
  return { seed: BigInt(String(context.constant(seed)?.value ?? 0)) };
}

function random(name: string, aliases: readonly string[], summary: string): FunctionRecord {
  return misc({
    name,
    aliases,
    since: '1.5.0',
    summary,
    parameters: [{ ...optional('seed', { oneOf: [types.integer, types.long] }), exact: true, takesNoText: true }],
    returns: types.double,
    deterministic: false,
    sql: (args) => `${name}(${args.join(', ')})`,
    options: ([seed], context) => optionsOfSeed(name, seed, context),
    lower: (_, call, context) => {
      refuseColumn(call);
      if (name === 'rand' && call.args.length === 0) return duckCall('random');
      return context.runtime(name, [context.partitionId(), context.rowNumberInPartition()], [types.integer, types.long], types.double, {
        seed: call.options?.seed,
      });
    },
  });
}

export const miscellaneous: readonly FunctionRecord[] = [
  sessionText('current_catalog', [], '3.1.0', 'The current catalog.', (context) => context.currentCatalog()),
  sessionText('current_schema', ['current_database'], '1.6.0', 'The current database.', (context) => context.currentDatabase(), false),
  sessionText('current_user', ['user', 'session_user'], '3.2.0', 'The user of the session.', (context) => context.currentUser()),
  sessionText('current_path', [], '4.1.0', 'Where functions and tables are looked for.', (context) => context.currentPath()),
  sessionText('version', [], '3.0.0', 'The version of Spark whose behaviour this is.', () => '4.2.0'),
  misc({
    name: 'typeof',
    since: '3.0.0',
    summary: 'The type of a value, as text.',
    examples: ['typeof(1)'],
    parameters: [param('expr')],
    returns: types.string,
    lower: (_, call) => text(simpleString(dataTypeOf(call.args[0] as Expression))),
  }),
  misc({
    name: 'uuid',
    since: '2.3.0',
    summary: 'A random UUID.',
    parameters: [optional('seed', types.long)],
    returns: types.string,
    deterministic: false,
    sql: () => 'uuid()',
    options: ([seed], context) => (seed ? { seed: BigInt(String(context.constant(seed)?.value ?? 0)) } : {}),
    lower: (_, call, context) =>
      call.args.length === 0
        ? cast(duckCall('uuid'), 'VARCHAR')
        : context.runtime('uuid', [context.partitionId(), context.rowNumberInPartition()], [types.integer, types.long], types.string, {
            seed: call.options?.seed,
          }),
  }),
  random('rand', ['random'], 'A random number from 0 up to 1.'),
  random('randn', [], 'A random number of the standard normal distribution.'),
  misc({
    name: 'spark_partition_id',
    since: '1.4.0',
    summary: 'Number of the partition that holds the row.',
    parameters: [],
    returns: types.integer,
    deterministic: false,
    sql: () => 'SPARK_PARTITION_ID()',
    lower: (_, __, context) => context.partitionId(),
  }),
  misc({
    name: 'monotonically_increasing_id',
    since: '1.4.0',
    summary: 'A number that grows with each row: partition in the upper bits, row below.',
    parameters: [],
    returns: types.long,
    deterministic: false,
    lower: (_, __, context) =>
      operator('+', operator('<<', cast(context.partitionId(), 'BIGINT'), token('33')), cast(context.rowNumberInPartition(), 'BIGINT')),
  }),
  misc({
    name: 'distributed_sequence_id',
    family: 'internal',
    since: '4.0.0',
    summary: 'The number of the row, counted from 0 through all partitions; for `zipWithIndex`.',
    parameters: [],
    returns: types.long,
    deterministic: false,
    // A stage with it has one task.
    lower: (_, __, context) => context.rowNumberInPartition(),
  }),
  misc({
    name: 'direct_shuffle_partition_id',
    family: 'internal',
    since: '4.1.0',
    summary: 'Stands in a repartition for the number of the partition itself; for `repartitionById`.',
    parameters: [param('partitionId', types.integer)],
    coercion: 'none',
    check: (args, context) => {
      const { kind } = dataTypeOf(args[0] as Expression);
      if (kind !== 'integer') unexpectedType(args, 0, '"INT"', context);
    },
    returns: types.integer,
    lower: (args) => at(args, 0),
  }),
  misc({
    name: 'raise_error',
    since: '3.1.0',
    summary: 'Raises an error with a message.',
    parameters: [param('message', 'string')],
    returns: types.null,
    nullable: true,
    lower: (args, call, context) => cast(context.raise(call, 'USER_RAISED_EXCEPTION', { errorMessage: at(args, 0) }), 'INTEGER'),
  }),
  misc({
    name: 'assert_true',
    since: '2.0.0',
    summary: 'NULL when a condition holds, otherwise an error.',
    parameters: [param('expr', 'boolean'), optional('message', 'string')],
    options: (args, context) => ({ message: `'${context.sqlText(args[0] as Expression)}' is not true!` }),
    sql: ([condition, message]) => `assert_true(${condition}, ${message ?? `'${condition}' is not true!`})`,
    returns: types.null,
    nullable: true,
    lower: (args, call, context) =>
      cases(
        [
          [
            { kind: 'operator', operator: 'IS NOT TRUE', args: [at(args, 0)], postfix: true },
            cast(context.raise(call, 'USER_RAISED_EXCEPTION', { errorMessage: args[1] ?? String(call.options?.message) }), 'INTEGER'),
          ],
        ],
        cast(token('NULL'), 'INTEGER'),
      ),
  }),
];
