/** Data that is compressed with bzip2 is damaged, or ends too early. */
export class Bzip2Error extends Error {
  override readonly name = 'Bzip2Error';
}

const blockStart = 0x314159265359;
const streamEnd = 0x177245385090;
const symbolsPerSelector = 50;
const longestCode = 20;

/** The plain bytes of streams of bzip2, one after the other; like Hadoop's codec it finds nothing in what does not start as one. */
export function bunzip2(content: Uint8Array): Uint8Array {
  const bits = new BitReader(content);
  const output = new Output();
  while (bits.hasHeader()) {
    const blockBytes = bits.readHeader() * 100_000;
    let combined = 0;
    for (let magic = bits.readMagic(); magic !== streamEnd; magic = bits.readMagic()) {
      if (magic !== blockStart) throw new Bzip2Error('a block does not start as one');
      const crc = bits.read(16) * 0x10000 + bits.read(16);
      if (output.appendBlock(decodeBlock(bits, blockBytes)) !== crc) throw new Bzip2Error('the checksum of a block differs');
      combined = ((combined << 1) | (combined >>> 31)) ^ crc;
    }
    if (bits.read(16) * 0x10000 + bits.read(16) !== combined >>> 0) throw new Bzip2Error('the checksum of a stream differs');
    bits.align();
  }
  return output.bytes();
}

interface Block {
  /** The bytes of the transformed block; above each, where its successor stands. */
  readonly links: Uint32Array;
  readonly length: number;
  readonly origin: number;
}

function decodeBlock(bits: BitReader, blockBytes: number): Block {
  if (bits.read(1) === 1) throw new Bzip2Error('a block is randomised, which bzip2 gave up in 1998');
  const origin = bits.read(24);
  const recent = usedBytes(bits);
  const codes = bits.read(3);
  if (codes < 2 || codes > 6) throw new Bzip2Error('a block has no code');
  const selectors = readSelectors(bits, codes);
  const tables = Array.from({ length: codes }, () => new PrefixCode(codeLengths(bits, recent.length + 2)));
  const end = recent.length + 1;
  const links = new Uint32Array(blockBytes);
  const counts = new Uint32Array(257);
  let length = 0;
  let [runLength, runWeight] = [0, 1];
  const append = (byte: number, count: number) => {
    if (length + count > blockBytes) throw new Bzip2Error('a block is too long');
    links.fill(byte, length, length + count);
    counts[byte + 1]! += count;
    length += count;
  };
  for (let decoded = 0; ; decoded += 1) {
    const table = tables[selectors[Math.floor(decoded / symbolsPerSelector)] ?? -1];
    if (table === undefined) throw new Bzip2Error('a block goes on after its last selector');
    const symbol = table.read(bits);
    if (symbol <= 1) {
      // The length of a run, in digits 1 and 2 to the base 2.
      runLength += runWeight << symbol;
      runWeight *= 2;
      if (runLength > blockBytes) throw new Bzip2Error('a run is too long');
      continue;
    }
    if (runLength > 0) append(recent[0]!, runLength);
    [runLength, runWeight] = [0, 1];
    if (symbol === end) break;
    const byte = recent[symbol - 1]!;
    recent.copyWithin(1, 0, symbol - 1);
    recent[0] = byte;
    append(byte, 1);
  }
  if (origin >= length) throw new Bzip2Error('a block does not say where it starts');
  return { links: link(links, counts, length), length, origin };
}

/** Undoes the Burrows-Wheeler transform as far as one walk through the result needs it. */
function link(links: Uint32Array, counts: Uint32Array, length: number): Uint32Array {
  for (let byte = 1; byte <= 256; byte += 1) counts[byte]! += counts[byte - 1]!;
  for (let i = 0; i < length; i += 1) {
    const byte = links[i]! & 0xff;
    links[counts[byte]!]! |= i << 8;
    counts[byte]! += 1;
  }
  return links;
}

