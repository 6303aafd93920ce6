import {
  WriteOperation_SaveMode as Mode,
  type Relation,
  WriteOperation_SaveTable_TableSaveMethod as SaveMethod,
} from '@kindling/protocol/messages';
import { valueError } from '../client-error.ts';
import type { CallOptions } from '../connect/index.ts';
import type { CsvWriteOptions, JsonWriteOptions, OptionValue, ParquetWriteOptions, TextWriteOptions } from './data-source-options.ts';
import { optionTexts } from './data-source-options.ts';
import type { Execution } from './execution.ts';

/** What happens when there is something already. */
export type SaveMode = 'append' | 'overwrite' | 'error' | 'errorifexists' | 'ignore' | 'default';

const modes: Readonly<Record<SaveMode, Mode>> = {
  append: Mode.APPEND,
  overwrite: Mode.OVERWRITE,
  error: Mode.ERROR_IF_EXISTS,
  errorifexists: Mode.ERROR_IF_EXISTS,
  default: Mode.ERROR_IF_EXISTS,
  ignore: Mode.IGNORE,
};

interface Parts {
  readonly mode?: SaveMode;
  readonly source?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly partitioningColumns: readonly string[];
  readonly sortColumnNames: readonly string[];
  readonly clusteringColumns: readonly string[];
  readonly bucketBy?: { readonly numBuckets: number; readonly bucketColumnNames: string[] };
}

type Target =
  | { readonly case: 'path'; readonly value: string }
  | { readonly case: 'table'; readonly value: { readonly tableName: string; readonly saveMethod: SaveMethod } };

/**
 * Saves the rows of a frame; made by `df.write`.
 *
 * @example
 * ```ts
 * await df.write.mode('overwrite').partitionBy('year').parquet('out/events');
 * ```
 */
export class DataFrameWriter {
  readonly #execution: Execution;
  readonly #relation: Relation;
  readonly #parts: Parts;

  constructor(execution: Execution, relation: Relation, parts?: Parts) {
    this.#execution = execution;
    this.#relation = relation;
    this.#parts = parts ?? { options: {}, partitioningColumns: [], sortColumnNames: [], clusteringColumns: [] };
  }

  /** What happens when there is something already; without it that is an error. @example `df.write.mode('append')` */
  mode(saveMode: SaveMode): DataFrameWriter {
    const mode = saveMode.toLowerCase() as SaveMode;
    if (modes[mode] === undefined) throw valueError('UNSUPPORTED_SAVE_MODE', { mode: saveMode });
    return this.#with({ mode });
  }
  /** The data source, by name. @example `df.write.format('parquet')` */
  format(source: string): DataFrameWriter {
    return this.#with({ source });
  }
  /** An option of the data source. @example `df.write.option('header', true)` */
  option(key: string, value: OptionValue): DataFrameWriter {
    return this.options({ [key]: value });
  }
  /** Options of the data source. @example `df.write.options({ header: true, sep: ';' })` */
  options(options: Readonly<Record<string, OptionValue | undefined>>): DataFrameWriter {
    return this.#with({ options: { ...this.#parts.options, ...optionTexts(options) } });
  }
  /** A folder for each combination of values of these columns. @example `df.write.partitionBy('year', 'month')` */
  partitionBy(...columns: readonly string[]): DataFrameWriter {
    return this.#with({ partitioningColumns: columns });
  }
  /** A fixed number of files by hash of these columns; for tables. @example `df.write.bucketBy(8, 'id').saveAsTable('people')` */
  bucketBy(numBuckets: number, ...columns: readonly string[]): DataFrameWriter {
    return this.#with({ bucketBy: { numBuckets, bucketColumnNames: [...columns] } });
  }
  /** The order within each bucket. @example `df.write.bucketBy(8, 'id').sortBy('name')` */
  sortBy(...columns: readonly string[]): DataFrameWriter {
    return this.#with({ sortColumnNames: columns });
  }
  /** Rows with near values of these columns go into the same files; for tables. @example `df.write.clusterBy('day')` */
  clusterBy(...columns: readonly string[]): DataFrameWriter {
    return this.#with({ clusteringColumns: columns });
  }

  /** Saves to a path, or to where the options of the source say. @example `await df.write.format('json').save('out')` */
  save(path?: string, options: CallOptions = {}): Promise<void> {
    return this.#run(path === undefined ? undefined : { case: 'path', value: path }, options);
  }
  /** Saves as a table of the catalog. @example `await df.write.saveAsTable('db.people')` */
  saveAsTable(tableName: string, options: CallOptions = {}): Promise<void> {
    return this.#run({ case: 'table', value: { tableName, saveMethod: SaveMethod.SAVE_AS_TABLE } }, options);
  }
  /** Adds the rows to a table, column by position. @example `await df.write.insertInto('db.people')` */
  insertInto(tableName: string, options: CallOptions & { readonly overwrite?: boolean } = {}): Promise<void> {
    const writer = options.overwrite === undefined ? this : this.mode(options.overwrite ? 'overwrite' : 'append');
    return writer.#run({ case: 'table', value: { tableName, saveMethod: SaveMethod.INSERT_INTO } }, options);
  }
  /** Saves as CSV. @example `await df.write.csv('out', { header: true })` */
  csv(path: string, options: CsvWriteOptions & CallOptions = {}): Promise<void> {
    return this.#saveAs('csv', path, options);
  }
  /** Saves as JSON lines. @example `await df.write.json('out')` */
  json(path: string, options: JsonWriteOptions & CallOptions = {}): Promise<void> {
    return this.#saveAs('json', path, options);
  }
  /** Saves as Parquet. @example `await df.write.parquet('out', { compression: 'zstd' })` */
  parquet(path: string, options: ParquetWriteOptions & CallOptions = {}): Promise<void> {
    return this.#saveAs('parquet', path, options);
  }
  /** Saves as ORC. @example `await df.write.orc('out')` */
  orc(path: string, options: Readonly<Record<string, OptionValue>> & CallOptions = {}): Promise<void> {
    return this.#saveAs('orc', path, options);
  }
  /** Saves a single string column as lines. @example `await df.select('name').write.text('out')` */
  text(path: string, options: TextWriteOptions & CallOptions = {}): Promise<void> {
    return this.#saveAs('text', path, options);
  }

  #saveAs(source: string, path: string, { signal, ...options }: object & CallOptions): Promise<void> {
    return this.format(source)
      .options(options as Readonly<Record<string, OptionValue>>)
      .save(path, { signal });
  }

  #with(parts: Partial<Parts>): DataFrameWriter {
    return new DataFrameWriter(this.#execution, this.#relation, { ...this.#parts, ...parts });
  }

  async #run(target: Target | undefined, options: CallOptions): Promise<void> {
    const { mode, source, bucketBy, partitioningColumns, sortColumnNames, clusteringColumns } = this.#parts;
    const value = {
      input: this.#relation,
      options: { ...this.#parts.options },
      partitioningColumns: [...partitioningColumns],
      sortColumnNames: [...sortColumnNames],
      clusteringColumns: [...clusteringColumns],
      ...(mode !== undefined && { mode: modes[mode] }),
      ...(source !== undefined && { source }),
      ...(bucketBy !== undefined && { bucketBy }),
      ...(target !== undefined && { saveType: target }),
    };
    await this.#execution.command({ case: 'writeOperation', value }, { signal: options.signal });
  }
}
