/** Upper bounds of all ranges but the last, from sampled sort keys; fewer than asked for where keys repeat much. */
export function boundsOf(keys: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  const sorted = [...keys].sort((left, right) => Buffer.compare(left, right));
  const bounds: Uint8Array[] = [];
  for (let i = 1; i < count; i++) {
    const key = sorted[Math.floor((i * sorted.length) / count)];
    const last = bounds.at(-1);
    if (key && (!last || Buffer.compare(last, key) < 0)) bounds.push(key);
  }
  return bounds;
}
