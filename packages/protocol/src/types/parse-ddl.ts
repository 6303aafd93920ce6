import type { DataType, DayTimeField, StructField, StructType, YearMonthField } from './data-type.ts';
import { type Token, tokenize } from './ddl-token.ts';
import { MAX_DECIMAL_PRECISION, types } from './types.ts';

/** The text is not a Spark data type or column list. */
export class DdlSyntaxError extends Error {
  override readonly name = 'DdlSyntaxError';
  /** Spark's error condition, such as `PARSE_SYNTAX_ERROR` or `UNSUPPORTED_DATATYPE`. */
  readonly condition: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The text that was parsed, and where in it (counted from 0) reading failed. */
  readonly text: string;
  readonly position: number;
  constructor(condition: string, parameters: Readonly<Record<string, string>>, text: string, position: number, reason: string) {
    super(`[${condition}] ${reason} (position ${position} of ${JSON.stringify(text)})`);
    this.condition = condition;
    this.parameters = parameters;
    this.text = text;
    this.position = position;
  }
}

const PLAIN: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['BOOLEAN', types.boolean],
  ['TINYINT', types.byte],
  ['BYTE', types.byte],
  ['SMALLINT', types.short],
  ['SHORT', types.short],
  ['INT', types.integer],
  ['INTEGER', types.integer],
  ['BIGINT', types.long],
  ['LONG', types.long],
  ['FLOAT', types.float],
  ['REAL', types.float],
  ['DOUBLE', types.double],
  ['DATE', types.date],
  ['TIMESTAMP_NTZ', types.timestampNtz],
  ['TIMESTAMP_LTZ', types.timestamp],
  ['BINARY', types.binary],
  ['VOID', types.null],
  ['VARIANT', types.variant],
]);

/** The text is a type, whose numbers are not possible: another reading of it would not help. */
const OUT_OF_RANGE: ReadonlySet<string> = new Set([
  'UNSUPPORTED_TIME_PRECISION',
  'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION',
  '_LEGACY_ERROR_TEMP_1228',
]);

