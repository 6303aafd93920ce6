const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a table of a FlatBuffer; a field that is absent has its default. */
export class FlatbufferTable {
  readonly #view: DataView;
  readonly #position: number;

  private constructor(view: DataView, position: number) {
    this.#view = view;
    this.#position = position;
  }

  static root(bytes: Uint8Array): FlatbufferTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatbufferTable(view, view.getUint32(0, true));
  }

  /** Where the field's value is; 0 when it is absent. */
  #at(field: number): number {
    const vtable = this.#position - this.#view.getInt32(this.#position, true);
    const slot = 4 + field * 2;
    const offset = slot < this.#view.getUint16(vtable, true) ? this.#view.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? 0 : this.#position + offset;
  }

  #target(field: number): number {
    const at = this.#at(field);
    return at === 0 ? 0 : at + this.#view.getUint32(at, true);
  }

  boolean(field: number): boolean {
    return this.uint8(field) !== 0;
  }

  uint8(field: number): number {
    const at = this.#at(field);
    return at === 0 ? 0 : this.#view.getUint8(at);
  }

  int16(field: number, absent = 0): number {
    const at = this.#at(field);
    return at === 0 ? absent : this.#view.getInt16(at, true);
  }

  int32(field: number, absent = 0): number {
    const at = this.#at(field);
    return at === 0 ? absent : this.#view.getInt32(at, true);
  }

  int64(field: number): number {
    const at = this.#at(field);
    return at === 0 ? 0 : Number(this.#view.getBigInt64(at, true));
  }

  string(field: number): string | undefined {
    const at = this.#target(field);
    if (at === 0) return undefined;
    return utf8.decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at + 4, this.#view.getUint32(at, true)));
  }

  table(field: number): FlatbufferTable | undefined {
    const at = this.#target(field);
    return at === 0 ? undefined : new FlatbufferTable(this.#view, at);
  }

  tables(field: number): FlatbufferTable[] {
    const at = this.#target(field);
    if (at === 0) return [];
    return Array.from({ length: this.#view.getUint32(at, true) }, (_, index) => {
      const slot = at + 4 + index * 4;
      return new FlatbufferTable(this.#view, slot + this.#view.getUint32(slot, true));
    });
  }

  /** A vector of 64-bit integers, or of structs made of them one after the other. */
  int64s(field: number, perItem = 1): number[] {
    const at = this.#target(field);
    if (at === 0) return [];
    return Array.from({ length: this.#view.getUint32(at, true) * perItem }, (_, index) =>
      Number(this.#view.getBigInt64(at + 4 + index * 8, true)),
    );
  }
}
