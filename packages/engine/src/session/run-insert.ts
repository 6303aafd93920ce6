import { SparkError, type StructField, sparkError, toSQLId, toSQLType } from '@kindling/protocol';
import type { Insert, InsertBranch, InsertTarget, MultiInsert } from '@kindling/sql';
import { canStoreAssign } from '../analysis/index.ts';
import type { TableEntry } from '../catalog/index.ts';
import { type Attribute, type CatalogCommand, canUpCast, type Expression, type LogicalPlan, outputOf, walkPlan } from '../plan/index.ts';
import { withDefaultValues } from './default-values.ts';
import { specOf, unsupported } from './run-table.ts';
import { fittedText, isSizedText, plainType } from './sized-text.ts';
import type { StatementContext } from './statement-context.ts';
import { defaultTextOf } from './table-columns.ts';
import { writeFiles } from './write-files.ts';
import { writeTable } from './write-table.ts';

/** How the columns of a query find those of a table. */
export interface InsertLayout {
  readonly overwrite: boolean;
  readonly byName: boolean;
  readonly columns: readonly string[];
  /** Partition values of the statement; `undefined` where the query gives them. */
  readonly partition: ReadonlyMap<string, string | null | undefined>;
  readonly ifPartitionNotExists?: boolean;
  /** `partitionOverwriteMode` of DataFrame writers. */
  readonly options?: Readonly<Record<string, string>>;
}

/** INSERT INTO and INSERT OVERWRITE. */
export async function insert(statement: Insert, query: LogicalPlan, context: StatementContext): Promise<void> {
  await insertInto(statement.target, query, context);
}

/** FROM … INSERT … INSERT …: one query for each branch. */
export async function multiInsert(statement: MultiInsert, context: StatementContext): Promise<void> {
  for (const branch of statement.branches) await insertInto(branch.target, branchQuery(statement, branch, context), context);
}

function branchQuery(statement: MultiInsert, branch: InsertBranch, context: StatementContext): LogicalPlan {
  const body = {
    kind: 'fromStatement',
    from: statement.from,
    lateralViews: statement.lateralViews,
    branches: [branch.query],
    start: branch.start,
    stop: branch.stop,
  };
  return context.planOf({ ...branch.query, with: statement.with, body } as unknown as typeof branch.query);
}

async function insertInto(target: InsertTarget, query: LogicalPlan, context: StatementContext): Promise<void> {
  if (target.kind === 'insertReplace')
    throw sparkError('UNSUPPORTED_FEATURE.TABLE_OPERATION', {
      tableName: toSQLId(await context.nameOf(target.table)),
      operation: 'INSERT INTO ... REPLACE',
    });
  if (target.kind === 'insertDirectory') {
    const path =
      target.path === undefined
        ? (target.options.find(({ key }) => key.toLowerCase() === 'path')?.value ?? '')
        : context.stringOf(target.path);
    const options = Object.fromEntries(
      target.options.filter(({ key }) => key.toLowerCase() !== 'path').map(({ key, value }) => [key, value ?? '']),
    );
    const format = target.provider?.parts.map((part) => part.value).join('.') ?? '';
    await writeFiles(
      { kind: 'writeFiles', format, path, mode: 'overwrite', options, partitionBy: [], child: query },
      context.session,
      context.state,
      context.options,
    );
    return;
  }
  if (target.schemaEvolution) throw sparkError('UNSUPPORTED_INSERT_WITH_SCHEMA_EVOLUTION');
  const nameParts = await context.nameOf(target.table);
  const table = insertedTable(nameParts, context);
  const partition = target.partition ? await specOf(target.partition, context) : new Map<string, string | null | undefined>();
  const layout: InsertLayout = {
    overwrite: target.overwrite,
    byName: target.byName,
    columns: target.columns.map((column) => column.value),
    partition,
    ifPartitionNotExists: target.ifPartitionNotExists,
  };
  await insertRows(table, query, layout, context);
}

export function insertedTable(nameParts: readonly string[], context: StatementContext): TableEntry {
  const { catalog } = context;
  const entry = catalog.snapshot().lookupRelation(nameParts) ?? context.failNotFound(nameParts);
  if (entry.kind !== 'table')
    throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(entry.name), operation: 'INSERT' });
  return entry.table;
}

export async function insertRows(table: TableEntry, query: LogicalPlan, layout: InsertLayout, context: StatementContext): Promise<void> {
  checkPartition(table, layout);
  const statics = new Map([...layout.partition].filter((item): item is [string, string | null] => item[1] !== undefined));
  const targets = targetColumns(table, layout, statics);
  const withDefaults = withDefaultValues(query, (ordinal) => targets[ordinal] && defaultOf(targets[ordinal], context));
  const analyzed = await context.analyze(withDefaults);
  if (layout.overwrite) refuseOwnRows(table, analyzed, context);
  const list = assignments(table, outputOf(analyzed), layout, targets, statics, context);
  const rows = await context.analyze({ kind: 'project', list, child: analyzed });
  if (
    layout.ifPartitionNotExists &&
    table.partitions.some((partition) => table.partitionColumns.every((name, i) => statics.get(name.toLowerCase()) === partition.values[i]))
  )
    return;
  try {
    await writeTable(table, rows, { overwrite: overwriteOf(table, layout, statics, context) }, context);
  } catch (error) {
    throw asInsertError(error, table, outputOf(analyzed));
  }
}

