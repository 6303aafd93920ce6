import { type StructType, toDdl } from '@kindling/protocol';
import type { IsUntyped, RowOf, Untyped } from '../column/index.ts';
import { makeRelation } from '../plan/index.ts';
import type { DataFrame } from './data-frame.ts';
import type { CsvReadOptions, JsonReadOptions, OptionValue, ParquetReadOptions, TextReadOptions } from './data-source-options.ts';
import { optionTexts } from './data-source-options.ts';
import type { UntypedRow } from './row-type.ts';
import type { SparkSession } from './spark-session.ts';

interface Parts {
  readonly format?: string;
  readonly schema?: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Options that `load` and its like take beside the path. */
type GenericOptions = Readonly<Record<string, OptionValue | undefined>>;

/**
 * Reads files and tables; made by `spark.read`.
 *
 * @example
 * ```ts
 * const customers = spark.read.csv('customers.csv', { sep: '\t', header: true, inferSchema: true });
 * ```
 */
export class DataFrameReader<R = UntypedRow> {
  readonly #session: SparkSession;
  readonly #parts: Parts;

  constructor(session: SparkSession, parts: Parts = { options: {} }) {
    this.#session = session;
    this.#parts = parts;
  }

  /** The data source, by name. @example `spark.read.format('parquet').load('people')` */
  format(format: string): DataFrameReader<R> {
    return new DataFrameReader<R>(this.#session, { ...this.#parts, format });
  }
  /** An option of the data source. @example `spark.read.option('header', true)` */
  option(key: string, value: OptionValue): DataFrameReader<R> {
    return this.options({ [key]: value });
  }
  /** Options of the data source. @example `spark.read.options({ header: true, sep: ';' })` */
  options(options: GenericOptions): DataFrameReader<R> {
    return new DataFrameReader<R>(this.#session, { ...this.#parts, options: { ...this.#parts.options, ...optionTexts(options) } });
  }
  /** The columns, as DDL or as a schema value, which also tells the compiler what the rows are. @example `spark.read.schema('id BIGINT, name STRING').json('people')` */
  schema<S extends StructType>(schema: S): DataFrameReader<RowOf<S>>;
  schema(schema: string): DataFrameReader<UntypedRow>;
  schema(schema: StructType | string): DataFrameReader<Untyped> {
    return new DataFrameReader<Untyped>(this.#session, { ...this.#parts, schema: typeof schema === 'string' ? schema : toDdl(schema) });
  }

  /** Reads paths, or what the options of the source say. @example `spark.read.format('json').load('a.json', 'b.json')` */
  load(...paths: readonly string[]): DataFrame<R> {
    const { format, schema, options } = this.#parts;
    const value = {
      paths: [...paths],
      options: { ...options },
      ...(format !== undefined && { format }),
      ...(schema !== undefined && { schema }),
    };
    return this.#session.frame<R>(makeRelation({ case: 'read', value: { readType: { case: 'dataSource', value } } }));
  }
  /** Reads a table or view. @example `spark.read.table('db.people')` */
  table(tableName: string): DataFrame<R> {
    const value = { unparsedIdentifier: tableName, options: { ...this.#parts.options } };
    return this.#session.frame<R>(makeRelation({ case: 'read', value: { readType: { case: 'namedTable', value } } }));
  }
  /** Reads CSV. @example `spark.read.csv('people.csv', { header: true, inferSchema: true })` */
  csv(paths: string | readonly string[], options: CsvReadOptions = {}): DataFrame<R> {
    return this.#files('csv', paths, options);
  }
  /** Reads JSON, an object on each line unless `multiLine` is set. @example `spark.read.json('people.json')` */
  json(paths: string | readonly string[], options: JsonReadOptions = {}): DataFrame<R> {
    return this.#files('json', paths, options);
  }
  /** Reads Parquet. @example `spark.read.parquet('people')` */
  parquet(paths: string | readonly string[], options: ParquetReadOptions = {}): DataFrame<R> {
    return this.#files('parquet', paths, options);
  }
  /** Reads ORC. @example `spark.read.orc('people')` */
  orc(paths: string | readonly string[], options: GenericOptions = {}): DataFrame<R> {
    return this.#files('orc', paths, options);
  }
  /** Reads lines, as a column `value`. @example `spark.read.text('log.txt')` */
  text(paths: string | readonly string[], options: TextReadOptions = {}): DataFrame<IsUntyped<R> extends true ? { value: string } : R> {
    return this.#files<Untyped>('text', paths, options);
  }

  #files<S = R>(format: string, paths: string | readonly string[], options: object): DataFrame<S> {
    const reader = this.format(format).options(options as GenericOptions);
    return reader.load(...(typeof paths === 'string' ? [paths] : paths)) as DataFrame<Untyped>;
  }
}
