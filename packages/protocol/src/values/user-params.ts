/** Parameters of user functions as JSON; a bigint is written `{"$bigint":"1"}`. */
export function encodeParams(params: unknown): string {
  return JSON.stringify(params ?? null, (_, value: unknown) => (typeof value === 'bigint' ? { $bigint: String(value) } : value));
}

/** Reads what {@link encodeParams} wrote. */
export function decodeParams(paramsJson: string): unknown {
  if (paramsJson === '') return undefined;
  return JSON.parse(paramsJson, (_, value: unknown) => {
    const isBigint = typeof value === 'object' && value !== null && '$bigint' in value && typeof value.$bigint === 'string';
    return isBigint ? BigInt(value.$bigint as string) : value;
  });
}
