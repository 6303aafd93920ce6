import type { DataType, InternalValue, StructType } from '@kindling/protocol';
import { caster, fitDecimal, parseTimestampNtz } from '../cast/index.ts';
import { type DateTimeFormats, formattedReader, parseCsvDecimal } from '../csv/index.ts';
import type { JsonNode } from './json-node.ts';

/** The value cannot be read as its type. */
export class JsonValueError extends Error {
  override readonly name = 'JsonValueError';
}

export interface JsonRow {
  readonly values: readonly InternalValue[];
  /** One of the values could not be read; the others stand. */
  readonly isBad: boolean;
}

type NodeReader = (node: JsonNode) => InternalValue;

const widths = { byte: 8, short: 16, integer: 32, long: 64 } as const;
const SPECIAL_NUMBERS: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  '+INF': Infinity,
  INF: Infinity,
  '+Infinity': Infinity,
  '-Infinity': -Infinity,
  '-INF': -Infinity,
};

/** Reads objects as rows of a schema, as Spark's JSON reader and `from_json` do. */
export class JsonRowReader {
  readonly #schema: StructType;
  readonly #options: DateTimeFormats;
  readonly #readers: readonly NodeReader[];
  readonly #ordinals: ReadonlyMap<string, number>;
  readonly #textOf: (node: JsonNode) => string;
  #isBad = false;

  /** `textOf` says what a column of texts gets of a value that is no text: by default as it stands. */
  constructor(schema: StructType, options: DateTimeFormats, textOf: (node: JsonNode) => string = (node) => node.text) {
    this.#schema = schema;
    this.#options = options;
    this.#textOf = textOf;
    this.#readers = schema.fields.map((field) => this.#reader(field.dataType));
    this.#ordinals = new Map(schema.fields.map((field, i) => [field.name, i]));
  }

  /** The row of an object. */
  row(node: Extract<JsonNode, { kind: 'object' }>): JsonRow {
    this.#isBad = false;
    const values = this.#fields(node, this.#ordinals, this.#readers);
    return { values, isBad: this.#isBad };
  }

  emptyRow(isBad: boolean): JsonRow {
    return { values: this.#schema.fields.map(() => null), isBad };
  }

  #fields(
    node: Extract<JsonNode, { kind: 'object' }>,
    ordinals: ReadonlyMap<string, number>,
    readers: readonly NodeReader[],
  ): InternalValue[] {
    const values: InternalValue[] = new Array<InternalValue>(readers.length).fill(null);
    for (const [name, child] of node.entries) {
      const ordinal = ordinals.get(name);
      if (ordinal === undefined) continue;
      try {
        values[ordinal] = (readers[ordinal] as NodeReader)(child);
      } catch (error) {
        if (!(error instanceof JsonValueError)) throw error;
        values[ordinal] = null;
        this.#isBad = true;
      }
    }
    return values;
  }

  /** NULL reads as NULL of any type. */
  #reader(dataType: DataType): NodeReader {
    const read = this.#readerOf(dataType);
    return (node) => (node.kind === 'null' ? null : read(node));
  }

  #readerOf(dataType: DataType): NodeReader {
    switch (dataType.kind) {
      case 'string':
      case 'char':
      case 'varchar':
        return (node) => (node.kind === 'string' ? node.value : this.#textOf(node));
      case 'boolean':
        return (node) => (node.kind === 'boolean' ? node.value : fail());
      case 'byte':
      case 'short':
      case 'integer':
      case 'long':
        return integerReader(widths[dataType.kind]);
      case 'float':
        return (node) => Math.fround(doubleOf(node));
      case 'double':
        return doubleOf;
      case 'decimal':
        return (node) => {
          const value =
            node.kind === 'number' || node.kind === 'string' ? parseCsvDecimal(node.kind === 'string' ? node.value : node.text) : undefined;
          return (value && fitDecimal(value, dataType)) ?? fail();
        };
      case 'binary':
        return (node) => (node.kind === 'string' ? base64(node.value) : fail());
      case 'array': {
        const element = this.#reader(dataType.elementType);
        return (node) => (node.kind === 'array' ? node.items.map(element) : fail());
      }
      case 'map': {
        const key = this.#textReader(dataType.keyType);
        const value = this.#reader(dataType.valueType);
        return (node) => {
          if (node.kind !== 'object') return fail();
          const entries = new Map(node.entries.map(([name, child]) => [name, value(child)] as const));
          return [...entries].map(([name, item]) => [key(name), item]);
        };
      }
      case 'struct': {
        const readers = dataType.fields.map((field) => this.#reader(field.dataType));
        const ordinals = new Map(dataType.fields.map((field, i) => [field.name, i]));
        return (node) => (node.kind === 'object' ? this.#fields(node, ordinals, readers) : fail());
      }
      case 'timestamp': {
        const fromText = this.#textReader(dataType);
        const seconds = integerReader(64);
        return (node) => {
          if (node.kind === 'number') return BigInt.asIntN(64, (seconds(node) as bigint) * 1_000_000n);
          return node.kind === 'string' ? fromText(node.value) : fail();
        };
      }
      case 'date': {
        const fromText = this.#textReader(dataType);
        // Old writers wrote the number of days.
        return (node) => (node.kind !== 'string' ? fail() : /^\d{1,3}$/.test(node.value) ? Number(node.value) : fromText(node.value));
      }
      case 'null':
        return () => fail();
      default: {
        const fromText = this.#textReader(dataType);
        return (node) => (node.kind === 'string' ? fromText(node.value) : fail());
      }
    }
  }

  #textReader(dataType: DataType): (text: string) => InternalValue {
    if (dataType.kind === 'string' || dataType.kind === 'char' || dataType.kind === 'varchar') return (text) => text;
    const formatted =
      dataType.kind === 'date' || dataType.kind === 'timestamp' || dataType.kind === 'timestamp_ntz'
        ? formattedReader(dataType.kind, this.#options)
        : undefined;
    const convert =
      formatted ??
      (dataType.kind === 'timestamp_ntz' ? (text: string) => parseTimestampNtz(text, false) : undefined) ??
      caster({ kind: 'string' }, dataType, { evalMode: 'try', timeZone: this.#options.timeZone, nowMicros: BigInt(Date.now()) * 1000n });
    return (text) => convert(text) ?? fail();
  }
}

function fail(): never {
  throw new JsonValueError('The value is not of the type.');
}

function integerReader(bits: 8 | 16 | 32 | 64): NodeReader {
  return (node) => {
    if (node.kind !== 'number' || !/^-?\d+$/.test(node.text)) return fail();
    const value = BigInt(node.text);
    if (BigInt.asIntN(bits, value) !== value) return fail();
    return bits === 64 ? value : Number(value);
  };
}

function doubleOf(node: JsonNode): number {
  if (node.kind === 'number') return Number(node.text);
  if (node.kind === 'special') return node.value;
  return (node.kind === 'string' ? SPECIAL_NUMBERS[node.value] : undefined) ?? fail();
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function base64(text: string): Uint8Array {
  if (!BASE64.test(text)) return fail();
  const binary = atob(text);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
