import { once } from 'node:events';
import * as grpc from '@grpc/grpc-js';
import {
  type AddArtifactsRequest,
  type DescMessage,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  fromBinary,
  type MessageShape,
  type ReattachExecuteRequest,
  type RpcCall,
  type RpcMethod,
  type RpcName,
  rpcMethods,
  toBinary,
} from '@kindling/protocol/messages';
import { stateError } from '../../client-error.ts';
import type { Connection } from '../connection-string.ts';
import { RpcError, type Transport } from '../transport.ts';

const maxMessageSizeBytes = 128 * 1024 * 1024;
/** What the server may send before the client has read it: about two batches. */
const flowControlWindowBytes = 8 * 1024 * 1024;

const methodByName = new Map<RpcName, RpcMethod>(rpcMethods.map((method) => [method.name, method]));

type Unary<Name extends RpcName> = Transport[Name] extends (request: infer Request, call: RpcCall) => Promise<infer Response>
  ? (request: Request, call: RpcCall) => Promise<Response>
  : never;

/** Spark Connect over gRPC. */
export class GrpcTransport implements Transport {
  readonly target: string;
  readonly reattachable = true;
  readonly #client: grpc.Client;
  readonly #metadata: grpc.Metadata;

  constructor(connection: Connection) {
    const address = `${connection.host}:${connection.port}`;
    this.target = `sc://${address}`;
    const sizeBytes = connection.maxMessageSizeBytes ?? maxMessageSizeBytes;
    const credentials = connection.secure ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
    this.#client = new grpc.Client(address, credentials, {
      'grpc.max_receive_message_length': sizeBytes,
      // Node's own 64 KiB holds a large result up at every window: the server waits for the client's leave 16 times in a MiB.
      'grpc-node.flow_control_window': flowControlWindowBytes,
      'grpc.max_send_message_length': sizeBytes,
      // Its own default waits a second after the first refused connection; the client's retries decide how long to wait.
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 5000,
      // Two sessions to one address may have different tokens and lives.
      'grpc.use_local_subchannel_pool': 1,
    });
    this.#metadata = new grpc.Metadata();
    if (connection.token !== undefined) this.#metadata.set('authorization', `Bearer ${connection.token}`);
    for (const [name, value] of Object.entries(connection.metadata)) this.#metadata.set(name, value);
  }

  executePlan(request: ExecutePlanRequest, call: RpcCall): AsyncIterable<ExecutePlanResponse> {
    return this.#serverStream('executePlan', request, call);
  }
  reattachExecute(request: ReattachExecuteRequest, call: RpcCall): AsyncIterable<ExecutePlanResponse> {
    return this.#serverStream('reattachExecute', request, call);
  }
  readonly analyzePlan: Unary<'analyzePlan'> = (request, call) => this.#unary('analyzePlan', request, call);
  readonly config: Unary<'config'> = (request, call) => this.#unary('config', request, call);
  readonly artifactStatus: Unary<'artifactStatus'> = (request, call) => this.#unary('artifactStatus', request, call);
  readonly interrupt: Unary<'interrupt'> = (request, call) => this.#unary('interrupt', request, call);
  readonly releaseExecute: Unary<'releaseExecute'> = (request, call) => this.#unary('releaseExecute', request, call);
  readonly releaseSession: Unary<'releaseSession'> = (request, call) => this.#unary('releaseSession', request, call);
  readonly fetchErrorDetails: Unary<'fetchErrorDetails'> = (request, call) => this.#unary('fetchErrorDetails', request, call);
  readonly cloneSession: Unary<'cloneSession'> = (request, call) => this.#unary('cloneSession', request, call);
  readonly getStatus: Unary<'getStatus'> = (request, call) => this.#unary('getStatus', request, call);

  async addArtifacts(requests: AsyncIterable<AddArtifactsRequest>, call: RpcCall) {
    const method = codec('addArtifacts');
    let answer: (response: MessageShape<DescMessage>) => void;
    let fail: (error: unknown) => void;
    const answered = new Promise<MessageShape<DescMessage>>((resolve, reject) => {
      answer = resolve;
      fail = reject;
    });
    const stream = this.#client.makeClientStreamRequest(
      method.path,
      unchanged,
      method.deserialize,
      this.#metadataOf(call),
      (error, response) => (error === null ? answer(response!) : fail(toRpcError(error))),
    );
    answered.catch(() => stream.cancel());
    const stopListening = onAbort(call.signal, () => stream.cancel());
    try {
      // The answer may come before all is sent: then it is an error, and what is left is of no use.
      for await (const request of requests) {
        if (!stream.write(method.encode(request))) await Promise.race([once(stream, 'drain'), answered]);
      }
      stream.end();
      return (await answered) as Awaited<ReturnType<Transport['addArtifacts']>>;
    } finally {
      stopListening();
    }
  }

  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }

  async #unary<Response>(name: RpcName, request: MessageShape<DescMessage>, call: RpcCall): Promise<Response> {
    const method = codec(name);
    const bytes = method.encode(request);
    return await new Promise<Response>((resolve, reject) => {
      const running = this.#client.makeUnaryRequest(
        method.path,
        unchanged,
        method.deserialize,
        bytes,
        this.#metadataOf(call),
        (error, response) => {
          stopListening();
          if (error === null) resolve(response as Response);
          else reject(toRpcError(error));
        },
      );
      const stopListening = onAbort(call.signal, () => running.cancel());
    });
  }

  async *#serverStream<Response>(name: RpcName, request: MessageShape<DescMessage>, call: RpcCall): AsyncGenerator<Response> {
    const method = codec(name);
    const stream = this.#client.makeServerStreamRequest(
      method.path,
      unchanged,
      method.deserialize,
      method.encode(request),
      this.#metadataOf(call),
    );
    const stopListening = onAbort(call.signal, () => stream.cancel());
    try {
      for await (const response of stream) yield response as Response;
    } catch (error) {
      throw toRpcError(error);
    } finally {
      stopListening();
      stream.cancel();
    }
  }

  #metadataOf(call: RpcCall): grpc.Metadata {
    if (call.metadata.size === 0) return this.#metadata;
    const metadata = this.#metadata.clone();
    for (const [name, value] of call.metadata) metadata.set(name, value);
    return metadata;
  }
}

