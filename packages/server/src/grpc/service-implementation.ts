import type * as grpc from '@grpc/grpc-js';
import { toSparkError } from '@kindling/protocol';
import {
  type AddArtifactsRequest,
  type DescMessage,
  type ExecutePlanResponse,
  encodeExecuteResponse,
  type MessageShape,
  type RpcCall,
  type RpcMethod,
  rpcMethods,
  toBinary,
} from '@kindling/protocol/messages';
import { type ConnectService, decodeMessage, type SessionRequest } from '../connect/index.ts';
import { hasToken, unauthenticated } from './bearer-token.ts';
import { MessageInPieces } from './message-in-pieces.ts';
import { statusOfError } from './status-of-error.ts';

type Bytes = Buffer;
type Call = grpc.ServerUnaryCall<Bytes, Bytes> | grpc.ServerWritableStream<Bytes, Sent> | grpc.ServerReadableStream<Bytes, Bytes>;
type AnyMethod = (request: unknown, call: RpcCall) => unknown;

const unchanged = (bytes: Bytes): Bytes => bytes;

/** The service's methods for grpc-js. Messages pass it as bytes: they are decoded here, where a failure becomes an error with a condition. */
export const serviceDefinition: grpc.ServiceDefinition = Object.fromEntries(
  rpcMethods.map((method) => [
    method.name,
    {
      path: method.path,
      requestStream: method.requestStream,
      responseStream: method.responseStream,
      requestSerialize: unchanged,
      requestDeserialize: unchanged,
      responseSerialize: unchanged,
      responseDeserialize: unchanged,
    },
  ]),
);

export function serviceImplementation(service: ConnectService, token: string | undefined): grpc.UntypedServiceImplementation {
  return Object.fromEntries(rpcMethods.map((method) => [method.name, handlerOf(method, service, token)]));
}

function handlerOf(method: RpcMethod, service: ConnectService, token: string | undefined): grpc.UntypedHandleCall {
  const invoke = (request: unknown, call: RpcCall): unknown => (service[method.name] as AnyMethod).call(service, request, call);
  if (method.responseStream) {
    return (call: grpc.ServerWritableStream<Bytes, Sent>) => void answerStream(call, method, service, token, invoke);
  }
  if (method.requestStream) {
    return (call: grpc.ServerReadableStream<Bytes, Bytes>, callback: grpc.sendUnaryData<Bytes>) =>
      void answerOnce(call, callback, method, service, token, (rpc) => invoke(decodedRequests(call, method), rpc));
  }
  return (call: grpc.ServerUnaryCall<Bytes, Bytes>, callback: grpc.sendUnaryData<Bytes>) =>
    void answerOnce(call, callback, method, service, token, (rpc, remember) =>
      invoke(remember(decodeMessage(method.requestSchema, call.request)), rpc),
    );
}

/** Keeps the request, so that an error can be stored with its session. */
type Remember = <Request extends MessageShape<DescMessage>>(request: Request) => Request;

async function answerOnce(
  call: Call,
  callback: grpc.sendUnaryData<Bytes>,
  method: RpcMethod,
  service: ConnectService,
  token: string | undefined,
  invoke: (rpc: RpcCall, remember: Remember) => unknown,
): Promise<void> {
  if (!hasToken(call.metadata, token)) return callback(unauthenticated);
  let request: unknown;
  try {
    const response = await invoke(rpcCallOf(call), (decoded) => {
      request = decoded;
      return decoded;
    });
    callback(null, encode(method, response));
  } catch (error) {
    callback(failure(error, request, service));
  }
}

async function answerStream(
  call: grpc.ServerWritableStream<Bytes, Sent>,
  method: RpcMethod,
  service: ConnectService,
  token: string | undefined,
  invoke: AnyMethod,
): Promise<void> {
  if (!hasToken(call.metadata, token)) return void call.emit('error', unauthenticated);
  const rpc = rpcCallOf(call);
  let request: unknown;
  try {
    request = decodeMessage(method.requestSchema, call.request);
    for await (const response of invoke(request, rpc) as AsyncIterable<unknown>) {
      if (rpc.signal.aborted) return;
      // A reader that is slower than the query holds the query up, and not our memory.
      if (!call.write(encodeStreamed(response as ExecutePlanResponse))) await drained(call, rpc.signal);
    }
    call.end();
  } catch (error) {
    if (!rpc.signal.aborted) call.emit('error', failure(error, request, service));
  }
}

async function* decodedRequests(
  call: grpc.ServerReadableStream<Bytes, Bytes>,
  method: RpcMethod,
): AsyncGenerator<AddArtifactsRequest, void> {
  for await (const bytes of call) yield decodeMessage(method.requestSchema, bytes as Bytes) as AddArtifactsRequest;
}

function drained(call: grpc.ServerWritableStream<Bytes, Sent>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      call.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    call.once('close', done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** The same for all calls: grpc-js also tells of those that went well, and a stack trace for each would cost more than the call. */
const callEnded = new DOMException('The call has ended.', 'AbortError');

function rpcCallOf(call: Call): RpcCall {
  const controller = new AbortController();
  const events: NodeJS.EventEmitter = call;
  events.on('cancelled', () => controller.abort(callEnded));
  if (call.cancelled) controller.abort(callEnded);
  const metadata = new Map(Object.entries(call.metadata.getMap()).map(([key, value]) => [key, String(value)]));
  return { signal: controller.signal, metadata };
}

function encode(method: RpcMethod, response: unknown): Bytes {
  const bytes = toBinary(method.responseSchema, response as MessageShape<DescMessage>);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

type Sent = Pick<Bytes, 'byteLength' | 'copy'>;

/** The methods that stream answer with the responses of an execution. */
function encodeStreamed(response: ExecutePlanResponse): Sent {
  return new MessageInPieces(encodeExecuteResponse(response));
}

function failure(thrown: unknown, request: unknown, service: ConnectService): Partial<grpc.StatusObject> {
  const error = toSparkError(thrown);
  return statusOfError(error, isSessionRequest(request) ? service.rememberError(error, request) : undefined);
}

function isSessionRequest(request: unknown): request is SessionRequest {
  return typeof request === 'object' && request !== null && 'sessionId' in request && typeof request.sessionId === 'string';
}
