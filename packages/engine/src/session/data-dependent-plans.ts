import {
  castToSparkString,
  type DataType,
  encodeInternalRows,
  type InternalValue,
  type StructType,
  sparkError,
  sqlName,
} from '@kindling/protocol';
import type {
  Expression,
  LocalRelation,
  LogicalPlan,
  ParseTexts,
  Pivot,
  StatFunction,
  Transpose,
  UnresolvedDataSource,
} from '../plan/index.ts';
import { mapChildren, walkPlan } from '../plan/index.ts';

/** An answered query, small enough to hold. */
export interface Answer {
  readonly schema: StructType;
  readonly rows: readonly (readonly InternalValue[])[];
}
export interface DataAccess {
  /** Analyses and runs a relation. */
  answer(plan: LogicalPlan): Promise<Answer>;
  /** Analyses a relation. */
  schema(plan: LogicalPlan): Promise<StructType>;
  config(key: string): string;
  readonly timeZone: string;
  /** Reads texts as the lines of a file. */
  readTexts(texts: readonly string[], source: Omit<UnresolvedDataSource, 'kind' | 'paths'>): Promise<Answer>;
}

/**
 * Operators whose columns depend on the rows (a pivot without values, transpose, crosstab, freqItems): what they need of the data is
 * asked before analysis, as Spark asks it, and they become operators whose columns are known.
 */
export async function resolveDataDependent(plan: LogicalPlan, access: DataAccess): Promise<LogicalPlan> {
  const found = new Map<LogicalPlan, LogicalPlan | undefined>();
  walkPlan(plan, (node) => {
    if (dependsOnData(node)) found.set(node, undefined);
  });
  if (found.size === 0) return plan;
  // Inner ones first: an outer one may need what they become.
  for (const node of [...found.keys()].reverse()) found.set(node, await resolve(rebuilt(node, found), access));
  return rebuilt(plan, found);
}

function rebuilt(plan: LogicalPlan, replaced: ReadonlyMap<LogicalPlan, LogicalPlan | undefined>): LogicalPlan {
  const visit = (node: LogicalPlan): LogicalPlan => replaced.get(node) ?? mapChildren(node, { plan: visit });
  return visit(plan);
}

function dependsOnData(node: LogicalPlan): boolean {
  if (node.kind === 'pivot') return node.values === undefined;
  if (node.kind === 'transpose') return true;
  if (node.kind === 'parseTexts') return true;
  return node.kind === 'statFunction' && (node.variant === 'crosstab' || node.variant === 'freqItems');
}

async function resolve(node: LogicalPlan, access: DataAccess): Promise<LogicalPlan> {
  if (node.kind === 'pivot') return withValues(node, access);
  if (node.kind === 'transpose') return transposed(node, access);
  if (node.kind === 'parseTexts') return parsed(node, access);
  if (node.kind === 'statFunction') return node.variant === 'crosstab' ? crosstab(node, access) : frequentItems(node, access);
  return node;
}

/** Read as a source reads its files: the schema found out, the options and modes heeded. */
async function parsed({ format, schema, options, child }: ParseTexts, access: DataAccess): Promise<LocalRelation> {
  const [field, ...more] = (await access.schema(child)).fields;
  if (field?.dataType.kind !== 'string' || more.length > 0)
    throw sparkError('DATAFRAME_INPUT_NOT_STRING_TYPE', { dataType: `"${field ? sqlName(field.dataType) : 'VOID'}"` });
  const { rows } = await access.answer(child);
  const texts = rows.flatMap(([text]) => (typeof text === 'string' ? [text] : []));
  const answer = await access.readTexts(texts, { format, options, ...(schema ? { schema } : {}) });
  return local(answer.schema, answer.rows);
}

