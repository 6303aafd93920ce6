import { parseBytes } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import type { SparkConnectRpc } from '@kindling/protocol/messages';
import { ConnectService, type ServiceOptions } from './connect/index.ts';

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
  return new ConnectService(serviceOptions(options));
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
