import { functions, type SparkSession } from '@kindling/client';
import { listKeywords } from '@kindling/sql';

/** Names for a prompt of SQL: keywords and functions, and the tables of the session with the columns of those that the statement names. */
export class SqlCompletion {
  readonly #spark: SparkSession;
  readonly #words = [...listKeywords().map(({ keyword }) => keyword), ...Object.keys(functions)];
  readonly #columns = new Map<string, Promise<readonly string[]>>();
  #tables: Promise<readonly string[]> | undefined;

  constructor(spark: SparkSession) {
    this.#spark = spark;
  }

  /** A statement may have made or dropped tables. */
  forgetTables(): void {
    this.#tables = undefined;
    this.#columns.clear();
  }

  /** What may stand at the end of the text, and the part of it that is there already. */
  async complete(text: string): Promise<[string[], string]> {
    const word = /[\w$]*$/.exec(text)?.[0] ?? '';
    if (word === '') return [[], word];
    this.#tables ??= this.#listColumn('SHOW TABLES', 1);
    const tables = await this.#tables;
    const named = tables.filter((table) => new RegExp(`\\b${table}\\b`, 'i').test(text));
    const columns = await Promise.all(named.map((table) => this.#columnsOf(table)));
    const isUpper = /[A-Z]/.test(word) && word === word.toUpperCase();
    const words = this.#words.map((name) => (isUpper ? name.toUpperCase() : name.toLowerCase()));
    const found = [...tables, ...columns.flat(), ...words].filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
    return [[...new Set(found)], word];
  }

  #columnsOf(table: string): Promise<readonly string[]> {
    const known = this.#columns.get(table);
    if (known) return known;
    const columns = this.#listColumn(`SHOW COLUMNS IN \`${table.replaceAll('`', '``')}\``, 0);
    this.#columns.set(table, columns);
    return columns;
  }

  /** Completion is an offer: what the server cannot list is not offered, and the statement itself will say what is wrong. */
  async #listColumn(statement: string, ordinal: number): Promise<readonly string[]> {
    try {
      const rows = await (await this.#spark.sql(statement)).collect();
      return rows.map((row) => String(row.at(ordinal)));
    } catch (error) {
      if (error instanceof Error && 'condition' in error) return [];
      throw error;
    }
  }
}