async function withValues(pivot: Pivot, access: DataAccess): Promise<LogicalPlan> {
  const max = Number(access.config('spark.sql.pivotMaxValues'));
  const column: Expression = { kind: 'alias', child: pivot.pivotColumn, names: ['value'] };
  const distinct: LogicalPlan = { kind: 'deduplicate', child: { kind: 'project', list: [column], child: pivot.child } };
  const { schema, rows } = await access.answer({
    kind: 'sort',
    order: [ascending('value')],
    isGlobal: true,
    child: limited(distinct, max + 1),
  });
  if (rows.length > max)
    throw sparkError('_LEGACY_ERROR_TEMP_1324', {
      pivotColumn: schema.fields[0]?.name ?? '',
      maxValues: String(max),
      maxValuesConfig: 'spark.sql.pivotMaxValues',
    });
  const dataType = schema.fields[0]?.dataType ?? { kind: 'null' };
  return { ...pivot, values: rows.map(([value]): Expression => ({ kind: 'literal', value: value ?? null, dataType })) };
}

async function transposed(node: Transpose, access: DataAccess): Promise<LocalRelation> {
  const max = Number(access.config('spark.sql.transposeMaxValues'));
  const index = node.indexColumn;
  const list: Expression[] = index
    ? [{ kind: 'alias', child: index, names: ['index'] }, { kind: 'unresolvedStar' }]
    : [{ kind: 'unresolvedStar' }];
  const schema = await access.schema({ kind: 'project', list, child: node.child });
  const key = index?.kind === 'unresolvedAttribute' ? index.nameParts.at(-1)?.toLowerCase() : undefined;
  const columns = schema.fields.slice(1).filter((field) => key === undefined || field.name.toLowerCase() !== key);
  const valueType = await commonType(columns, node.child, access);
  const cells = columns.map((field): Expression => ({ kind: 'cast', child: attribute(field.name), dataType: valueType }));
  const { rows } = await access.answer(
    limited(
      {
        kind: 'project',
        list: [list[0]?.kind === 'unresolvedStar' ? attribute(schema.fields[0]?.name ?? '') : (list[0] as Expression), ...cells],
        child: node.child,
      },
      max + 1,
    ),
  );
  if (rows.length > max) throw sparkError('TRANSPOSE_EXCEED_ROW_LIMIT', { maxValues: String(max), config: 'spark.sql.transposeMaxValues' });
  const indexType = schema.fields[0]?.dataType ?? { kind: 'null' };
  const sorted = [...rows].filter((row) => row[0] !== null).sort((left, right) => compare(left[0], right[0]));
  const text = (value: InternalValue) => castToSparkString(value, indexType, { timeZone: access.timeZone, style: 'cast' }) ?? 'null';
  const output: StructType = {
    kind: 'struct',
    fields: [
      { name: 'key', dataType: { kind: 'string' }, nullable: false },
      ...sorted.map((row) => ({ name: text(row[0] ?? null), dataType: valueType, nullable: true })),
    ],
  };
  return local(
    output,
    columns.map((field, i) => [field.name, ...sorted.map((row) => row[i + 1] ?? null)]),
  );
}

async function crosstab(node: StatFunction, access: DataAccess): Promise<LocalRelation> {
  const [first, second] = node.columns;
  if (!first || !second) throw sparkError('INTERNAL_ERROR', { message: 'crosstab needs two columns.' });
  const one: Expression = { kind: 'literal', value: 1, dataType: { kind: 'integer' } };
  const count: Expression = { kind: 'alias', child: { kind: 'unresolvedFunction', nameParts: ['count'], args: [one] }, names: ['count'] };
  const { schema, rows } = await access.answer({
    kind: 'aggregate',
    grouping: [first, second],
    groupingKind: { kind: 'groupBy' },
    list: [count],
    includeGrouping: true,
    child: node.child,
  });
  const text = (value: InternalValue | undefined, ordinal: number) => {
    const dataType = schema.fields[ordinal]?.dataType ?? { kind: 'null' };
    return value === null || value === undefined
      ? 'null'
      : (castToSparkString(value, dataType, { timeZone: access.timeZone, style: 'cast' }) ?? 'null');
  };
  const names = [...new Set(rows.map((row) => text(row[1], 1)))].sort();
  const counts = new Map<string, Map<string, InternalValue>>();
  for (const row of rows) {
    const key = text(row[0], 0);
    const cells = counts.get(key) ?? new Map<string, InternalValue>();
    cells.set(text(row[1], 1), row[2] ?? 0n);
    counts.set(key, cells);
  }
  const output: StructType = {
    kind: 'struct',
    fields: [
      { name: `${schema.fields[0]?.name}_${schema.fields[1]?.name}`, dataType: { kind: 'string' }, nullable: true },
      ...names.map((name) => ({ name, dataType: { kind: 'long' } as const, nullable: false })),
    ],
  };
  return local(
    output,
    [...counts].map(([key, cells]) => [key, ...names.map((name) => cells.get(name) ?? 0n)]),
  );
}

