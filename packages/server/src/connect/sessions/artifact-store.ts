import { crc32 } from 'node:zlib';
import { sparkError } from '@kindling/protocol';
import {
  type AddArtifactsRequest,
  type AddArtifactsRequest_ArtifactChunk,
  type AddArtifactsResponse_ArtifactSummary,
  AddArtifactsResponse_ArtifactSummarySchema,
  create,
} from '@kindling/protocol/messages';

const CACHE_PREFIX = 'cache/';
/** What one session may upload. */
const MOST_BYTES = 1024 * 1024 * 1024;

interface Upload {
  readonly name: string;
  readonly totalBytes: number;
  readonly chunks: Uint8Array[];
  missingChunks: number;
  isIntact: boolean;
}

/** What the client of a session uploaded: mostly rows for createDataFrame under `cache/<hash>`. */
export class ArtifactStore {
  readonly #artifacts = new Map<string, Uint8Array>();
  #sizeBytes = 0;

  has(name: string): boolean {
    return this.#artifacts.has(name);
  }

  cachedBlock(hash: string): Uint8Array | undefined {
    return this.#artifacts.get(`${CACHE_PREFIX}${hash}`);
  }

  clear(): void {
    this.#artifacts.clear();
    this.#sizeBytes = 0;
  }

  /** Takes what the requests of one upload hold. */
  receive(): ArtifactReceiver {
    return new ArtifactReceiver((name, data) => this.#add(name, data));
  }

  #add(name: string, data: Uint8Array): void {
    const known = this.#artifacts.get(name);
    if (known !== undefined) {
      // What is cached is named by its hash, so that it is the same.
      if (name.startsWith(CACHE_PREFIX) || sameBytes(known, data)) return;
      throw sparkError('ARTIFACT_ALREADY_EXISTS', { normalizedRemoteRelativePath: name });
    }
    if (this.#sizeBytes + data.length > MOST_BYTES)
      throw sparkError('KINDLING_LIMIT_REACHED', { limit: String(MOST_BYTES), what: 'bytes of artifacts in a session' });
    this.#sizeBytes += data.length;
    this.#artifacts.set(name, data);
  }
}

/** Puts the chunks of one upload together. */
export class ArtifactReceiver {
  readonly #add: (name: string, data: Uint8Array) => void;
  readonly #summaries: AddArtifactsResponse_ArtifactSummary[] = [];
  #upload: Upload | undefined;

  constructor(add: (name: string, data: Uint8Array) => void) {
    this.#add = add;
  }

  take(request: AddArtifactsRequest): void {
    const { payload } = request;
    switch (payload.case) {
      case 'batch':
        for (const { name, data } of payload.value.artifacts)
          this.#finish(name, data === undefined ? [] : [data.data], data === undefined || isIntact(data));
        return;
      case 'beginChunk': {
        const { name, totalBytes, numChunks, initialChunk } = payload.value;
        if (totalBytes > BigInt(MOST_BYTES))
          throw sparkError('KINDLING_LIMIT_REACHED', { limit: String(MOST_BYTES), what: 'bytes of artifacts in a session' });
        this.#upload = { name, totalBytes: Number(totalBytes), chunks: [], missingChunks: Number(numChunks), isIntact: true };
        if (initialChunk !== undefined) this.#takeChunk(initialChunk);
        return;
      }
      case 'chunk':
        this.#takeChunk(payload.value);
        return;
      case undefined:
        throw sparkError('CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET', {
          fullName: 'spark.connect.AddArtifactsRequest',
          name: 'PAYLOAD_NOT_SET',
        });
    }
  }

  /** One line for each artifact; an upload that broke off is none. */
  summaries(): readonly AddArtifactsResponse_ArtifactSummary[] {
    return this.#summaries;
  }

  #takeChunk(chunk: AddArtifactsRequest_ArtifactChunk): void {
    const upload = this.#upload;
    if (upload === undefined)
      throw sparkError('CONNECT_INVALID_PLAN.ASSERTION_FAILURE', { message: 'a chunk of an artifact came before its start' });
    upload.chunks.push(chunk.data);
    upload.missingChunks -= 1;
    upload.isIntact &&= isIntact(chunk);
    if (upload.missingChunks > 0) return;
    this.#upload = undefined;
    const sizeBytes = upload.chunks.reduce((sum, { length }) => sum + length, 0);
    this.#finish(upload.name, upload.chunks, upload.isIntact && sizeBytes === upload.totalBytes);
  }

  #finish(name: string, chunks: readonly Uint8Array[], isCrcSuccessful: boolean): void {
    checkName(name);
    // A copy, because a chunk shares the memory of the whole request.
    if (isCrcSuccessful) this.#add(name, new Uint8Array(Buffer.concat(chunks)));
    this.#summaries.push(create(AddArtifactsResponse_ArtifactSummarySchema, { name, isCrcSuccessful }));
  }
}

function isIntact(chunk: AddArtifactsRequest_ArtifactChunk): boolean {
  return BigInt(crc32(chunk.data)) === chunk.crc;
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Artifacts stay in memory here, but a name that leaves the session's folder is refused all the same. */
function checkName(name: string): void {
  if (name.startsWith('/') || name.split('/').includes('..')) {
    throw sparkError('CONNECT_INVALID_PLAN.ASSERTION_FAILURE', { message: `the artifact name ${name} is not relative` });
  }
}
