import { sparkError } from '@kindling/protocol';
import {
  type AddArtifactsRequestSchema,
  type AddArtifactsResponse,
  type ArtifactStatusesResponse,
  AddArtifactsRequest_ArtifactChunkSchema as ChunkSchema,
  type ConfigResponse,
  create,
  type MessageInitShape,
} from '@kindling/protocol/messages';
import { crc32 } from './crc32.ts';

/** What goes to the server once, before the plans that name it. */
export interface CachedData {
  readonly blobs: readonly Uint8Array[];
  /** Hears the names of the blobs when the server has them. */
  readonly onCached: (hashes: readonly string[]) => void;
}

export type ArtifactPayload = NonNullable<MessageInitShape<typeof AddArtifactsRequestSchema>['payload']>;

/** The calls that it makes, repeated where they fail on their way. */
export interface ArtifactCalls {
  config(pairs: readonly { readonly key: string; readonly value: string }[]): Promise<ConfigResponse>;
  statuses(names: readonly string[]): Promise<ArtifactStatusesResponse>;
  add(payloads: () => Iterable<ArtifactPayload>): Promise<AddArtifactsResponse>;
}

const sizeLimit = 'spark.sql.session.localRelationSizeLimit';
const batchSize = 'spark.sql.session.localRelationBatchOfChunksSizeBytes';
const defaults = [
  { key: sizeLimit, value: String(3 * 1024 ** 3) },
  { key: batchSize, value: String(1024 ** 3) },
];

/** Bytes of an artifact that one message carries. */
const pieceBytes = 1024 * 1024;

/** Data of the program that a server keeps for its session: it travels once, in messages of any number, and plans name it by its hash. */
export class ArtifactCache {
  readonly #calls: ArtifactCalls;
  readonly #waiting = new Map<CachedData, Promise<void> | undefined>();

  constructor(calls: ArtifactCalls) {
    this.#calls = calls;
  }

  /** The data is sent with the next plan. */
  add(data: CachedData): void {
    this.#waiting.set(data, undefined);
  }

  /** Sends what waits. */
  async send(): Promise<void> {
    for (const [data, running] of this.#waiting) await (running ?? this.#start(data));
  }

  #start(data: CachedData): Promise<void> {
    const sending = this.#send(data).then(
      () => {
        this.#waiting.delete(data);
      },
      (error: unknown) => {
        // The next plan tries again.
        this.#waiting.set(data, undefined);
        throw error;
      },
    );
    this.#waiting.set(data, sending);
    return sending;
  }

  async #send({ blobs, onCached }: CachedData): Promise<void> {
    const settings = new Map((await this.#calls.config(defaults)).pairs.map(({ key, value }) => [key, Number(value)]));
    const sizeBytes = blobs.reduce((sum, { length }) => sum + length, 0);
    const limitBytes = settings.get(sizeLimit)!;
    if (sizeBytes > limitBytes) {
      throw sparkError('LOCAL_RELATION_SIZE_LIMIT_EXCEEDED', { actualSize: String(sizeBytes), sizeLimit: String(limitBytes) });
    }
    const hashes: string[] = [];
    for (const batch of batches(blobs, settings.get(batchSize)!)) hashes.push(...(await this.#sendBatch(batch)));
    onCached(hashes);
  }

  async #sendBatch(blobs: readonly Uint8Array[]): Promise<readonly string[]> {
    const hashes = await Promise.all(blobs.map(sha256));
    const named = new Map(blobs.map((blob, index) => [`cache/${hashes[index]}`, blob]));
    const { statuses } = await this.#calls.statuses([...named.keys()]);
    for (const [name, { exists }] of Object.entries(statuses)) if (exists) named.delete(name);
    if (named.size === 0) return hashes;
    const { artifacts } = await this.#calls.add(() => payloads(named));
    const broken = artifacts.find(({ isCrcSuccessful }) => !isCrcSuccessful);
    if (broken) throw sparkError('INTERNAL_ERROR', { message: `the artifact ${broken.name} reached the server damaged` });
    return hashes;
  }
}

function* batches(blobs: readonly Uint8Array[], mostBytes: number): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const blob of blobs) {
    if (batch.length > 0 && sizeBytes + blob.length > mostBytes) {
      yield batch;
      batch = [];
      sizeBytes = 0;
    }
    batch.push(blob);
    sizeBytes += blob.length;
  }
  if (batch.length > 0) yield batch;
}

/** The messages that carry artifacts: a small one whole, a large one in pieces. */
function* payloads(artifacts: ReadonlyMap<string, Uint8Array>): Generator<ArtifactPayload> {
  for (const [name, data] of artifacts) {
    if (data.length <= pieceBytes) {
      yield { case: 'batch', value: { artifacts: [{ name, data: pieceOf(data, 0) }] } };
      continue;
    }
    const numChunks = BigInt(Math.ceil(data.length / pieceBytes));
    yield { case: 'beginChunk', value: { name, totalBytes: BigInt(data.length), numChunks, initialChunk: pieceOf(data, 0) } };
    for (let at = pieceBytes; at < data.length; at += pieceBytes) yield { case: 'chunk', value: pieceOf(data, at) };
  }
}

function pieceOf(artifact: Uint8Array, at: number) {
  const data = artifact.subarray(at, at + pieceBytes) as Uint8Array<ArrayBuffer>;
  return create(ChunkSchema, { data, crc: BigInt(crc32(data)) });
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
