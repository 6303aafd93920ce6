import { sparkError } from '@kindling/protocol';

const GEOMETRY_COLLECTION = 7;
const pointKind = 1;
const lineKind = 2;
const polygonKind = 3;

function parseError(reason: string, position: number): never {
  throw sparkError('WKB_PARSE_ERROR', { parseError: reason, pos: String(position) });
}

export type Endianness = 'NDR' | 'XDR';

/** Reads a shape in well-known binary to its end, and writes it again in a byte order. */
class WkbCopier {
  readonly #in: DataView;
  readonly #out: DataView;
  readonly #littleEndian: boolean;
  readonly #isOnEarth: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, order: Endianness, isOnEarth: boolean) {
    this.#in = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#out = new DataView(new ArrayBuffer(bytes.length));
    this.#littleEndian = order === 'NDR';
    this.#isOnEarth = isOnEarth;
  }

  copy(): Uint8Array {
    this.#shape(0);
    if (this.#at !== this.#in.byteLength) parseError('Unexpected bytes after the shape', this.#at);
    return new Uint8Array(this.#out.buffer);
  }

  #need(size: number, from = this.#at): void {
    if (this.#at + size > this.#in.byteLength) parseError('Unexpected end of WKB buffer', from);
  }

  #shape(depth: number): void {
    const start = this.#at;
    this.#need(5, start);
    const order = this.#in.getUint8(this.#at);
    if (order > 1) parseError('Invalid byte order', this.#at);
    this.#out.setUint8(this.#at, this.#littleEndian ? 1 : 0);
    this.#at += 1;
    const isLittle = order === 1;
    const type = this.#count(isLittle);
    const [kind, dimensions] = [type % 1000, [2, 3, 3, 4][Math.floor(type / 1000)]];
    if (dimensions === undefined || kind < 1 || kind > GEOMETRY_COLLECTION || depth > 128)
      parseError('Invalid or unsupported type', start + 1);
    switch (kind) {
      case pointKind:
        this.#point(isLittle, dimensions, true);
        break;
      case lineKind:
        this.#points(isLittle, dimensions);
        break;
      case polygonKind:
        for (let rings = this.#count(isLittle); rings > 0; rings--) this.#points(isLittle, dimensions);
        break;
      default:
        for (let parts = this.#count(isLittle); parts > 0; parts--) this.#shape(depth + 1);
    }
  }

  #count(isLittle: boolean): number {
    this.#need(4);
    const value = this.#in.getUint32(this.#at, isLittle);
    this.#out.setUint32(this.#at, value, this.#littleEndian);
    this.#at += 4;
    return value;
  }

  #points(isLittle: boolean, dimensions: number): void {
    for (let points = this.#count(isLittle); points > 0; points--) this.#point(isLittle, dimensions, false);
  }

  #point(isLittle: boolean, dimensions: number, mayBeEmpty: boolean): void {
    this.#need(8 * dimensions);
    const start = this.#at;
    const values = Array.from({ length: dimensions }, (_, i) => this.#in.getFloat64(start + 8 * i, isLittle));
    const isEmpty = mayBeEmpty && values.every(Number.isNaN);
    values.forEach((value, i) => {
      const limit = this.#isOnEarth ? ([180, 90][i] ?? Infinity) : Infinity;
      if (!isEmpty && (!Number.isFinite(value) || Math.abs(value) > limit)) parseError('Invalid coordinate value found', start);
      this.#out.setFloat64(start + 8 * i, value, this.#littleEndian);
    });
    this.#at = start + 8 * dimensions;
  }
}

/** The same shape in a byte order; refuses what is no shape. `isOnEarth` asks for longitudes and latitudes. */
export const copyWkb = (bytes: Uint8Array, order: Endianness, isOnEarth = false): Uint8Array =>
  new WkbCopier(bytes, order, isOnEarth).copy();
