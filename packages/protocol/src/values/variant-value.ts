import { type SparkError, sparkError } from '../errors/index.ts';
import { dateText, dateTimeText, twoDigits } from './calendar.ts';
import { Decimal } from './decimal.ts';
import { doubleText, floatText } from './java-number.ts';
import { instantToLocalMicros } from './time-zone.ts';
import { inspectSymbol } from './value-error.ts';

const PRIMITIVE = 0;
const SHORT_STRING = 1;
const OBJECT = 2;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Primitive types whose text differs between JSON and a cast. */
const TIMESTAMP = 12;
const BINARY = 15;

function malformed(reason: string): SparkError {
  return sparkError('MALFORMED_VARIANT', {}, { cause: reason });
}

function littleEndian(bytes: Uint8Array, start: number, size: number): number {
  if (start + size > bytes.length) throw malformed('they end early');
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + (bytes[start + index] as number);
  return value;
}

function signed(bytes: Uint8Array, start: number, size: number): bigint {
  if (start + size > bytes.length) throw malformed('they end early');
  let value = 0n;
  for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[start + index] as number);
  return BigInt.asIntN(size * 8, value);
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The offset as `+01:00`. */
function offsetText(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** Reads one variant; positions are those of the variant encoding's specification. */
class VariantReader {
  readonly #value: Uint8Array;
  readonly #names: readonly string[];
  readonly #timeZone: string;

  constructor(variant: VariantValue, timeZone: string) {
    this.#value = variant.value;
    this.#names = VariantReader.#dictionary(variant.metadata);
    this.#timeZone = timeZone;
  }

  static #dictionary(metadata: Uint8Array): string[] {
    const header = littleEndian(metadata, 0, 1);
    if ((header & 0x0f) !== 1) throw malformed(`version ${header & 0x0f}`);
    const size = (header >> 6) + 1;
    const count = littleEndian(metadata, 1, size);
    const start = 1 + size * (count + 2);
    return Array.from({ length: count }, (_, index) => {
      const from = littleEndian(metadata, 1 + size * (index + 1), size);
      const to = littleEndian(metadata, 1 + size * (index + 2), size);
      return utf8.decode(metadata.subarray(start + from, start + to));
    });
  }

  /** The text of CAST(… AS STRING), which has no quotes and no offsets where JSON has them; NULL for a null inside of the variant. */
  castText(): string | null {
    const header = littleEndian(this.#value, 0, 1);
    const json = this.json(0);
    if ((header & 3) !== PRIMITIVE) return (header & 3) === SHORT_STRING ? (JSON.parse(json) as string) : json;
    switch (header >> 2) {
      case 0:
        return null;
      case TIMESTAMP:
        return dateTimeText(instantToLocalMicros(signed(this.#value, 1, 8), this.#timeZone));
      case BINARY:
        return utf8.decode(this.#value.subarray(5, 5 + littleEndian(this.#value, 1, 4)));
      default:
        return json.startsWith('"') ? (JSON.parse(json) as string) : json;
    }
  }

  json(position: number): string {
    const header = littleEndian(this.#value, position, 1);
    const info = header >> 2;
    switch (header & 3) {
      case PRIMITIVE:
        return this.#primitive(info, position + 1);
      case SHORT_STRING:
        return this.#string(position + 1, info);
      case OBJECT:
        return this.#object(info, position + 1);
      default:
        return this.#array(info, position + 1);
    }
  }

  #string(start: number, length: number): string {
    return JSON.stringify(utf8.decode(this.#value.subarray(start, start + length)));
  }

  #decimal(position: number, size: number): string {
    const text = new Decimal(signed(this.#value, position + 1, size), littleEndian(this.#value, position, 1)).toString();
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }

  #floating(text: string): string {
    return /\d$/.test(text) ? text : `"${text}"`;
  }

  #primitive(info: number, at: number): string {
    const value = this.#value;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    switch (info) {
      case 0:
        return 'null';
      case 1:
        return 'true';
      case 2:
        return 'false';
      case 3:
      case 4:
      case 5:
      case 6:
        return String(signed(value, at, 1 << (info - 3)));
      case 7:
        return this.#floating(doubleText(view.getFloat64(at, true)));
      case 8:
      case 9:
      case 10:
        return this.#decimal(at, 4 << (info - 8));
      case 11:
        return `"${dateText(Number(signed(value, at, 4)))}"`;
      case TIMESTAMP: {
        const micros = signed(value, at, 8);
        const local = instantToLocalMicros(micros, this.#timeZone);
        return `"${dateTimeText(local)}${offsetText(Number((local - micros) / 1_000_000n))}"`;
      }
      case 13:
        return `"${dateTimeText(signed(value, at, 8))}"`;
      case 14:
        return this.#floating(floatText(view.getFloat32(at, true)));
      case BINARY: {
        const length = littleEndian(value, at, 4);
        return `"${base64(value.subarray(at + 4, at + 4 + length))}"`;
      }
      case 16:
        return this.#string(at + 4, littleEndian(value, at, 4));
      case 20: {
        const hex = Array.from(value.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
        return `"${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}"`;
      }
      default:
        throw sparkError('UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT', { id: String(info) });
    }
  }

  #object(info: number, at: number): string {
    const countSize = (info >> 4) & 1 ? 4 : 1;
    const idSize = ((info >> 2) & 3) + 1;
    const offsetSize = (info & 3) + 1;
    const count = littleEndian(this.#value, at, countSize);
    const ids = at + countSize;
    const offsets = ids + count * idSize;
    const data = offsets + (count + 1) * offsetSize;
    const members = Array.from({ length: count }, (_, index) => {
      const name = this.#names[littleEndian(this.#value, ids + index * idSize, idSize)];
      if (name === undefined) throw malformed('a field has no name');
      return `${JSON.stringify(name)}:${this.json(data + littleEndian(this.#value, offsets + index * offsetSize, offsetSize))}`;
    });
    return `{${members.join(',')}}`;
  }

  #array(info: number, at: number): string {
    const countSize = (info >> 2) & 1 ? 4 : 1;
    const offsetSize = (info & 3) + 1;
    const count = littleEndian(this.#value, at, countSize);
    const offsets = at + countSize;
    const data = offsets + (count + 1) * offsetSize;
    const items = Array.from({ length: count }, (_, index) =>
      this.json(data + littleEndian(this.#value, offsets + index * offsetSize, offsetSize)),
    );
    return `[${items.join(',')}]`;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * Semi-structured data, Spark's VARIANT, in its binary form.
 *
 * @example
 * ```ts
 * const [row] = await spark.sql(`SELECT parse_json('{"a":[1,2.5]}') AS v`).collect();
 * String(row.v); // '{"a":[1,2.5]}'
 * ```
 */
export class VariantValue {
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;

  constructor(value: Uint8Array, metadata: Uint8Array) {
    this.value = value;
    this.metadata = metadata;
  }

  /** The JSON text, timestamps shown in `timeZone`. */
  toJsonText(timeZone = 'UTC'): string {
    return new VariantReader(this, timeZone).json(0);
  }

  /** What CAST(… AS STRING) gives in a session with this time zone. */
  toCastText(timeZone = 'UTC'): string | null {
    return new VariantReader(this, timeZone).castText();
  }

  equals(other: unknown): boolean {
    return other instanceof VariantValue && sameBytes(other.value, this.value) && sameBytes(other.metadata, this.metadata);
  }

  toString(): string {
    return this.toJsonText();
  }

  toJSON(): unknown {
    return JSON.parse(this.toJsonText());
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}