function overwriteOf(table: TableEntry, layout: InsertLayout, statics: ReadonlyMap<string, string | null>, context: StatementContext) {
  if (!layout.overwrite) return 'none';
  if (table.partitionColumns.length === 0) return 'all';
  const mode = layout.options?.partitionOverwriteMode ?? context.state.config.get('spark.sql.sources.partitionOverwriteMode');
  const isDynamic = mode.toUpperCase() === 'DYNAMIC' && statics.size < table.partitionColumns.length;
  return isDynamic ? 'dynamic' : { spec: statics };
}

function checkPartition(table: TableEntry, layout: InsertLayout): void {
  for (const name of layout.partition.keys()) {
    if (!table.partitionColumns.some((column) => column.toLowerCase() === name))
      throw sparkError('PARTITIONS_NOT_FOUND', { partitionList: toSQLId([name]), tableName: toSQLId(table.name) });
  }
  for (const name of layout.columns) {
    if (layout.partition.get(name.toLowerCase()) !== undefined)
      throw sparkError('STATIC_PARTITION_COLUMN_IN_INSERT_COLUMN_LIST', { staticName: toSQLId([name]) });
  }
}

/** The columns that the query fills, in its order; without a column list those of the table that have no value from the partition. */
function targetColumns(table: TableEntry, layout: InsertLayout, statics: ReadonlyMap<string, string | null>): readonly StructField[] {
  const { fields } = table.schema;
  if (layout.columns.length === 0) return fields.filter((field) => !statics.has(field.name.toLowerCase()));
  const seen = new Set<string>();
  return layout.columns.map((name) => {
    const key = name.toLowerCase();
    const field = fields.find((candidate) => candidate.name.toLowerCase() === key);
    if (field === undefined) {
      throw sparkError('UNRESOLVED_COLUMN.WITH_SUGGESTION', {
        objectName: toSQLId([name]),
        proposal: fields.map((candidate) => toSQLId([candidate.name])).join(', '),
      });
    }
    if (seen.has(key)) throw sparkError('COLUMN_ALREADY_EXISTS', { columnName: toSQLId([key]) });
    seen.add(key);
    return field;
  });
}

function defaultOf(field: StructField, context: StatementContext): Expression {
  const text = defaultTextOf(field);
  const value: Expression =
    text === undefined ? { kind: 'literal', value: null, dataType: { kind: 'null' } } : context.expressionOfText(text);
  const child = value.kind === 'alias' ? value.child : value;
  return { kind: 'cast', child, dataType: plainType(field.dataType) };
}

/** Reading what is being overwritten would lose it. */
function refuseOwnRows(table: TableEntry, analyzed: LogicalPlan, context: StatementContext): void {
  walkPlan(analyzed, (node) => {
    if (node.kind !== 'fileRelation' || node.tableName?.join('.') !== table.name.join('.')) return;
    const isDynamic = context.state.config.get('spark.sql.sources.partitionOverwriteMode').toUpperCase() === 'DYNAMIC';
    if (!isDynamic || table.partitionColumns.length === 0) throw sparkError('UNSUPPORTED_OVERWRITE.TABLE', { table: toSQLId(table.name) });
  });
}

/** One expression for each column of the table: from the query, the partition's values, or the column's default. */
function assignments(
  table: TableEntry,
  output: readonly Attribute[],
  layout: InsertLayout,
  targets: readonly StructField[],
  statics: ReadonlyMap<string, string | null>,
  context: StatementContext,
): readonly Expression[] {
  const given = layout.byName ? byName(table, output, targets) : byPosition(table, output, layout, targets, statics);
  return table.schema.fields.map((field): Expression => {
    const key = field.name.toLowerCase();
    const column = given.get(key);
    const value = column ? assigned(column, field, table, context) : constant(field, statics.get(key), context);
    const fitted =
      isSizedText(field.dataType) && !context.state.config.isOn('spark.sql.legacy.charVarcharAsString')
        ? fittedText(value, field.dataType)
        : value;
    return { kind: 'alias', child: fitted, names: [field.name] };
  });

  function constant(field: StructField, partitionValue: string | null | undefined, at: StatementContext): Expression {
    if (partitionValue === undefined) return defaultOf(field, at);
    return {
      kind: 'cast',
      child: { kind: 'literal', value: partitionValue, dataType: { kind: 'string' } },
      dataType: plainType(field.dataType),
    };
  }
}

