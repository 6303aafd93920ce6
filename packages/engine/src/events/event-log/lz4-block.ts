const minMatch = 4;
/** The format wants the last bytes as literals, and no match that starts near the end. */
const lastLiterals = 5;
const matchEndMargin = 12;
const hashBits = 14;
const maxOffset = 65_535;
/** After how many misses in a row the search takes longer steps. */
const skipTrigger = 6;

/** Most bytes that `compressLz4Block` may make of so many. */
export function maxCompressedLength(length: number): number {
  return length + Math.trunc(length / 255) + 16;
}

/** Writes the bytes as one LZ4 block into `target` and answers its length: a single greedy pass, as fast compressors do it. */
export function compressLz4Block(source: Uint8Array, target: Uint8Array): number {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const { length } = source;
  /** Last place of each hash, plus one. */
  const places = new Int32Array(1 << hashBits);
  let out = 0;
  let anchor = 0;

  const putLength = (rest: number): void => {
    let left = rest;
    for (; left >= 255; left -= 255) target[out++] = 255;
    target[out++] = left;
  };
  const putLiterals = (end: number, matchLength: number): void => {
    const literals = end - anchor;
    target[out++] = (Math.min(literals, 15) << 4) | Math.min(matchLength, 15);
    if (literals >= 15) putLength(literals - 15);
    target.set(source.subarray(anchor, end), out);
    out += literals;
  };

  let at = 0;
  let misses = 1 << skipTrigger;
  while (at + matchEndMargin <= length) {
    const word = view.getUint32(at, true);
    const hash = Math.imul(word, 0x9e3779b1) >>> (32 - hashBits);
    const candidate = (places[hash] as number) - 1;
    places[hash] = at + 1;
    if (candidate < 0 || at - candidate > maxOffset || view.getUint32(candidate, true) !== word) {
      at += misses++ >> skipTrigger;
      continue;
    }
    misses = 1 << skipTrigger;
    let end = at + minMatch;
    const limit = length - lastLiterals;
    while (end < limit && source[end] === source[end - at + candidate]) end++;
    const matchLength = end - at - minMatch;
    putLiterals(at, matchLength);
    const offset = at - candidate;
    target[out++] = offset & 0xff;
    target[out++] = offset >>> 8;
    if (matchLength >= 15) putLength(matchLength - 15);
    at = end;
    anchor = end;
  }
  putLiterals(length, 0);
  return out;
}
