import { WriteOperationV2_Mode as Mode, type Relation } from '@kindling/protocol/messages';
import { type Column, namedColumn } from '../column/index.ts';
import type { CallOptions } from '../connect/index.ts';
import { type OptionValue, optionTexts } from './data-source-options.ts';
import type { Execution } from './execution.ts';

interface Parts {
  readonly provider?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly tableProperties: Readonly<Record<string, string>>;
  readonly partitions: readonly Column[];
  readonly clusteringColumns: readonly string[];
}

/**
 * Saves the rows of a frame in a table of a catalog; made by `df.writeTo`.
 *
 * @example
 * ```ts
 * await df.writeTo('db.events').using('parquet').partitionedBy('day').createOrReplace();
 * ```
 */
export class DataFrameWriterV2 {
  readonly #execution: Execution;
  readonly #relation: Relation;
  readonly #table: string;
  readonly #parts: Parts;

  constructor(execution: Execution, relation: Relation, table: string, parts?: Parts) {
    this.#execution = execution;
    this.#relation = relation;
    this.#table = table;
    this.#parts = parts ?? { options: {}, tableProperties: {}, partitions: [], clusteringColumns: [] };
  }

  /** The data source of a new table. @example `df.writeTo('t').using('parquet')` */
  using(provider: string): DataFrameWriterV2 {
    return this.#with({ provider });
  }
  /** An option of the write. @example `df.writeTo('t').option('compression', 'zstd')` */
  option(key: string, value: OptionValue): DataFrameWriterV2 {
    return this.options({ [key]: value });
  }
  /** Options of the write. @example `df.writeTo('t').options({ compression: 'zstd' })` */
  options(options: Readonly<Record<string, OptionValue>>): DataFrameWriterV2 {
    return this.#with({ options: { ...this.#parts.options, ...optionTexts(options) } });
  }
  /** A property of a new table. @example `df.writeTo('t').tableProperty('owner', 'ann')` */
  tableProperty(property: string, value: string): DataFrameWriterV2 {
    return this.#with({ tableProperties: { ...this.#parts.tableProperties, [property]: value } });
  }
  /** How a new table is divided; columns, or `days(col)` and its like. @example `df.writeTo('t').partitionedBy('day')` */
  partitionedBy(...columns: readonly (Column | string)[]): DataFrameWriterV2 {
    return this.#with({ partitions: columns.map(namedColumn) });
  }
  /** Columns by which a new table is clustered. @example `df.writeTo('t').clusterBy('day')` */
  clusterBy(...columns: readonly string[]): DataFrameWriterV2 {
    return this.#with({ clusteringColumns: columns });
  }
  /** A new table; an error when there is one. @example `await df.writeTo('t').create()` */
  create(options: CallOptions = {}): Promise<void> {
    return this.#run(Mode.CREATE, options);
  }
  /** Replaces a table; an error when there is none. @example `await df.writeTo('t').replace()` */
  replace(options: CallOptions = {}): Promise<void> {
    return this.#run(Mode.REPLACE, options);
  }
  /** A new table in any case. @example `await df.writeTo('t').createOrReplace()` */
  createOrReplace(options: CallOptions = {}): Promise<void> {
    return this.#run(Mode.CREATE_OR_REPLACE, options);
  }
  /** Adds the rows. @example `await df.writeTo('t').append()` */
  append(options: CallOptions = {}): Promise<void> {
    return this.#run(Mode.APPEND, options);
  }
  /** Replaces the rows for which the condition holds. @example `await df.writeTo('t').overwrite(col('day').eq('2020-01-01'))` */
  overwrite(condition: Column, options: CallOptions = {}): Promise<void> {
    return this.#run(Mode.OVERWRITE, options, condition);
  }
  /** Replaces the partitions that the rows belong to. @example `await df.writeTo('t').overwritePartitions()` */
  overwritePartitions(options: CallOptions = {}): Promise<void> {
    return this.#run(Mode.OVERWRITE_PARTITIONS, options);
  }

  #with(parts: Partial<Parts>): DataFrameWriterV2 {
    return new DataFrameWriterV2(this.#execution, this.#relation, this.#table, { ...this.#parts, ...parts });
  }

  async #run(mode: Mode, options: CallOptions, condition?: Column): Promise<void> {
    const { provider, partitions, tableProperties, clusteringColumns } = this.#parts;
    const value = {
      input: this.#relation,
      tableName: this.#table,
      mode,
      options: { ...this.#parts.options },
      tableProperties: { ...tableProperties },
      partitioningColumns: partitions.map((partition) => partition.expression),
      clusteringColumns: [...clusteringColumns],
      ...(provider !== undefined && { provider }),
      ...(condition !== undefined && { overwriteCondition: condition.expression }),
    };
    await this.#execution.command({ case: 'writeOperationV2', value }, options);
  }
}
