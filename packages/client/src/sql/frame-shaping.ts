import type { StructType } from '@kindling/protocol';
import { dataTypeToProto, SubqueryExpression_SubqueryType as SubqueryType } from '@kindling/protocol/messages';
import { valueError } from '../client-error.ts';
import {
  asSortOrder,
  Column,
  makeExpression,
  namedColumn,
  operator,
  type RowOf,
  sortOrderOf,
  subqueryColumn,
  toColumn,
  type Untyped,
} from '../column/index.ts';
import type { DataFrame } from './data-frame.ts';
import { DataFrameNaFunctions } from './data-frame-na-functions.ts';
import { DataFrameStatFunctions } from './data-frame-stat-functions.ts';
import { FrameActions } from './frame-actions.ts';
import { type MapPartitionsOptions, mapPartitionsRelation, type PartitionRows, type RowMade } from './map-partitions.ts';
import { Observation } from './observation.ts';
import type { ColumnName, ColumnOrName, UntypedRow } from './row-type.ts';

/** Steps that keep the columns of a frame, and those whose columns only the server can tell. */
export abstract class FrameShaping<R> extends FrameActions<R> {
  /** Exactly this many partitions, and by hash of columns when there are some. @example `df.repartition(5)` */
  repartition(numPartitions: number, ...columns: readonly ColumnOrName<R>[]): DataFrame<R>;
  repartition(...columns: readonly ColumnOrName<R>[]): DataFrame<R>;
  repartition(first: number | ColumnOrName<R>, ...rest: readonly ColumnOrName<R>[]): DataFrame<R> {
    return this.#repartitionBy(first, rest, (column) => column);
  }
  /** Partitions of about equal size that hold ranges of these columns. @example `df.repartitionByRange(4, 'age')` */
  repartitionByRange(numPartitions: number, ...columns: readonly ColumnOrName<R>[]): DataFrame<R>;
  repartitionByRange(...columns: readonly ColumnOrName<R>[]): DataFrame<R>;
  repartitionByRange(first: number | ColumnOrName<R>, ...rest: readonly ColumnOrName<R>[]): DataFrame<R> {
    if (typeof first === 'number' && rest.length === 0) throw valueError('CANNOT_BE_EMPTY', { item: 'cols' });
    return this.#repartitionBy(first, rest, asSortOrder);
  }
  /** The partition of each row is the value of a column. @example `df.repartitionById(4, col('slot'))` */
  repartitionById(numPartitions: number, partitionIdColumn: ColumnOrName<R>): DataFrame<R> {
    const column = namedColumn(partitionIdColumn);
    const expression = makeExpression({ case: 'directShufflePartitionId', value: { child: column.expression } });
    return this.#repartitionBy(numPartitions, [new Column(expression, column.references)], (one) => one);
  }
  /** At most this many partitions, by putting whole ones together. @example `df.coalesce(1)` */
  coalesce(numPartitions: number): DataFrame<R> {
    return this.derive({ case: 'repartition', value: { input: this.relation, numPartitions: positive(numPartitions), shuffle: false } });
  }
  /** Sorts each partition for itself. @example `df.repartition('city').sortWithinPartitions('age')` */
  sortWithinPartitions(...columns: readonly ColumnOrName<R>[]): DataFrame<R> {
    const orders = columns.map((column) => asSortOrder(namedColumn(column)));
    return this.derive({ case: 'sort', value: { input: this.relation, order: orders.map(sortOrderOf), isGlobal: false } }, ...orders);
  }

  /** About this fraction of the rows. @example `df.sample(0.1, { seed: 42 })` */
  sample(fraction: number, options: { readonly withReplacement?: boolean; readonly seed?: number | bigint } = {}): DataFrame<R> {
    const { withReplacement = false, seed = randomSeed() } = options;
    const value = {
      input: this.relation,
      lowerBound: 0,
      upperBound: fraction,
      withReplacement,
      seed: BigInt(seed),
      deterministicOrder: false,
    };
    return this.derive({ case: 'sample', value });
  }
  /** Disjoint random parts whose sizes are about in these proportions. @example `const [train, test] = df.randomSplit([0.8, 0.2], 42)` */
  randomSplit(weights: readonly number[], seed: number | bigint = randomSeed()): DataFrame<R>[] {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (weights.some((weight) => weight < 0) || total <= 0) {
      throw valueError('VALUE_NOT_POSITIVE', { arg_name: 'weights', arg_value: weights.join(', ') });
    }
    let upperBound = 0;
    return weights.map((weight) => {
      const lowerBound = upperBound;
      upperBound += weight / total;
      const value = { input: this.relation, lowerBound, upperBound, withReplacement: false, seed: BigInt(seed), deterministicOrder: true };
      return this.derive({ case: 'sample', value });
    });
  }
  /** Advice for the optimizer. @example `df.hint('broadcast')` */
  hint(name: string, ...parameters: readonly (string | number | Column | readonly (string | number)[])[]): DataFrame<R> {
    const columns = parameters.map(toColumn);
    const value = { input: this.relation, name, parameters: columns.map((column) => column.expression) };
    return this.derive({ case: 'hint', value }, ...columns);
  }
  /** Computes metrics about the rows that pass here. @example `df.observe(observation, count(lit(1)).alias('rows'))` */
  observe(observation: Observation | string, ...metrics: readonly Column[]): DataFrame<R> {
    if (metrics.length === 0) throw valueError('CANNOT_BE_EMPTY', { item: 'exprs' });
    const name = typeof observation === 'string' ? observation : observation.name;
    if (observation instanceof Observation) this.sparkSession.execution.observations.add(observation);
    const value = { input: this.relation, name, metrics: metrics.map((metric) => metric.expression) };
    return this.derive({ case: 'collectMetrics', value }, ...metrics);
  }