const YEAR_MONTH_FIELDS: readonly string[] = ['YEAR', 'MONTH'] satisfies readonly Uppercase<YearMonthField>[];
const DAY_TIME_FIELDS: readonly string[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND'] satisfies readonly Uppercase<DayTimeField>[];

class DdlParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  singleType(): DataType {
    const type = this.#firstType();
    this.#expectEnd();
    return type;
  }

  /** That something follows a name is noticed before whether the name is a type's. */
  #firstType(): DataType {
    const [first, second, third] = this.#tokens;
    try {
      return this.#dataType();
    } catch (error) {
      if (!(error instanceof DdlSyntaxError) || error.condition !== 'UNSUPPORTED_DATATYPE' || error.position !== first?.position)
        throw error;
      if (second === undefined || second.kind === 'end' || second.text === '(') throw error;
      const text = `'${second.text}'`;
      this.#fail(second, 'PARSE_SYNTAX_ERROR', { error: text, hint: third?.kind === 'end' ? `: extra input ${text}` : '' });
    }
  }

  tableSchema(): StructType {
    if (this.#peek().kind === 'end') return types.struct([]);
    const fields = [this.#column(false)];
    while (this.#takeSymbol(',')) fields.push(this.#column(false));
    this.#expectEnd();
    return types.struct(fields);
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  #fail(token: Token, condition = 'PARSE_SYNTAX_ERROR', parameters?: Readonly<Record<string, string>>, reason?: string): never {
    const error = token.kind === 'end' ? 'end of input' : `'${token.text}'`;
    throw new DdlSyntaxError(
      condition,
      parameters ?? { error, hint: '' },
      this.#text,
      token.position,
      reason ?? `a data type or column cannot continue with ${error}`,
    );
  }

  #isWord(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#index++;
    return true;
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.#index++;
    return true;
  }

  #expectWord(word: string): void {
    if (!this.#takeWord(word)) this.#fail(this.#peek());
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) this.#fail(this.#peek());
  }

  #expectEnd(): void {
    if (this.#peek().kind !== 'end') this.#fail(this.#peek());
  }

  #identifier(): string {
    const token = this.#next();
    if (token.kind === 'quoted') return token.text;
    if (token.kind !== 'word') this.#fail(token);
    const following = this.#peek();
    const dashed = following.kind === 'symbol' && following.text === '-';
    if (dashed || !/^[A-Za-z0-9_]+$/.test(token.text)) {
      const rest = /^[^\s,<>():`'"]*/.exec(this.#text.slice(token.position))?.[0] ?? token.text;
      this.#fail(token, 'INVALID_IDENTIFIER', { ident: rest }, `the name ${rest} must be written in backticks: \`${rest}\``);
    }
    return token.text;
  }

  #integer(): number {
    const token = this.#next();
    if (token.kind !== 'word' || !/^\d+$/.test(token.text)) this.#fail(token);
    return Number(token.text);
  }

  #column(insideStruct: boolean): StructField {
    const name = this.#identifier();
    if (insideStruct) this.#takeSymbol(':');
    const dataType = this.#dataType();
    let nullable = true;
    if (this.#takeWord('NOT')) {
      this.#expectWord('NULL');
      nullable = false;
    }
    if (!this.#takeWord('COMMENT')) return types.field(name, dataType, nullable);
    const comment = this.#next();
    if (comment.kind !== 'string') this.#fail(comment);
    return types.field(name, dataType, nullable, { comment: comment.text });
  }

  #dataType(): DataType {
    const token = this.#next();
    if (token.kind !== 'word' && token.kind !== 'quoted') this.#fail(token);
    const name = token.text.toUpperCase();
    const plain = PLAIN.get(name);
    if (plain !== undefined) return plain;
    switch (name) {
      case 'TIMESTAMP':
        return this.#timestamp();
      case 'TIME':
        return this.#time(token);
      case 'STRING':
        return this.#takeWord('COLLATE') ? types.collatedString(this.#identifier().toUpperCase()) : types.string;
      case 'CHAR':
      case 'CHARACTER':
        return types.char(this.#length(token, name));
      case 'VARCHAR':
        return types.varchar(this.#length(token, name));
      case 'DECIMAL':
      case 'DEC':
      case 'NUMERIC':
        return this.#decimal(token);
      case 'INTERVAL':
        return this.#interval();
      case 'GEOMETRY':
        return types.geometry(this.#srid());
      case 'GEOGRAPHY':
        return types.geography(this.#srid());
      case 'ARRAY':
        return this.#array(token);
      case 'MAP':
        return this.#map(token);
      case 'STRUCT':
        return this.#struct(token);
      default:
        return this.#fail(token, 'UNSUPPORTED_DATATYPE', { typeName: `"${name}"` }, `${name} is not a data type`);
    }
  }

  #withoutTimeZone(): boolean {
    if (!this.#takeWord('WITHOUT')) return false;
    this.#expectWord('TIME');
    this.#expectWord('ZONE');
    return true;
  }

  #timestamp(): DataType {
    if (this.#withoutTimeZone()) return types.timestampNtz;
    if (this.#takeWord('WITH')) {
      for (const word of ['LOCAL', 'TIME', 'ZONE']) this.#expectWord(word);
    }
    return types.timestamp;
  }

  #time(token: Token): DataType {
    let precision: number | undefined;
    if (this.#takeSymbol('(')) {
      precision = this.#integer();
      this.#expectSymbol(')');
    }
    this.#withoutTimeZone();
    if (precision !== undefined && precision > 6) {
      this.#fail(token, 'UNSUPPORTED_TIME_PRECISION', { precision: String(precision) }, 'TIME keeps at most 6 digits of a second');
    }
    return types.time(precision);
  }

  #length(token: Token, name: string): number {
    if (!this.#takeSymbol('(')) {
      this.#fail(token, 'DATATYPE_MISSING_SIZE', { type: `"${name}"` }, `${name} needs a length, as in ${name}(10)`);
    }
    const length = this.#integer();
    this.#expectSymbol(')');
    if (this.#takeWord('COLLATE')) this.#identifier();
    return length;
  }

  #decimal(token: Token): DataType {
    if (!this.#takeSymbol('(')) return types.decimal();
    const precision = this.#integer();
    const scale = this.#takeSymbol(',') ? this.#integer() : 0;
    this.#expectSymbol(')');
    if (precision > MAX_DECIMAL_PRECISION) {
      this.#fail(
        token,
        'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION',
        { precision: String(precision), maxPrecision: String(MAX_DECIMAL_PRECISION) },
        `a decimal has at most ${MAX_DECIMAL_PRECISION} digits, not ${precision}`,
      );
    }
    if (scale > precision) {
      this.#fail(
        token,
        '_LEGACY_ERROR_TEMP_1228',
        { scale: String(scale), precision: String(precision) },
        `the scale ${scale} of a decimal must not exceed its precision ${precision}`,
      );
    }
    return types.decimal(precision, scale);
  }

  #interval(): DataType {
    for (const fields of [YEAR_MONTH_FIELDS, DAY_TIME_FIELDS]) {
      const start = fields.findIndex((field) => this.#isWord(field));
      if (start < 0) continue;
      this.#index++;
      let end = start;
      if (this.#isWord('TO')) {
        end = fields.findIndex((field) => this.#isWord(field, 1));
        if (end <= start) this.#fail(this.#peek());
        this.#index += 2;
      }
      const [from, to] = [(fields[start] as string).toLowerCase(), (fields[end] as string).toLowerCase()];
      return fields === YEAR_MONTH_FIELDS
        ? types.yearMonthInterval(from as YearMonthField, to as YearMonthField)
        : types.dayTimeInterval(from as DayTimeField, to as DayTimeField);
    }
    return types.calendarInterval;
  }

  #srid(): number | 'ANY' {
    this.#expectSymbol('(');
    const srid = this.#takeWord('ANY') ? 'ANY' : this.#integer();
    this.#expectSymbol(')');
    return srid;
  }

  #incomplete(token: Token, parameters: Readonly<Record<string, string>>, example: string): never {
    const name = token.text.toUpperCase();
    return this.#fail(token, `INCOMPLETE_TYPE_DEFINITION.${name}`, parameters, `${name} needs its inner types, as in ${example}`);
  }

  #array(token: Token): DataType {
    if (!this.#takeSymbol('<')) this.#incomplete(token, { elementType: '<INT>' }, 'ARRAY<INT>');
    const elementType = this.#dataType();
    this.#expectSymbol('>');
    return types.array(elementType);
  }

  #map(token: Token): DataType {
    if (!this.#takeSymbol('<')) this.#incomplete(token, {}, 'MAP<STRING, INT>');
    const keyType = this.#dataType();
    this.#expectSymbol(',');
    const valueType = this.#dataType();
    this.#expectSymbol('>');
    return types.map(keyType, valueType);
  }

  #struct(token: Token): DataType {
    if (!this.#takeSymbol('<')) this.#incomplete(token, {}, 'STRUCT<name: STRING>');
    const fields: StructField[] = [];
    if (this.#takeSymbol('>')) return types.struct(fields);
    do fields.push(this.#column(true));
    while (this.#takeSymbol(','));
    this.#expectSymbol('>');
    return types.struct(fields);
  }
}

/**
 * Reads a single type.
 *
 * @example
 * ```ts
 * parseDataType('array<decimal(10,2)>'); // types.array(types.decimal(10, 2))
 * ```
 */
export function parseDataType(text: string): DataType {
  return new DdlParser(text).singleType();
}

/** Reads a column list, `a INT NOT NULL COMMENT 'x', b STRING`; the empty text has no columns. */
export function parseTableSchema(text: string): StructType {
  return new DdlParser(text).tableSchema();
}

/**
 * Reads what Spark takes wherever it wants a schema as text: a single type, a column list, or fields as inside `struct<…>`.
 * Throws {@link DdlSyntaxError}.
 *
 * @example
 * ```ts
 * parseDdl('a INT, b STRING'); // a struct of two fields
 * parseDdl('a: int, b: string'); // the same
 * parseDdl('bigint'); // types.long
 * ```
 */
export function parseDdl(text: string): DataType {
  const attempts = [
    () => parseDataType(text),
    () => parseTableSchema(text),
    () => new DdlParser(text.trim() === '' ? text : `struct<${text}>`).singleType(),
  ];
  let reported: DdlSyntaxError | undefined;
  for (const [index, attempt] of attempts.entries()) {
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof DdlSyntaxError)) throw error;
      if (OUT_OF_RANGE.has(error.condition)) throw error;
      // Spark reports the reading as a column list; the positions of the third are those of a wrapped text.
      if (index < 2) reported = error;
    }
  }
  throw reported;
}

/** {@link parseDdl} where only a schema makes sense: a single type becomes the column `value`, as Spark does for `createDataFrame`. */
export function parseSchema(text: string): StructType {
  const type = parseDdl(text);
  return type.kind === 'struct' ? type : types.struct([types.field('value', type)]);
}
