import { type ColumnOrValue, referencesOf, toColumn } from '../column/index.ts';
import { col } from '../functions/index.ts';
import { makeRelation } from '../plan/index.ts';
import type { DataFrame } from './data-frame.ts';
import type { SparkSession } from './spark-session.ts';

type Argument = ColumnOrValue;

/**
 * Functions whose result is a table; made by `spark.tvf`.
 *
 * @example
 * ```ts
 * const { array, lit } = functions;
 * await spark.tvf.explode(array(lit(1), lit(2))).show();
 * ```
 */
export class TableValuedFunction {
  readonly #session: SparkSession;

  constructor(session: SparkSession) {
    this.#session = session;
  }

  /** Whole numbers as the column `id`. @example `spark.tvf.range(10)` */
  range(...bounds: Parameters<SparkSession['range']>): DataFrame<{ id: bigint }> {
    return this.#session.range(...bounds);
  }
  /** A row for each element of an array or entry of a map. @example `spark.tvf.explode(array(lit(1), lit(2)))` */
  explode(collection: Argument): DataFrame {
    return this.#call('explode', collection);
  }
  /** As {@link explode}, with a row of NULL where there is nothing. @example `spark.tvf.explode_outer(array())` */
  explode_outer(collection: Argument): DataFrame {
    return this.#call('explode_outer', collection);
  }
  /** A row for each struct of an array. @example `spark.tvf.inline(array(struct(lit(1), lit('a'))))` */
  inline(input: Argument): DataFrame {
    return this.#call('inline', input);
  }
  /** As {@link inline}, with a row of NULLs where there is nothing. @example `spark.tvf.inline_outer(array(struct(lit(1))))` */
  inline_outer(input: Argument): DataFrame {
    return this.#call('inline_outer', input);
  }
  /** Fields of a JSON text as columns. @example `spark.tvf.json_tuple(lit('{"a": 1}'), lit('a'))` */
  json_tuple(input: Argument, ...fields: readonly Argument[]): DataFrame {
    return this.#call('json_tuple', input, ...fields);
  }
  /** As {@link explode}, with positions. @example `spark.tvf.posexplode(array(lit('a'), lit('b')))` */
  posexplode(collection: Argument): DataFrame {
    return this.#call('posexplode', collection);
  }
  /** As {@link posexplode}, with a row of NULLs where there is nothing. @example `spark.tvf.posexplode_outer(array())` */
  posexplode_outer(collection: Argument): DataFrame {
    return this.#call('posexplode_outer', collection);
  }
  /** Values spread over `n` rows. @example `spark.tvf.stack(lit(2), lit(1), lit(2), lit(3))` */
  stack(n: Argument, ...fields: readonly Argument[]): DataFrame {
    return this.#call('stack', n, ...fields);
  }
  /** The words of Spark SQL, and whether they are reserved. @example `spark.tvf.sql_keywords()` */
  sql_keywords(): DataFrame {
    return this.#call('sql_keywords');
  }
  /** A row for each element or field of a variant. @example `spark.tvf.variant_explode(parse_json(lit('[1, 2]')))` */
  variant_explode(input: Argument): DataFrame {
    return this.#call('variant_explode', input);
  }
  /** As {@link variant_explode}, with a row of NULLs where there is nothing. @example `spark.tvf.variant_explode_outer(parse_json(lit('[]')))` */
  variant_explode_outer(input: Argument): DataFrame {
    return this.#call('variant_explode_outer', input);
  }

  #call(functionName: string, ...args: readonly Argument[]): DataFrame {
    const columns = args.map((argument) => (typeof argument === 'string' ? col(argument) : toColumn(argument)));
    const value = { functionName, arguments: columns.map((column) => column.expression) };
    return this.#session.frame(makeRelation({ case: 'unresolvedTableValuedFunction', value }, referencesOf(columns)));
  }
}