function byPosition(
  table: TableEntry,
  output: readonly Attribute[],
  layout: InsertLayout,
  targets: readonly StructField[],
  statics: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, Attribute> {
  if (output.length !== targets.length) {
    const names = (items: readonly { readonly name: string }[]) => items.map((item) => toSQLId([item.name])).join(', ');
    if (statics.size > 0) {
      throw sparkError('INSERT_PARTITION_COLUMN_ARITY_MISMATCH', {
        tableName: toSQLId(table.name),
        reason: output.length < targets.length ? 'not enough data columns' : 'too many data columns',
        tableColumns: names(table.schema.fields),
        dataColumns: names(output),
        staticPartCols: [...statics.keys()].map((name) => toSQLId([name])).join(', '),
      });
    }
    throw sparkError(
      output.length < targets.length
        ? 'INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS'
        : 'INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS',
      {
        tableName: toSQLId(table.name),
        tableColumns: names(layout.columns.length > 0 ? targets : table.schema.fields),
        dataColumns: names(output),
      },
    );
  }
  return new Map(targets.map((field, i) => [field.name.toLowerCase(), output[i] as Attribute]));
}

function byName(table: TableEntry, output: readonly Attribute[], targets: readonly StructField[]): ReadonlyMap<string, Attribute> {
  const tableName = toSQLId(table.name);
  const given = new Map<string, Attribute>();
  for (const column of output) {
    const key = column.name.toLowerCase();
    if (given.has(key))
      throw sparkError('INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME', { tableName, colName: toSQLId([column.name]) });
    given.set(key, column);
  }
  if (output.length > targets.length) {
    throw sparkError('INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS', {
      tableName,
      tableColumns: targets.map((field) => toSQLId([field.name])).join(', '),
      dataColumns: output.map((column) => toSQLId([column.name])).join(', '),
    });
  }
  const extra = output.filter((column) => !targets.some((field) => field.name.toLowerCase() === column.name.toLowerCase()));
  if (extra.length > 0) {
    throw sparkError('INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS', {
      tableName,
      extraColumns: extra.map((column) => toSQLId([column.name])).join(', '),
    });
  }
  return given;
}

/** The query's column as the table stores it, if that is allowed. */
function assigned(column: Attribute, field: StructField, table: TableEntry, context: StatementContext): Expression {
  const dataType = plainType(field.dataType);
  const policy = context.state.config.get('spark.sql.storeAssignmentPolicy').toUpperCase();
  const isAllowed =
    policy === 'LEGACY' || (policy === 'STRICT' ? canUpCast(column.dataType, dataType) : canStoreAssign(column.dataType, dataType));
  if (!isAllowed) {
    throw sparkError('INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST', {
      tableName: toSQLId(table.name),
      colName: toSQLId([field.name]),
      srcType: toSQLType(column.dataType),
      targetType: toSQLType(dataType),
    });
  }
  const timeZone = context.state.config.get('spark.sql.session.timeZone');
  return { kind: 'cast', child: column, dataType, evalMode: policy === 'LEGACY' ? 'legacy' : 'ansi', implicit: true, timeZone };
}

/** Overflow is told with the column that it happened to. */
function asInsertError(error: unknown, table: TableEntry, output: readonly Attribute[]): unknown {
  if (!(error instanceof SparkError) || error.condition !== 'CAST_OVERFLOW') return error;
  const { sourceType = '', targetType = '' } = error.messageParameters;
  const index = output.findIndex(
    (column, i) =>
      toSQLType(column.dataType) === sourceType && toSQLType(plainType(table.schema.fields[i]?.dataType ?? column.dataType)) === targetType,
  );
  const columnName = toSQLId([table.schema.fields[Math.max(index, 0)]?.name ?? '']);
  return sparkError('CAST_OVERFLOW_IN_TABLE_INSERT', { sourceType, targetType, columnName }, { cause: error });
}

/** What changes rows in place needs a store that can do so. */
export async function refuseRowChange(
  statement: { readonly kind: 'delete' | 'update' | 'merge'; readonly name: Parameters<StatementContext['nameOf']>[0] },
  context: StatementContext,
): Promise<never> {
  return refuseChangeOf(await context.nameOf(statement.name), statement.kind, context);
}

/** df.mergeInto. */
export async function mergeIntoTable(command: CatalogCommand, context: StatementContext): Promise<void> {
  refuseChangeOf(command.fields.nameParts as readonly string[], 'merge', context);
}

function refuseChangeOf(nameParts: readonly string[], kind: 'delete' | 'update' | 'merge', context: StatementContext): never {
  const operation = { delete: 'DELETE', update: 'UPDATE TABLE', merge: 'MERGE INTO TABLE' }[kind];
  const view = context.catalog.findView(nameParts);
  throw unsupported(view ? view.name : context.relationNamed(nameParts).name, operation);
}
