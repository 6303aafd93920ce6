const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Data that is compressed as gzip does is damaged, or ends too early. */
export class InflateError extends Error {
  override readonly name = 'InflateError';
}

export function gunzip(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < content.length; ) {
    if (content[at] !== 0x1f || content[at + 1] !== 0x8b) throw new InflateError('not in gzip format');
    const inflater = new Inflater(content, afterHeader(content, at));
    parts.push(inflater.inflate());
    // A checksum and the size follow each member.
    at = inflater.at + 8;
  }
  return concatenated(parts);
}

function afterHeader(content: Uint8Array, start: number): number {
  const flags = content[start + 3] ?? 0;
  let at = start + 10;
  if (flags & 4) at += 2 + (content[at] ?? 0) + 256 * (content[at + 1] ?? 0);
  for (const flag of [8, 16]) if (flags & flag) at = content.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A canonical Huffman code: how many words of each length, and the symbols in their order. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const offsets = new Uint16Array(17);
  for (let i = 1; i < 16; i++) offsets[i + 1] = (offsets[i] ?? 0) + (counts[i] ?? 0);
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const offset = offsets[length] ?? 0;
    symbols[offset] = symbol;
    offsets[length] = offset + 1;
  }
  return { counts, symbols };
}

const FIXED_LITERALS = codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
const FIXED_DISTANCES = codeOf(new Array<number>(30).fill(5));

/** RFC 1951. Native code decompresses files of the usual kind; this one is for those that need JavaScript to split them. */
export class Inflater {
  readonly #input: Uint8Array;
  /** The next byte to read. */
  at: number;
  #bits = 0;
  #bitCount = 0;
  #output = new Uint8Array(1 << 16);
  #size = 0;

  constructor(input: Uint8Array, at: number) {
    this.#input = input;
    this.at = at;
  }

  inflate(): Uint8Array {
    for (let isLast = false; !isLast; ) {
      isLast = this.#read(1) === 1;
      switch (this.#read(2)) {
        case 0:
          this.#stored();
          break;
        case 1:
          this.#block(FIXED_LITERALS, FIXED_DISTANCES);
          break;
        case 2:
          this.#dynamic();
          break;
        default:
          throw new InflateError('an unknown kind of block');
      }
    }
    return this.#output.subarray(0, this.#size);
  }

  #read(count: number): number {
    while (this.#bitCount < count) {
      const byte = this.#input[this.at++];
      if (byte === undefined) throw new InflateError('the data ends too early');
      this.#bits |= byte << this.#bitCount;
      this.#bitCount += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return value;
  }

  #symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      code |= this.#read(1);
      const count = counts[length] ?? 0;
      if (code - count < first) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new InflateError('an unknown code word');
  }

  #stored(): void {
    this.#bits = 0;
    this.#bitCount = 0;
    const length = (this.#input[this.at] ?? 0) + 256 * (this.#input[this.at + 1] ?? 0);
    this.at += 4;
    if (this.at + length > this.#input.length) throw new InflateError('the data ends too early');
    this.#grow(length);
    this.#output.set(this.#input.subarray(this.at, this.at + length), this.#size);
    this.#size += length;
    this.at += length;
  }

  #dynamic(): void {
    const literals = this.#read(5) + 257;
    const distances = this.#read(5) + 1;
    const codeLengths = new Array<number>(19).fill(0);
    const used = this.#read(4) + 4;
    for (const position of CODE_LENGTH_ORDER.slice(0, used)) codeLengths[position] = this.#read(3);
    const code = codeOf(codeLengths);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.#symbol(code);
      if (symbol < 16) lengths.push(symbol);
      else {
        const repeated = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
        const times = symbol === 16 ? 3 + this.#read(2) : symbol === 17 ? 3 + this.#read(3) : 11 + this.#read(7);
        for (let i = 0; i < times; i++) lengths.push(repeated);
      }
    }
    this.#block(codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals, literals + distances)));
  }

  #block(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.#grow(1);
        this.#output[this.#size++] = symbol;
        continue;
      }
      const length = (LENGTH_BASE[symbol - 257] ?? 0) + this.#read(LENGTH_BITS[symbol - 257] ?? 0);
      const code = this.#symbol(distances);
      const distance = (DISTANCE_BASE[code] ?? 0) + this.#read(DISTANCE_BITS[code] ?? 0);
      if (distance > this.#size) throw new InflateError('a reference to before the start');
      this.#grow(length);
      for (let i = 0; i < length; i++, this.#size++) this.#output[this.#size] = this.#output[this.#size - distance] as number;
    }
  }

  #grow(by: number): void {
    if (this.#size + by <= this.#output.length) return;
    const larger = new Uint8Array(Math.max(this.#output.length * 2, this.#size + by));
    larger.set(this.#output);
    this.#output = larger;
  }
}
