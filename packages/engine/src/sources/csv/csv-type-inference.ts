import { type DataType, Decimal, type StructType, types } from '@kindling/protocol';
import {
  type CsvTokens,
  csvValueReader,
  formattedReader,
  parseCsvDecimal,
  parseCsvDouble,
  parseJavaInteger,
} from '../../functions/runtime/index.ts';
import type { CsvOptions } from './csv-options.ts';

const DECIMAL = /^[+-]?(?:\d+\.?|\.\d+|\d+\.\d+)(?:[eE][+-]?\d{1,9})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Finds the types of columns row by row, as Spark does: what a column is so far decides what its next text is tried for. */
export class CsvTypeInference {
  readonly #types: DataType[];
  readonly #options: CsvOptions;
  readonly #parsesDate: (text: string) => boolean;
  readonly #parsesTimestamp: (text: string) => boolean;

  constructor(columns: number, options: CsvOptions) {
    this.#options = options;
    this.#types = new Array<DataType>(columns).fill(types.null);
    const values = { ...options.values, parsingFallback: false };
    const date = formattedReader('date', values);
    const readDate = csvValueReader(types.date, values);
    this.#parsesDate = date ? (text) => date(text) !== undefined : (text) => DATE.test(text) && readDate(text) !== undefined;
    const timestamp = csvValueReader(types.timestamp, values);
    this.#parsesTimestamp = (text) => timestamp(text) !== undefined;
  }

  add(row: CsvTokens): void {
    const count = Math.min(this.#types.length, row.length);
    for (let i = 0; i < count; i++) {
      const text = row[i] as string | null;
      if (text === null || text === '' || text === this.#options.nullValue) continue;
      const soFar = this.#types[i] as DataType;
      if (soFar.kind === 'string') continue;
      const found = this.#typeOf(text, soFar);
      if (found !== soFar) this.#types[i] = compatible(soFar, found) ?? types.string;
    }
  }

  /** Columns without any value are texts. */
  schema(names: readonly string[]): StructType {
    return types.struct(
      names.map((name, i) => types.field(name, this.#types[i]?.kind === 'null' ? types.string : (this.#types[i] as DataType))),
    );
  }

  #typeOf(text: string, soFar: DataType): DataType {
    switch (soFar.kind) {
      case 'null':
      case 'integer':
        if (isInteger(text)) return types.integer;
        if (parseJavaInteger(text, 64) !== undefined) return types.long;
        return this.#fromDecimal(text);
      case 'long':
        return parseJavaInteger(text, 64) !== undefined ? types.long : this.#fromDecimal(text);
      case 'decimal':
        return this.#fromDecimal(text);
      case 'double':
        return this.#fromDouble(text);
      case 'date':
        return this.#parsesDate(text) ? types.date : this.#fromTimestamp(text);
      case 'timestamp':
        return this.#fromTimestamp(text);
      case 'boolean':
        return isBoolean(text) ? types.boolean : types.string;
      default:
        return types.string;
    }
  }

  #fromDecimal(text: string): DataType {
    // Only numbers without digits after the point stay exact.
    const { locale } = this.#options.values;
    if (locale !== undefined) {
      const value = parseCsvDecimal(text, locale);
      if (value?.scale === 0 && value.precision <= 38) return types.decimal(value.precision, 0);
    } else if (DECIMAL.test(text)) {
      const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
      const fraction = mantissa.split('.')[1] ?? '';
      const scale = fraction.length - Number(exponent);
      if (scale === 0) {
        const { precision } = new Decimal(Decimal.parse(text).unscaled, 0);
        if (precision <= 38) return types.decimal(precision, 0);
      }
    }
    return this.#fromDouble(text);
  }

  #fromDouble(text: string): DataType {
    if (parseCsvDouble(text, this.#options.values) !== undefined) return types.double;
    if (this.#options.preferDate && this.#parsesDate(text)) return types.date;
    return this.#fromTimestamp(text);
  }

  #fromTimestamp(text: string): DataType {
    if (this.#parsesTimestamp(text)) return types.timestamp;
    return isBoolean(text) ? types.boolean : types.string;
  }
}

/** Most texts of most files are short integers. */
function isInteger(text: string): boolean {
  if (text.length < 10) {
    let i = text.charCodeAt(0) === 45 && text.length > 1 ? 1 : 0;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 48 || code > 57) return parseJavaInteger(text, 32) !== undefined;
    }
    return true;
  }
  return parseJavaInteger(text, 32) !== undefined;
}

function isBoolean(text: string): boolean {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false';
}

const integralDigits: Readonly<Record<string, number>> = { integer: 10, long: 20 };

/** The type that holds values of both, or nothing. */
function compatible(left: DataType, right: DataType): DataType | undefined {
  if (left.kind === 'null') return right;
  if (left.kind === right.kind && left.kind !== 'decimal') return left;
  const order = ['integer', 'long', 'decimal', 'double'];
  if (order.includes(left.kind) && order.includes(right.kind)) {
    if (left.kind === 'double' || right.kind === 'double') return types.double;
    if (left.kind === 'decimal' || right.kind === 'decimal') {
      const digits = (type: DataType) => (type.kind === 'decimal' ? type.precision : (integralDigits[type.kind] as number));
      return types.decimal(Math.max(digits(left), digits(right)), 0);
    }
    return types.long;
  }
  const instants = ['date', 'timestamp'];
  return instants.includes(left.kind) && instants.includes(right.kind) ? types.timestamp : undefined;
}