/** Counts every value, so that none that is frequent enough is missed; Spark's own count is approximate and may give more. */
async function frequentItems(node: StatFunction, access: DataAccess): Promise<LocalRelation> {
  const support = Number(node.parameters.support);
  if (!(support >= 1e-4 && support <= 1)) throw sparkError('_LEGACY_ERROR_TEMP_2253', { support: String(support) });
  const one: Expression = { kind: 'literal', value: 1, dataType: { kind: 'integer' } };
  const count: Expression = { kind: 'alias', child: { kind: 'unresolvedFunction', nameParts: ['count'], args: [one] }, names: ['count'] };
  const fields: StructType['fields'][number][] = [];
  const values: InternalValue[] = [];
  for (const column of node.columns) {
    const { schema, rows } = await access.answer({
      kind: 'aggregate',
      grouping: [column],
      groupingKind: { kind: 'groupBy' },
      list: [count],
      includeGrouping: true,
      child: node.child,
    });
    const total = rows.reduce((sum, row) => sum + Number(row[1]), 0);
    const field = schema.fields[0];
    if (!field) continue;
    fields.push({
      name: `${field.name}_freqItems`,
      dataType: { kind: 'array', elementType: field.dataType, containsNull: true },
      nullable: false,
    });
    values.push(rows.filter((row) => Number(row[1]) >= total * support).map((row) => row[0] ?? null));
  }
  return local({ kind: 'struct', fields }, [values]);
}

function local(schema: StructType, rows: readonly (readonly InternalValue[])[]): LocalRelation {
  return { kind: 'localRelation', schema, batches: [encodeInternalRows(schema, rows)] };
}

function limited(child: LogicalPlan, count: number): LogicalPlan {
  return { kind: 'limit', limit: { kind: 'literal', value: count, dataType: { kind: 'integer' } }, child };
}

function ascending(name: string) {
  return { kind: 'sortOrder', child: { kind: 'unresolvedAttribute', nameParts: [name] }, direction: 'ascending', nulls: 'first' } as const;
}

function compare(left: InternalValue | undefined, right: InternalValue | undefined): number {
  if (left === undefined || right === undefined || left === null || right === null) return 0;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The type that the columns share; array() knows it. */
async function commonType(columns: StructType['fields'], child: LogicalPlan, access: DataAccess): Promise<DataType> {
  const [first, ...others] = columns;
  const isText = (field: StructType['fields'][number]) => field.dataType.kind === 'string';
  const other = others.find((field) => first && isText(field) !== isText(first));
  if (first && other)
    throw sparkError('TRANSPOSE_NO_LEAST_COMMON_TYPE', { dt1: `"${sqlName(first.dataType)}"`, dt2: `"${sqlName(other.dataType)}"` });
  const array: Expression = { kind: 'unresolvedFunction', nameParts: ['array'], args: columns.map((field) => attribute(field.name)) };
  const schema = await access.schema({ kind: 'project', list: [{ kind: 'alias', child: array, names: ['all'] }], child });
  const dataType = schema.fields[0]?.dataType;
  return dataType?.kind === 'array' ? dataType.elementType : { kind: 'string' };
}

function attribute(name: string): Expression {
  return { kind: 'unresolvedAttribute', nameParts: [name] };
}
