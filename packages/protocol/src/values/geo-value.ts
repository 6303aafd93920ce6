/** A shape as well-known binary, with the identifier of its coordinate system: Spark's GEOMETRY and GEOGRAPHY. */
export class GeoValue {
  readonly wkb: Uint8Array;
  readonly srid: number;

  constructor(wkb: Uint8Array, srid: number) {
    this.wkb = wkb;
    this.srid = srid;
  }

  equals(other: unknown): boolean {
    return (
      other instanceof GeoValue &&
      other.srid === this.srid &&
      other.wkb.length === this.wkb.length &&
      other.wkb.every((byte, index) => byte === this.wkb[index])
    );
  }

  toJSON(): { readonly srid: number; readonly wkb: string } {
    return { srid: this.srid, wkb: Array.from(this.wkb, (byte) => byte.toString(16).padStart(2, '0')).join('') };
  }
}
