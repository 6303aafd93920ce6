import { type SparkError, sparkError } from '../errors/index.ts';
import { Decimal } from './decimal.ts';
import { type VariantNode, variantBasicType, variantNull, variantPrimitive } from './variant-node.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

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

function dictionary(metadata: Uint8Array): string[] {
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

/** Takes a variant apart; positions are those of the variant encoding's specification. */
export function readVariant(value: Uint8Array, metadata: Uint8Array): VariantNode {
  return new VariantReader(value, dictionary(metadata)).node(0);
}

class VariantReader {
  readonly #value: Uint8Array;
  readonly #names: readonly string[];

  constructor(value: Uint8Array, names: readonly string[]) {
    this.#value = value;
    this.#names = names;
  }

  node(position: number): VariantNode {
    const header = littleEndian(this.#value, position, 1);
    const info = header >> 2;
    switch (header & 3) {
      case variantBasicType.primitive:
        return this.#primitive(info, position + 1);
      case variantBasicType.shortString:
        return { kind: 'string', value: this.#text(position + 1, info) };
      case variantBasicType.object:
        return this.#object(info, position + 1);
      default:
        return this.#array(info, position + 1);
    }
  }

  #bytes(start: number, length: number): Uint8Array {
    if (start + length > this.#value.length) throw malformed('they end early');
    return this.#value.subarray(start, start + length);
  }

  #text(start: number, length: number): string {
    return utf8.decode(this.#bytes(start, length));
  }

  #primitive(info: number, at: number): VariantNode {
    const value = this.#value;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    switch (info) {
      case variantPrimitive.null:
        return variantNull;
      case variantPrimitive.true:
      case variantPrimitive.false:
        return { kind: 'boolean', value: info === variantPrimitive.true };
      case variantPrimitive.int8:
      case variantPrimitive.int16:
      case variantPrimitive.int32:
      case variantPrimitive.int64:
        return { kind: 'long', value: signed(value, at, 1 << (info - variantPrimitive.int8)) };
      case variantPrimitive.double:
        this.#bytes(at, 8);
        return { kind: 'double', value: view.getFloat64(at, true) };
      case variantPrimitive.decimal4:
      case variantPrimitive.decimal8:
      case variantPrimitive.decimal16:
        return {
          kind: 'decimal',
          value: new Decimal(signed(value, at + 1, 4 << (info - variantPrimitive.decimal4)), littleEndian(value, at, 1)),
        };
      case variantPrimitive.date:
        return { kind: 'date', value: Number(signed(value, at, 4)) };
      case variantPrimitive.timestamp:
        return { kind: 'timestamp', value: signed(value, at, 8) };
      case variantPrimitive.timestampNtz:
        return { kind: 'timestamp_ntz', value: signed(value, at, 8) };
      case variantPrimitive.float:
        this.#bytes(at, 4);
        return { kind: 'float', value: view.getFloat32(at, true) };
      case variantPrimitive.binary:
        return { kind: 'binary', value: this.#bytes(at + 4, littleEndian(value, at, 4)) };
      case variantPrimitive.longString:
        return { kind: 'string', value: this.#text(at + 4, littleEndian(value, at, 4)) };
      case variantPrimitive.uuid: {
        const hex = Array.from(this.#bytes(at, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
        return { kind: 'uuid', value: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
      }
      default:
        throw sparkError('UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT', { id: String(info) });
    }
  }

  #object(info: number, at: number): VariantNode {
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
      return [name, this.node(data + littleEndian(this.#value, offsets + index * offsetSize, offsetSize))] as const;
    });
    return { kind: 'object', members };
  }

  #array(info: number, at: number): VariantNode {
    const countSize = (info >> 2) & 1 ? 4 : 1;
    const offsetSize = (info & 3) + 1;
    const count = littleEndian(this.#value, at, countSize);
    const offsets = at + countSize;
    const data = offsets + (count + 1) * offsetSize;
    const items = Array.from({ length: count }, (_, index) =>
      this.node(data + littleEndian(this.#value, offsets + index * offsetSize, offsetSize)),
    );
    return { kind: 'array', items };
  }
}
