import { sparkError } from '../errors/index.ts';
import type { Decimal } from './decimal.ts';
import { type VariantNode, variantBasicType, variantPrimitive } from './variant-node.ts';

const utf8 = new TextEncoder();
const SHORT_STRING_BYTES = 63;
const SIZE_LIMIT_BYTES = 128 * 1024 * 1024;

/** Bytes that hold an unsigned number. */
const widthOf = (value: number): number => (value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 4);

/** Puts a variant together, as Spark does: names in the dictionary in the order in which they are met. */
export function writeVariant(node: VariantNode): { readonly value: Uint8Array; readonly metadata: Uint8Array } {
  const writer = new VariantWriter();
  writer.write(node);
  return { value: writer.bytes(), metadata: writer.metadata() };
}

class VariantWriter {
  #buffer = new Uint8Array(64);
  #length = 0;
  readonly #ids = new Map<string, number>();

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  metadata(): Uint8Array {
    const names = [...this.#ids.keys()].map((name) => utf8.encode(name));
    const size = names.reduce((sum, name) => sum + name.length, 0);
    const width = widthOf(Math.max(size, names.length));
    const out = new VariantWriter();
    out.#unsigned(1 | ((width - 1) << 6), 1);
    out.#unsigned(names.length, width);
    let offset = 0;
    for (const name of names) {
      out.#unsigned(offset, width);
      offset += name.length;
    }
    out.#unsigned(offset, width);
    for (const name of names) out.#append(name);
    return out.bytes();
  }

  write(node: VariantNode): void {
    switch (node.kind) {
      case 'null':
        this.#header(variantPrimitive.null);
        break;
      case 'boolean':
        this.#header(node.value ? variantPrimitive.true : variantPrimitive.false);
        break;
      case 'long':
        this.#long(node.value);
        break;
      case 'double':
      case 'float':
        this.#floating(node.value, node.kind === 'double' ? 8 : 4);
        break;
      case 'decimal':
        this.#decimal(node.value);
        break;
      case 'string':
        this.#text(node.value);
        break;
      case 'binary':
        this.#header(variantPrimitive.binary);
        this.#unsigned(node.value.length, 4);
        this.#append(node.value);
        break;
      case 'date':
        this.#header(variantPrimitive.date);
        this.#signed(BigInt(node.value), 4);
        break;
      case 'timestamp':
      case 'timestamp_ntz':
        this.#header(node.kind === 'timestamp' ? variantPrimitive.timestamp : variantPrimitive.timestampNtz);
        this.#signed(node.value, 8);
        break;
      case 'uuid':
        this.#header(variantPrimitive.uuid);
        this.#append(Uint8Array.from(node.value.replaceAll('-', '').match(/../g) ?? [], (hex) => Number.parseInt(hex, 16)));
        break;
      case 'object':
        this.#object(node.members);
        break;
      case 'array':
        this.#array(node.items);
        break;
    }
  }

  #header(type: number): void {
    this.#unsigned((type << 2) | variantBasicType.primitive, 1);
  }

  #long(value: bigint): void {
    const power = [0, 1, 2].find((exponent) => BigInt.asIntN(8 << exponent, value) === value) ?? 3;
    this.#header(variantPrimitive.int8 + power);
    this.#signed(value, 1 << power);
  }

  #floating(value: number, size: 4 | 8): void {
    this.#header(size === 8 ? variantPrimitive.double : variantPrimitive.float);
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    if (size === 8) view.setFloat64(0, value, true);
    else view.setFloat32(0, value, true);
    this.#append(bytes);
  }

  #decimal(value: Decimal): void {
    const digits = Math.max(value.precision, value.scale);
    const power = digits <= 9 ? 0 : digits <= 18 ? 1 : 2;
    this.#header(variantPrimitive.decimal4 + power);
    this.#unsigned(value.scale, 1);
    this.#signed(value.unscaled, 4 << power);
  }

  #text(value: string): void {
    const bytes = utf8.encode(value);
    if (bytes.length <= SHORT_STRING_BYTES) {
      this.#unsigned((bytes.length << 2) | variantBasicType.shortString, 1);
    } else {
      this.#header(variantPrimitive.longString);
      this.#unsigned(bytes.length, 4);
    }
    this.#append(bytes);
  }

  #object(members: readonly (readonly [name: string, value: VariantNode])[]): void {
    const parts = new VariantWriter();
    const entries = members.map(([name, value]) => {
      const id = this.#ids.get(name) ?? this.#ids.size;
      this.#ids.set(name, id);
      const offset = parts.#length;
      this.#within(parts, value);
      return { name: utf8.encode(name), id, offset };
    });
    entries.sort((a, b) => compareBytes(a.name, b.name));
    const isLarge = entries.length > 0xff;
    const idWidth = widthOf(Math.max(0, ...entries.map((entry) => entry.id)));
    const offsetWidth = widthOf(parts.#length);
    this.#unsigned((((Number(isLarge) << 4) | ((idWidth - 1) << 2) | (offsetWidth - 1)) << 2) | variantBasicType.object, 1);
    this.#unsigned(entries.length, isLarge ? 4 : 1);
    for (const { id } of entries) this.#unsigned(id, idWidth);
    for (const { offset } of entries) this.#unsigned(offset, offsetWidth);
    this.#unsigned(parts.#length, offsetWidth);
    this.#append(parts.#buffer.subarray(0, parts.#length));
  }

  #array(items: readonly VariantNode[]): void {
    const parts = new VariantWriter();
    const offsets = items.map((item) => {
      const offset = parts.#length;
      this.#within(parts, item);
      return offset;
    });
    const isLarge = items.length > 0xff;
    const offsetWidth = widthOf(parts.#length);
    this.#unsigned((((Number(isLarge) << 2) | (offsetWidth - 1)) << 2) | variantBasicType.array, 1);
    this.#unsigned(items.length, isLarge ? 4 : 1);
    for (const offset of offsets) this.#unsigned(offset, offsetWidth);
    this.#unsigned(parts.#length, offsetWidth);
    this.#append(parts.#buffer.subarray(0, parts.#length));
  }

  /** A part has the names of the whole. */
  #within(parts: VariantWriter, node: VariantNode): void {
    const { buffer, length } = { buffer: this.#buffer, length: this.#length };
    this.#buffer = parts.#buffer;
    this.#length = parts.#length;
    this.write(node);
    parts.#buffer = this.#buffer;
    parts.#length = this.#length;
    this.#buffer = buffer;
    this.#length = length;
  }

  #unsigned(value: number, size: number): void {
    this.#reserve(size);
    for (let i = 0, rest = value; i < size; i++, rest = Math.floor(rest / 256)) this.#buffer[this.#length++] = rest % 256;
  }

  #signed(value: bigint, size: number): void {
    this.#reserve(size);
    for (let i = 0; i < size; i++) this.#buffer[this.#length++] = Number((value >> BigInt(8 * i)) & 0xffn);
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#buffer.length) return;
    if (needed > SIZE_LIMIT_BYTES) throw sparkError('VARIANT_SIZE_LIMIT', { sizeLimit: '128.0 MiB', functionName: '`parse_json`' });
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  }
  return a.length - b.length;
}
