import type { Decimal } from './decimal.ts';

/**
 * A variant taken apart. Members of objects stand in the order of their names, compared as UTF-8 bytes, in what is read;
 * `writeVariant` brings them into it.
 */
export type VariantNode =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'double' | 'float'; readonly value: number }
  | { readonly kind: 'decimal'; readonly value: Decimal }
  | { readonly kind: 'string' | 'uuid'; readonly value: string }
  | { readonly kind: 'binary'; readonly value: Uint8Array }
  /** Days since the epoch. */
  | { readonly kind: 'date'; readonly value: number }
  /** Microseconds since the epoch. */
  | { readonly kind: 'timestamp' | 'timestamp_ntz'; readonly value: bigint }
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, value: VariantNode])[] }
  | { readonly kind: 'array'; readonly items: readonly VariantNode[] };

export const variantNull: VariantNode = { kind: 'null' };

/** Type numbers of primitives in the variant encoding. */
export const variantPrimitive = {
  null: 0,
  true: 1,
  false: 2,
  int8: 3,
  int16: 4,
  int32: 5,
  int64: 6,
  double: 7,
  decimal4: 8,
  decimal8: 9,
  decimal16: 10,
  date: 11,
  timestamp: 12,
  timestampNtz: 13,
  float: 14,
  binary: 15,
  longString: 16,
  uuid: 20,
} as const;

/** The lowest two bits of a value's first byte. */
export const variantBasicType = { primitive: 0, shortString: 1, object: 2, array: 3 } as const;