interface Codec {
  readonly path: string;
  readonly encode: (message: MessageShape<DescMessage>) => Buffer;
  readonly deserialize: (bytes: Buffer) => MessageShape<DescMessage>;
}

function codec(name: RpcName): Codec {
  const method = methodByName.get(name)!;
  return {
    path: method.path,
    encode: (message) => {
      const bytes = encodeRequest(method, message);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    // As a plain Uint8Array: the `slice` of a Buffer does not copy, which code that was written for Uint8Array counts on.
    deserialize: (bytes) => fromBinary(method.responseSchema, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  };
}

/** Encoded here and not by gRPC, which would hide why it failed. */
function encodeRequest(method: RpcMethod, message: MessageShape<DescMessage>): Uint8Array {
  try {
    return toBinary(method.requestSchema, message);
  } catch (error) {
    if (error instanceof RangeError) throw stateError('KINDLING_PLAN_TOO_DEEP', { detail: error.message }, error);
    throw error;
  }
}

const unchanged = (bytes: Buffer): Buffer => bytes;

function onAbort(signal: AbortSignal, abort: () => void): () => void {
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}

function toRpcError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('metadata' in error)) return error;
  const { code, details, metadata } = error as grpc.ServiceError;
  const [statusDetails] = metadata?.get('grpc-status-details-bin') ?? [];
  return new RpcError(code, grpc.status[code] ?? String(code), details, typeof statusDetails === 'string' ? undefined : statusDetails);
}
