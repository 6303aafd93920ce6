/**
 * Writes FlatBuffers (https://flatbuffers.dev/internals/), as far as Arrow's messages need them: back to front, so that whatever a table
 * refers to is already there. Positions are counted from the end of the buffer.
 */
export class FlatbufferWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  /** Index of the first written byte. */
  #head = this.#bytes.length;
  #largestAlignment = 1;
  #fields: number[] = [];
  #tableEnd = 0;

  /** Position of what was written last. */
  get position(): number {
    return this.#bytes.length - this.#head;
  }

  /** Makes the position a multiple of `alignment` after `size` further bytes, and makes room for them. */
  #prepare(size: number, alignment: number): void {
    this.#largestAlignment = Math.max(this.#largestAlignment, alignment);
    const padding = -(this.position + size) & (alignment - 1);
    while (this.#head < size + padding) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes, this.#bytes.length);
      this.#head += this.#bytes.length;
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#head -= padding;
  }

  #int8(value: number): void {
    this.#prepare(1, 1);
    this.#view.setInt8(--this.#head, value);
  }

  #int16(value: number): void {
    this.#prepare(2, 2);
    this.#head -= 2;
    this.#view.setInt16(this.#head, value, true);
  }

  #int32(value: number): void {
    this.#prepare(4, 4);
    this.#head -= 4;
    this.#view.setInt32(this.#head, value, true);
  }

  #int64(value: bigint): void {
    this.#prepare(8, 8);
    this.#head -= 8;
    this.#view.setBigInt64(this.#head, value, true);
  }

  #offset(target: number): void {
    this.#prepare(4, 4);
    this.#int32(this.position - target + 4);
  }

  string(text: string): number {
    const encoded = new TextEncoder().encode(text);
    this.#prepare(encoded.length + 5, 4);
    this.#head -= 1;
    this.#bytes[this.#head] = 0;
    this.#head -= encoded.length;
    this.#bytes.set(encoded, this.#head);
    this.#int32(encoded.length);
    return this.position;
  }

  vectorOfOffsets(targets: readonly number[]): number {
    this.#prepare(targets.length * 4 + 4, 4);
    for (const target of targets.toReversed()) this.#offset(target);
    this.#int32(targets.length);
    return this.position;
  }

  /** A vector of structs, each of two 64-bit integers. */
  vectorOfPairs(pairs: readonly (readonly [number, number])[]): number {
    this.#prepare(pairs.length * 16, 8);
    for (const [first, second] of pairs.toReversed()) {
      this.#int64(BigInt(second));
      this.#int64(BigInt(first));
    }
    this.#int32(pairs.length);
    return this.position;
  }

  startTable(fieldCount: number): void {
    this.#fields = new Array<number>(fieldCount).fill(0);
    this.#tableEnd = this.position;
  }

  int8(field: number, value: number): void {
    this.#int8(value);
    this.#fields[field] = this.position;
  }

  int16(field: number, value: number): void {
    this.#int16(value);
    this.#fields[field] = this.position;
  }

  int32(field: number, value: number): void {
    this.#int32(value);
    this.#fields[field] = this.position;
  }

  int64(field: number, value: number): void {
    this.#int64(BigInt(value));
    this.#fields[field] = this.position;
  }

  reference(field: number, target: number): void {
    this.#offset(target);
    this.#fields[field] = this.position;
  }

  endTable(): number {
    this.#int32(0);
    const table = this.position;
    for (const at of this.#fields.toReversed()) this.#int16(at === 0 ? 0 : table - at);
    this.#int16(table - this.#tableEnd);
    this.#int16(4 + this.#fields.length * 2);
    this.#view.setInt32(this.#bytes.length - table, this.position - table, true);
    return table;
  }

  finish(root: number): Uint8Array {
    this.#prepare(4, Math.max(this.#largestAlignment, 8));
    this.#offset(root);
    return this.#bytes.subarray(this.#head);
  }
}