/** The bytes that a block uses, in order. */
function usedBytes(bits: BitReader): Uint8Array {
  const groups = bits.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group += 1) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const members = bits.read(16);
    for (let member = 0; member < 16; member += 1) if (members & (0x8000 >> member)) used.push(group * 16 + member);
  }
  if (used.length === 0) throw new Bzip2Error('a block uses no byte');
  return Uint8Array.from(used);
}

/** Which code is used for each 50 symbols. */
function readSelectors(bits: BitReader, codes: number): Uint8Array {
  const recent = Array.from({ length: codes }, (_, code) => code);
  return Uint8Array.from({ length: bits.read(15) }, () => {
    let position = 0;
    while (bits.read(1) === 1) position += 1;
    const [code] = recent.splice(position, 1);
    if (code === undefined) throw new Bzip2Error('a selector selects no code');
    recent.unshift(code);
    return code;
  });
}

function codeLengths(bits: BitReader, symbols: number): Uint8Array {
  let length = bits.read(5);
  return Uint8Array.from({ length: symbols }, () => {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > longestCode) throw new Bzip2Error('a code word is too long');
    return length;
  });
}

class PrefixCode {
  /** For each length: the first code word that is longer, as if it had that length, and what turns a word into the place of its symbol. */
  readonly #limits = new Int32Array(longestCode + 1);
  readonly #offsets = new Int32Array(longestCode + 1);
  readonly #symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    const counts = new Int32Array(longestCode + 1);
    for (const length of lengths) counts[length]! += 1;
    let [word, place] = [0, 0];
    for (let length = 1; length <= longestCode; length += 1) {
      word <<= 1;
      this.#offsets[length] = place - word;
      word += counts[length]!;
      place += counts[length]!;
      this.#limits[length] = word;
    }
    const order = Array.from(lengths, (_, symbol) => symbol).sort((left, right) => lengths[left]! - lengths[right]! || left - right);
    this.#symbols = Uint16Array.from(order);
  }

  read(bits: BitReader): number {
    let word = 0;
    for (let length = 1; length <= longestCode; length += 1) {
      word = (word << 1) | bits.read(1);
      if (word < this.#limits[length]!) return this.#symbols[word + this.#offsets[length]!]!;
    }
    throw new Bzip2Error('an unknown code word');
  }
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Up to 24 bits. */
  read(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new Bzip2Error('the data ends too early');
      this.#at += 1;
      this.#bits = ((this.#bits << 8) | byte) & 0x7fffffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#bits >>> this.#count) & ((1 << count) - 1);
  }

  readMagic(): number {
    return this.read(24) * 0x1000000 + this.read(24);
  }

  hasHeader(): boolean {
    const [b, z, h, level = 0] = this.#bytes.subarray(this.#at, this.#at + 4);
    return b === 0x42 && z === 0x5a && h === 0x68 && level >= 0x31 && level <= 0x39;
  }

  /** The size of a stream's blocks in hundred thousands of bytes. */
  readHeader(): number {
    this.#at += 4;
    return this.#bytes[this.#at - 1]! - 0x30;
  }

  align(): void {
    this.#count = 0;
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

/** Plain bytes: a block's run lengths undone, four equal bytes being followed by how many more there are. */
class Output {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** The checksum of what the block stands for. */
  appendBlock({ links, length, origin }: Block): number {
    let crc = -1;
    let at = links[origin]! >>> 8;
    let [previous, equal] = [-1, 0];
    for (let i = 0; i < length; i += 1) {
      const entry = links[at]!;
      const byte = entry & 0xff;
      at = entry >>> 8;
      const isCount = equal === 4;
      const value = isCount ? previous : byte;
      const times = isCount ? byte : 1;
      if (this.#length + times > this.#bytes.length) this.#grow();
      for (let time = 0; time < times; time += 1) {
        this.#bytes[this.#length + time] = value;
        crc = (crc << 8) ^ crcTable[((crc >>> 24) ^ value) & 0xff]!;
      }
      this.#length += times;
      equal = isCount ? 0 : byte === previous ? equal + 1 : 1;
      previous = isCount ? -1 : byte;
    }
    return ~crc >>> 0;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
