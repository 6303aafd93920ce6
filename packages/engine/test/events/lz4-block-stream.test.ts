import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeLz4Blocks, lz4BlocksEnd } from '../../src/events/event-log/lz4-block-stream.ts';
import { xxHash32 } from '../../src/events/event-log/xx-hash-32.ts';
import { readLz4Blocks } from './read-lz4-blocks.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

it('hashes as xxHash does', () => {
  expect(xxHash32(utf8(''), 0)).toBe(0x02cc5d05);
  expect(xxHash32(utf8('abc'), 0)).toBe(0x32d153ff);
  expect(xxHash32(utf8('Nobody inspects the spammish repetition'), 0)).toBe(0xe2293b2f);
});

it('loses nothing, whatever the bytes', () => {
  const repeating = fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9000 }), fc.uint8Array({ maxLength: 30 }))
    .map(([piece, times, rest]) => Buffer.concat([...Array.from({ length: times }, () => piece), rest]));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), repeating), (bytes) => {
      const { bytes: read, ended } = readLz4Blocks(Buffer.concat([encodeLz4Blocks(bytes), lz4BlocksEnd()]));
      return ended && Buffer.compare(read, bytes) === 0;
    }),
    { numRuns: 300 },
  );
});

it('makes text of a log a good deal smaller, and does not blow up noise', () => {
  const line = '{"Event":"SparkListenerTaskStart","Stage ID":0,"Stage Attempt ID":0,"Task Info":{"Task ID":';
  const text = utf8(Array.from({ length: 4000 }, (_, index) => `${line}${index}}}\n`).join(''));
  expect(encodeLz4Blocks(text).length).toBeLessThan(text.length / 8);
  const noise = Uint8Array.from({ length: 200_000 }, (_, index) => (Math.imul(index + 1, 2_654_435_761) >>> 24) & (255 ^ (index % 7)));
  expect(encodeLz4Blocks(noise).length).toBeLessThan(noise.length * 1.01);
});