  /** Rows that differ. @example `df.distinct()` */
  distinct(): DataFrame<R> {
    return this.derive({ case: 'deduplicate', value: { input: this.relation, allColumnsAsKeys: true } });
  }
  /** One row of those that are equal in these columns. @example `df.dropDuplicates('city')` */
  dropDuplicates(...columns: readonly ColumnName<R>[]): DataFrame<R> {
    if (columns.length === 0) return this.distinct();
    return this.derive({ case: 'deduplicate', value: { input: this.relation, columnNames: [...columns] } });
  }
  /** {@link dropDuplicates} for streams, within the watermark's delay. @example `events.dropDuplicatesWithinWatermark('id')` */
  dropDuplicatesWithinWatermark(...columns: readonly ColumnName<R>[]): DataFrame<R> {
    const keys = columns.length === 0 ? { allColumnsAsKeys: true } : { columnNames: [...columns] };
    return this.derive({ case: 'deduplicate', value: { input: this.relation, ...keys, withinWatermark: true } });
  }
  /** How late events of a stream may be. @example `events.withWatermark('time', '10 minutes')` */
  withWatermark(eventTime: ColumnName<R>, delayThreshold: string): DataFrame<R> {
    return this.derive({ case: 'withWatermark', value: { input: this.relation, eventTime, delayThreshold } });
  }

