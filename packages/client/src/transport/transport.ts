import type { SparkConnectRpc } from '@kindling/protocol/messages';

/** The way to a Spark Connect service: in this process, or over the network. */
export interface Transport extends SparkConnectRpc {
  /** Where it leads, for messages: `embedded`, or a URL. */
  readonly target: string;
  /** Whether a stream may break on its way and must then be taken up again; never so in one process. */
  readonly reattachable: boolean;
  close(): Promise<void>;
}

/** Status codes of gRPC that the client tells apart. */
export const RpcCode = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A call failed; what the server says about it is in `statusDetails`, an encoded `google.rpc.Status`. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly codeName: string;
  readonly statusDetails: Uint8Array | undefined;

  constructor(code: number, codeName: string, message: string, statusDetails?: Uint8Array) {
    super(message);
    this.code = code;
    this.codeName = codeName;
    this.statusDetails = statusDetails;
  }
}
