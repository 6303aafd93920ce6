import type { Readable, Writable } from 'node:stream';

/**
 * Between an engine and the process of a user's functions: a header of JSON and a body of Arrow bytes, each with its length in front.
 */
export interface Frame<Header> {
  readonly header: Header;
  readonly body: Uint8Array;
}

const prefixBytes = 8;

/** The frames of a stream, read as fast as they are taken. */
export async function* readFrames<Header>(stream: Readable): AsyncGenerator<Frame<Header>, void> {
  let chunks: Buffer[] = [];
  let size = 0;
  let needed = prefixBytes;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= needed) {
      const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
      const headerBytes = all.readUInt32LE(0);
      const total = prefixBytes + headerBytes + all.readUInt32LE(4);
      chunks = [all];
      needed = total;
      if (size < total) break;
      const header = JSON.parse(all.toString('utf8', prefixBytes, prefixBytes + headerBytes)) as Header;
      // A copy, aligned: columns are looked at as wider numbers.
      yield { header, body: new Uint8Array(all.subarray(prefixBytes + headerBytes, total)) };
      const rest = all.subarray(total);
      chunks = rest.length > 0 ? [rest] : [];
      size = rest.length;
      needed = prefixBytes;
    }
  }
}

/** Writes a frame, and waits until the other side keeps up. */
export async function writeFrame(stream: Writable, header: object, body: Uint8Array = new Uint8Array()): Promise<void> {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32LE(text.length, 0);
  prefix.writeUInt32LE(body.length, 4);
  stream.cork();
  stream.write(prefix);
  const isEmpty = body.length === 0;
  let hasRoom = stream.write(text);
  if (!isEmpty) hasRoom = stream.write(body);
  stream.uncork();
  if (!hasRoom) await drained(stream);
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      stream.off('drain', onDrain).off('close', onClose).off('error', done);
      if (error) reject(error);
      else resolve();
    };
    const onDrain = () => done();
    const onClose = () => done(new Error('the stream was closed'));
    stream.on('drain', onDrain).on('close', onClose).on('error', done);
  });
}