  /** What to do with NULL and NaN. @example `df.na.fill(0)` */
  get na(): DataFrameNaFunctions<R> {
    return new DataFrameNaFunctions<R>(this.sparkSession, this.relation);
  }
  /** Statistics. @example `await df.stat.corr('age', 'income')` */
  get stat(): DataFrameStatFunctions<R> {
    return new DataFrameStatFunctions<R>(this.sparkSession, this.relation);
  }
  /** Count, mean, standard deviation, least and greatest value. @example `await df.describe('age').show()` */
  describe(...columns: readonly ColumnName<R>[]): DataFrame<UntypedRow> {
    return this.derive({ case: 'describe', value: { input: this.relation, cols: [...columns] } });
  }
  /** Statistics by name, such as `count`, `mean`, `25%`. @example `await df.summary('count', '50%').show()` */
  summary(...statistics: readonly string[]): DataFrame<UntypedRow> {
    return this.derive({ case: 'summary', value: { input: this.relation, statistics: [...statistics] } });
  }
  /** One row for each of several columns: its name and its value. @example `df.unpivot(['id'], ['a', 'b'], 'name', 'value')` */
  unpivot(
    ids: readonly ColumnOrName<R>[],
    values: readonly ColumnOrName<R>[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame<UntypedRow> {
    const idColumns = ids.map((id) => namedColumn(id));
    const valueColumns = values?.map((value) => namedColumn(value));
    const value = {
      input: this.relation,
      ids: idColumns.map((id) => id.expression),
      ...(valueColumns !== undefined && { values: { values: valueColumns.map((column) => column.expression) } }),
      variableColumnName,
      valueColumnName,
    };
    return this.derive({ case: 'unpivot', value }, ...idColumns, ...(valueColumns ?? []));
  }
  /** The same as {@link unpivot}. @example `df.melt(['id'], ['a', 'b'], 'name', 'value')` */
  melt(
    ids: readonly ColumnOrName<R>[],
    values: readonly ColumnOrName<R>[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame<UntypedRow> {
    return this.unpivot(ids, values, variableColumnName, valueColumnName);
  }
  /** Columns become rows, named by the first or the given column. @example `await df.transpose().show()` */
  transpose(indexColumn?: ColumnOrName<R>): DataFrame<UntypedRow> {
    const columns = indexColumn === undefined ? [] : [namedColumn(indexColumn)];
    return this.derive(
      { case: 'transpose', value: { input: this.relation, indexColumns: columns.map((column) => column.expression) } },
      ...columns,
    );
  }
  /** Each row as JSON text. @example `await df.toJSON().collect()` */
  toJSON(): DataFrame<{ value: string }> {
    const row = operator('struct', namedColumn('*'));
    const json = operator('to_json', row).alias('value');
    return this.derive({ case: 'project', value: { input: this.relation, expressions: [json.expression] } });
  }
  /** The frame in this schema: columns in its order, cast where that loses nothing. @example `df.to(types.struct([types.field('id', types.long)]))` */
  to<S extends StructType>(schema: S): DataFrame<RowOf<S>> {
    return this.derive({ case: 'toSchema', value: { input: this.relation, schema: dataTypeToProto(schema) } });
  }
  /** All columns under new names. @example `df.toDF('key', 'value')` */
  toDF<const N extends readonly string[]>(...names: N): DataFrame<Record<N[number], Untyped>> {
    return this.derive({ case: 'toDf', value: { input: this.relation, columnNames: [...names] } });
  }
  /** A column with metadata of its own. @example `df.withMetadata('age', { unit: 'years' })` */
  withMetadata(columnName: ColumnName<R>, metadata: Readonly<Record<string, unknown>>): DataFrame<R> {
    const alias = { expr: this.col(columnName).expression, name: [columnName], metadata: JSON.stringify(metadata) };
    return this.derive({ case: 'withColumns', value: { input: this.relation, aliases: [alias] } });
  }
  /** Calls a function with this frame, so that steps of one's own fit into the chain. @example `df.transform(onlyAdults)` */
  transform<T>(f: (frame: DataFrame<R>) => T): T {
    return f(this.sparkSession.frame<R>(this.relation));
  }
  /** Rows that a function makes of each partition, where the partitions are; like `foreachPartition` it sees its arguments only. An asynchronous function gets the rows while they come, any other when all of its partition are there. @example `df.mapPartitions((rows) => [{ n: [...rows].length }], 'n int')` */
  mapPartitions<S extends object = UntypedRow, P = undefined>(
    f: (rows: PartitionRows<R>, params: P) => Iterable<S> | AsyncIterable<S> | Promise<Iterable<S>>,
    schema: StructType | string,
    options: MapPartitionsOptions<P> = {},
  ): DataFrame<RowMade<S>> {
    return this.derive(mapPartitionsRelation(this.relation, 'partition', f, schema, options));
  }
  /** {@link mapPartitions} with as many rows at once as come together, never all of a partition. @example `df.mapInBatches((rows) => rows.filter((row) => row.id > 3n), 'id bigint')` */
  mapInBatches<S extends object = UntypedRow, P = undefined>(
    f: (rows: readonly R[], params: P) => Iterable<S>,
    schema: StructType | string,
    options: MapPartitionsOptions<P> = {},
  ): DataFrame<RowMade<S>> {
    return this.derive(mapPartitionsRelation(this.relation, 'batch', f, schema, options));
  }

  /** The single value of the frame as a column of another query. @example `df.filter(col('age').gt(ages.select(avg('age')).scalar()))` */
  scalar(): Column {
    return subqueryColumn(this.relation, SubqueryType.SCALAR);
  }
  /** Whether the frame has a row, as a column of another query. @example `df.filter(orders.where(col('user').eq(col('id').outer())).exists())` */
  exists(): Column<boolean> {
    return subqueryColumn(this.relation, SubqueryType.EXISTS);
  }

  #repartitionBy(first: number | ColumnOrName<R>, rest: readonly ColumnOrName<R>[], asKey: (column: Column) => Column): DataFrame<R> {
    const isCount = typeof first === 'number';
    const count = isCount ? { numPartitions: positive(first) } : {};
    if (isCount && rest.length === 0) {
      return this.derive({ case: 'repartition', value: { input: this.relation, ...count, shuffle: true } });
    }
    const keys = (isCount ? rest : [first, ...rest]).map((key) => asKey(namedColumn(key)));
    const value = { input: this.relation, partitionExprs: keys.map((key) => key.expression), ...count };
    return this.derive({ case: 'repartitionByExpression', value }, ...keys);
  }
}

function positive(numPartitions: number): number {
  if (!(numPartitions > 0)) throw valueError('VALUE_NOT_POSITIVE', { arg_name: 'numPartitions', arg_value: String(numPartitions) });
  return numPartitions;
}

const randomSeed = (): number => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
