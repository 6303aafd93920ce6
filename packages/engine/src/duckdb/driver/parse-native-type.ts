import { isSimpleTypeName, type NativeField, type NativeType } from './native-type.ts';

const token = /\s*("(?:[^"]|"")*"|[A-Za-z_][\w]*|\d+|[(),[\]])/y;

const synonyms: Readonly<Record<string, string>> = { 'TIMESTAMP WITH TIME ZONE': 'TIMESTAMPTZ', BYTEA: 'BLOB', INT: 'INTEGER' };

/**
 * The type that a text of DuckDB's SQL names, such as the physical types of `duckdb/sql`: the reverse of `nativeTypeSql`.
 *
 * ```ts
 * parseNativeType('MAP(VARCHAR, DECIMAL(10,2)[])');
 * ```
 */
export function parseNativeType(sql: string): NativeType {
  const parser = new TypeParser(sql);
  const type = parser.type();
  parser.expectEnd();
  return type;
}

class TypeParser {
  readonly #sql: string;
  #at = 0;
  #next: string | undefined;

  constructor(sql: string) {
    this.#sql = sql;
    this.#advance();
  }

  type(): NativeType {
    let type = this.#element();
    while (this.#next === '[') {
      this.#advance();
      this.#expect(']');
      type = { kind: 'LIST', element: type };
    }
    return type;
  }

  expectEnd(): void {
    if (this.#next !== undefined) throw this.#unexpected();
  }

  #element(): NativeType {
    const word = this.#name();
    switch (word.toUpperCase()) {
      case 'DECIMAL': {
        this.#expect('(');
        const precision = Number(this.#name());
        this.#expect(',');
        const scale = Number(this.#name());
        this.#expect(')');
        return { kind: 'DECIMAL', precision, scale };
      }
      case 'MAP': {
        this.#expect('(');
        const key = this.type();
        this.#expect(',');
        const value = this.type();
        this.#expect(')');
        return { kind: 'MAP', key, value };
      }
      case 'STRUCT': {
        const fields: NativeField[] = [];
        do {
          this.#expect(fields.length === 0 ? '(' : ',');
          const name = this.#name();
          fields.push({ name, type: this.type() });
        } while (this.#next === ',');
        this.#expect(')');
        return { kind: 'STRUCT', fields };
      }
      default:
        return this.#simple(word.toUpperCase());
    }
  }

  #simple(word: string): NativeType {
    let words = word;
    if (word === 'TIMESTAMP') while (this.#next !== undefined && /^[A-Za-z]/.test(this.#next)) words += ` ${this.#name().toUpperCase()}`;
    const kind = synonyms[words] ?? words;
    if (!isSimpleTypeName(kind)) throw new TypeError(`DuckDB's type ${words} in '${this.#sql}' cannot cross into JavaScript`);
    return { kind };
  }

  #name(): string {
    const text = this.#next;
    if (text === undefined || /^[(),[\]]/.test(text)) throw this.#unexpected();
    this.#advance();
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  }

  #expect(text: string): void {
    if (this.#next !== text) throw this.#unexpected();
    this.#advance();
  }

  #advance(): void {
    token.lastIndex = this.#at;
    const match = token.exec(this.#sql);
    if (match === null && this.#sql.slice(this.#at).trim() !== '') {
      throw new SyntaxError(`'${this.#sql}' is no type: what is at ${this.#at}?`);
    }
    this.#next = match?.[1];
    if (match !== null) this.#at = token.lastIndex;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`'${this.#sql}' is no type: unexpected ${this.#next ?? 'end'}`);
  }
}
