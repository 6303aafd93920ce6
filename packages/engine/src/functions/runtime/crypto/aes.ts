/** The AES block cipher, and its modes of operation that Spark offers; as FIPS 197 and NIST SP 800-38A and D say. */

const BLOCK = 16;

const multiply2 = (value: number): number => ((value << 1) ^ (value & 0x80 ? 0x1b : 0)) & 0xff;

function multiply(a: number, b: number): number {
  let product = 0;
  for (let factor = a, rest = b; rest > 0; rest >>= 1, factor = multiply2(factor)) if (rest & 1) product ^= factor;
  return product;
}

const substitution = new Uint8Array(256);
const inverse = new Uint8Array(256);
fillSubstitution();

function fillSubstitution(): void {
  let p = 1;
  let q = 1;
  do {
    p = p ^ multiply2(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    const rotated = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4);
    substitution[p] = rotated ^ 0x63;
  } while (p !== 1);
  substitution[0] = 0x63;
  substitution.forEach((to, from) => {
    inverse[to] = from;
  });
}

function rotate(value: number, by: number): number {
  return ((value << by) | (value >> (8 - by))) & 0xff;
}

export class AesCipher {
  readonly #rounds: number;
  readonly #schedule: Uint8Array;

  constructor(key: Uint8Array) {
    this.#rounds = key.length / 4 + 6;
    this.#schedule = expandKey(key, this.#rounds);
  }

  encrypt(block: Uint8Array): Uint8Array {
    const state = Uint8Array.from(block);
    this.#addKey(state, 0);
    for (let round = 1; round <= this.#rounds; round++) {
      const moved = Uint8Array.from(state, (_, i) => substitution[state[(i + 4 * (i % 4)) % BLOCK] as number] as number);
      state.set(round < this.#rounds ? mixColumns(moved, [2, 3, 1, 1]) : moved);
      this.#addKey(state, round);
    }
    return state;
  }

  decrypt(block: Uint8Array): Uint8Array {
    const state = Uint8Array.from(block);
    for (let round = this.#rounds; round >= 1; round--) {
      this.#addKey(state, round);
      const mixed = round < this.#rounds ? mixColumns(state, [14, 11, 13, 9]) : Uint8Array.from(state);
      for (let i = 0; i < BLOCK; i++) state[(i + 4 * (i % 4)) % BLOCK] = inverse[mixed[i] as number] as number;
    }
    this.#addKey(state, 0);
    return state;
  }

  #addKey(state: Uint8Array, round: number): void {
    for (let i = 0; i < BLOCK; i++) state[i] = (state[i] as number) ^ (this.#schedule[round * BLOCK + i] as number);
  }
}

function mixColumns(state: Uint8Array, row: readonly number[]): Uint8Array {
  return Uint8Array.from(state, (_, i) => {
    const start = i - (i % 4);
    let sum = 0;
    for (let j = 0; j < 4; j++) sum ^= multiply(state[start + j] as number, row[(j - (i % 4) + 4) % 4] as number);
    return sum;
  });
}

function expandKey(key: Uint8Array, rounds: number): Uint8Array {
  const schedule = new Uint8Array(BLOCK * (rounds + 1));
  schedule.set(key);
  let factor = 1;
  for (let at = key.length; at < schedule.length; at += 4) {
    let word = schedule.slice(at - 4, at);
    if (at % key.length === 0) {
      word = Uint8Array.from([1, 2, 3, 0], (i) => substitution[word[i] as number] as number);
      word[0] = (word[0] as number) ^ factor;
      factor = multiply2(factor);
    } else if (key.length === 32 && at % key.length === BLOCK) {
      word = word.map((byte) => substitution[byte] as number);
    }
    for (let i = 0; i < 4; i++) schedule[at + i] = (schedule[at + i - key.length] as number) ^ (word[i] as number);
  }
  return schedule;
}

/** Each byte tells how many were added. */
function padded(input: Uint8Array): Uint8Array {
  const more = BLOCK - (input.length % BLOCK);
  const out = new Uint8Array(input.length + more).fill(more);
  out.set(input);
  return out;
}

function unpadded(input: Uint8Array): Uint8Array | undefined {
  const more = input.at(-1) ?? 0;
  if (more < 1 || more > BLOCK || input.subarray(-more).some((byte) => byte !== more)) return undefined;
  return input.slice(0, input.length - more);
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0));

/** Chained blocks; without a start vector each block stands alone (ECB). */
export function encryptBlocks(cipher: AesCipher, input: Uint8Array, start: Uint8Array | undefined): Uint8Array {
  const text = padded(input);
  const out = new Uint8Array(text.length);
  let last = start;
  for (let at = 0; at < text.length; at += BLOCK) {
    const block = text.subarray(at, at + BLOCK);
    const done = cipher.encrypt(last ? xor(block, last) : block);
    out.set(done, at);
    if (last) last = done;
  }
  return out;
}

/** Nothing when the padding is wrong. */
export function decryptBlocks(cipher: AesCipher, input: Uint8Array, start: Uint8Array | undefined): Uint8Array | undefined {
  const out = new Uint8Array(input.length);
  let last = start;
  for (let at = 0; at < input.length; at += BLOCK) {
    const block = input.subarray(at, at + BLOCK);
    const done = cipher.decrypt(block);
    out.set(last ? xor(done, last) : done, at);
    if (last) last = block;
  }
  return unpadded(out);
}

const asNumber = (block: Uint8Array): bigint => block.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const asBlock = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: BLOCK }, (_, i) => Number((value >> BigInt(8 * (BLOCK - 1 - i))) & 0xffn));

function multiplyInField(a: bigint, b: bigint): bigint {
  let product = 0n;
  let factor = b;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((a >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ (0xe1n << 120n) : factor >> 1n;
  }
  return product;
}

function authenticate(key: bigint, associated: Uint8Array, text: Uint8Array): bigint {
  let sum = 0n;
  const take = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; at += BLOCK) {
      const block = new Uint8Array(BLOCK);
      block.set(bytes.subarray(at, at + BLOCK));
      sum = multiplyInField(sum ^ asNumber(block), key);
    }
  };
  take(associated);
  take(text);
  return multiplyInField(sum ^ ((BigInt(associated.length * 8) << 64n) | BigInt(text.length * 8)), key);
}

/** Galois counter mode: text and 16 bytes that prove it, for a start vector of 12 bytes. */
export function galoisCounter(
  cipher: AesCipher,
  input: Uint8Array,
  start: Uint8Array,
  associated: Uint8Array,
  isDecrypting: boolean,
): { readonly text: Uint8Array; readonly tag: Uint8Array } {
  const counter = new Uint8Array(BLOCK);
  counter.set(start);
  const view = new DataView(counter.buffer);
  const text = new Uint8Array(input.length);
  for (let at = 0, block = 2; at < input.length; at += BLOCK, block++) {
    view.setUint32(12, block);
    text.set(xor(input.subarray(at, at + BLOCK), cipher.encrypt(counter)), at);
  }
  const sum = authenticate(asNumber(cipher.encrypt(new Uint8Array(BLOCK))), associated, isDecrypting ? input : text);
  view.setUint32(12, 1);
  return { text, tag: asBlock(sum ^ asNumber(cipher.encrypt(counter))) };
}
