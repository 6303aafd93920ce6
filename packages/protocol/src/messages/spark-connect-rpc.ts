import type { DescMessage } from '@bufbuild/protobuf';
import type {
  AddArtifactsRequest,
  AddArtifactsResponse,
  AnalyzePlanRequest,
  AnalyzePlanResponse,
  ArtifactStatusesRequest,
  ArtifactStatusesResponse,
  CloneSessionRequest,
  CloneSessionResponse,
  ConfigRequest,
  ConfigResponse,
  ExecutePlanRequest,
  ExecutePlanResponse,
  FetchErrorDetailsRequest,
  FetchErrorDetailsResponse,
  GetStatusRequest,
  GetStatusResponse,
  InterruptRequest,
  InterruptResponse,
  ReattachExecuteRequest,
  ReleaseExecuteRequest,
  ReleaseExecuteResponse,
  ReleaseSessionRequest,
  ReleaseSessionResponse,
} from './generated/spark/connect/base_pb.ts';
import { SparkConnectService } from './generated/spark/connect/base_pb.ts';

/** What travels beside a request. */
export interface RpcCall {
  /** Aborts when the caller no longer waits for the answer: cancelled, disconnected or out of time. */
  readonly signal: AbortSignal;
  /** The call's metadata (headers), keys in lower case. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Spark Connect without a transport. The server's service implements it; the client talks to it, be it the service
 * in the same process or a gRPC connection. A call fails by throwing (a stream, while it is read).
 */
export interface SparkConnectRpc {
  executePlan(request: ExecutePlanRequest, call: RpcCall): AsyncIterable<ExecutePlanResponse>;
  analyzePlan(request: AnalyzePlanRequest, call: RpcCall): Promise<AnalyzePlanResponse>;
  config(request: ConfigRequest, call: RpcCall): Promise<ConfigResponse>;
  addArtifacts(requests: AsyncIterable<AddArtifactsRequest>, call: RpcCall): Promise<AddArtifactsResponse>;
  artifactStatus(request: ArtifactStatusesRequest, call: RpcCall): Promise<ArtifactStatusesResponse>;
  interrupt(request: InterruptRequest, call: RpcCall): Promise<InterruptResponse>;
  reattachExecute(request: ReattachExecuteRequest, call: RpcCall): AsyncIterable<ExecutePlanResponse>;
  releaseExecute(request: ReleaseExecuteRequest, call: RpcCall): Promise<ReleaseExecuteResponse>;
  releaseSession(request: ReleaseSessionRequest, call: RpcCall): Promise<ReleaseSessionResponse>;
  fetchErrorDetails(request: FetchErrorDetailsRequest, call: RpcCall): Promise<FetchErrorDetailsResponse>;
  cloneSession(request: CloneSessionRequest, call: RpcCall): Promise<CloneSessionResponse>;
  getStatus(request: GetStatusRequest, call: RpcCall): Promise<GetStatusResponse>;
}

export type RpcName = keyof SparkConnectRpc;

/** One method of the service, with what a gRPC client or server needs to define it. */
export interface RpcMethod {
  /** Name of the method in {@link SparkConnectRpc}. */
  readonly name: RpcName;
  /** HTTP/2 path, for example `/spark.connect.SparkConnectService/ExecutePlan`. */
  readonly path: string;
  readonly requestSchema: DescMessage;
  readonly responseSchema: DescMessage;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

const methods = SparkConnectService.method satisfies Record<RpcName, unknown>;

/**
 * All methods of the service, in the order of its definition.
 *
 * ```ts
 * const paths = rpcMethods.map((method) => method.path);
 * ```
 */
export const rpcMethods: readonly RpcMethod[] = (Object.keys(methods) as RpcName[]).map((name) => {
  const method = methods[name];
  return {
    name,
    path: `/${SparkConnectService.typeName}/${method.name}`,
    requestSchema: method.input,
    responseSchema: method.output,
    requestStream: isRequestStream(method.methodKind),
    responseStream: isResponseStream(method.methodKind),
  };
});

function isRequestStream(kind: string): boolean {
  return kind === 'client_streaming' || kind === 'bidi_streaming';
}

function isResponseStream(kind: string): boolean {
  return kind === 'server_streaming' || kind === 'bidi_streaming';
}
