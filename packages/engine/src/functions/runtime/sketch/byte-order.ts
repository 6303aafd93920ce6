/** Writes numbers in little-endian order, growing as it goes. */
export class ByteWriter {
  #view = new DataView(new ArrayBuffer(64));
  #length = 0;

  u8(value: number): this {
    this.#reserve(1).setUint8(this.#length, value);
    this.#length += 1;
    return this;
  }

  u16(value: number): this {
    this.#reserve(2).setUint16(this.#length, value, true);
    this.#length += 2;
    return this;
  }

  i32(value: number): this {
    this.#reserve(4).setInt32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  i64(value: bigint): this {
    this.#reserve(8).setBigUint64(this.#length, BigInt.asUintN(64, value), true);
    this.#length += 8;
    return this;
  }

  f32(value: number): this {
    this.#reserve(4).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  f64(value: number): this {
    this.#reserve(8).setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    new Uint8Array(this.#view.buffer).set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  done(): Uint8Array {
    return new Uint8Array(this.#view.buffer.slice(0, this.#length));
  }

  #reserve(size: number): DataView {
    if (this.#length + size > this.#view.byteLength) {
      const grown = new Uint8Array(Math.max(this.#length + size, this.#view.byteLength * 2));
      grown.set(new Uint8Array(this.#view.buffer, 0, this.#length));
      this.#view = new DataView(grown.buffer);
    }
    return this.#view;
  }
}

/** Reads what a `ByteWriter` wrote; a RangeError when the bytes end early. */
export class ByteReader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8 = (): number => this.#view.getUint8(this.#pass(1));
  u16 = (): number => this.#view.getUint16(this.#pass(2), true);
  i32 = (): number => this.#view.getInt32(this.#pass(4), true);
  i64 = (): bigint => this.#view.getBigInt64(this.#pass(8), true);
  f32 = (): number => this.#view.getFloat32(this.#pass(4), true);
  f64 = (): number => this.#view.getFloat64(this.#pass(8), true);

  skip(size: number): void {
    this.#pass(size);
  }

  bytes(size: number): Uint8Array {
    const start = this.#pass(size);
    if (start + size > this.#bytes.length) throw new RangeError('the bytes end early');
    return this.#bytes.subarray(start, start + size);
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  #pass(size: number): number {
    const at = this.#at;
    this.#at += size;
    return at;
  }
}
