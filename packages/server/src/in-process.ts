import type {
  AnalyzePlanRequest,
  AnalyzePlanResponse,
  ExecutePlanRequest,
  ExecutePlanResponse,
  RpcCall,
  SparkConnectRpc,
} from '@kindling/protocol/messages';
import { ConnectService, checkNesting, type ServiceOptions } from './connect/index.ts';

/**
 * Spark Connect in this process: the client calls the service, and nothing is sent anywhere.
 *
 * ```ts
 * const service = createInProcessService({ threads: 2, userCode: 'inProcess' });
 * const { pairs } = await service.config(request, call);
 * await service.close();
 * ```
 */
export function createInProcessService(options: ServiceOptions = {}): SparkConnectRpc & { close(): Promise<void> } {
  return new InProcessService(options);
}

/** Nothing decodes these plans, which is where gRPC's are held to the limit of nesting. */
class InProcessService extends ConnectService {
  override async *executePlan(request: ExecutePlanRequest, call: RpcCall): AsyncGenerator<ExecutePlanResponse, void> {
    checkNesting(request);
    yield* super.executePlan(request, call);
  }

  override async analyzePlan(request: AnalyzePlanRequest, call: RpcCall): Promise<AnalyzePlanResponse> {
    checkNesting(request);
    return super.analyzePlan(request, call);
  }
}
