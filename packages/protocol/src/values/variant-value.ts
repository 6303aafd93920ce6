import { readVariant } from './read-variant.ts';
import { inspectSymbol } from './value-error.ts';
import type { VariantNode } from './variant-node.ts';
import { variantCastText, variantJson } from './variant-text.ts';
import { writeVariant } from './write-variant.ts';

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

  /** Puts a variant together. */
  static of(node: VariantNode): VariantValue {
    const { value, metadata } = writeVariant(node);
    return new VariantValue(value, metadata);
  }

  /** Takes the variant apart. */
  toNode(): VariantNode {
    return readVariant(this.value, this.metadata);
  }

  /** The JSON text, timestamps shown in `timeZone`. */
  toJsonText(timeZone = 'UTC'): string {
    return variantJson(this.toNode(), timeZone);
  }

  /** What CAST(… AS STRING) gives in a session with this time zone. */
  toCastText(timeZone = 'UTC'): string | null {
    return variantCastText(this.toNode(), timeZone);
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
