import { parseBytes } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import type {
  AnalyzePlanRequest,
  AnalyzePlanResponse,
  ExecutePlanRequest,
  ExecutePlanResponse,
  RpcCall,
  SparkConnectRpc,
} from '@kindling/protocol/messages';
import { ConnectService, checkNesting, type ServiceOptions } from './connect/index.ts';

export interface InProcessOptions extends ServiceOptions {
  /** Memory that the engine may use, in Spark's form: `spark.driver.memory`. */
  readonly driverMemory?: string;
}

/**
 * Spark Connect in this process: the client calls the service, and nothing is sent anywhere.
 *
 * ```ts
 * const service = createInProcessService({ threads: 2, userCode: 'inProcess' });
 * const { pairs } = await service.config(request, call);
 * await service.close();
 * ```
 */
export function createInProcessService(options: InProcessOptions = {}): SparkConnectRpc & { close(): Promise<void> } {
  return new InProcessService(serviceOptions(options));
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

export function serviceOptions({ driverMemory, ...options }: InProcessOptions): ServiceOptions {
  if (driverMemory === undefined) return options;
  const memoryLimitBytes = parseBytes(driverMemory);
  if (memoryLimitBytes === undefined) {
    throw sparkError('INVALID_CONF_VALUE.TYPE_MISMATCH', {
      confName: 'spark.driver.memory',
      confValue: driverMemory,
      confType: 'bytes in BYTE',
    });
  }
  return { ...options, memoryLimitBytes };
}
