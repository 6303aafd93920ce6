import { type EmbeddedOptions, registerEmbedded, type Transport } from '@kindling/client';
import { parseMaster } from './master.ts';

/** One engine serves all sessions of the process; it is made with the first, and the native library is loaded then. */
registerEmbedded(async (options: EmbeddedOptions) => {
  const { createInProcessService } = await import('@kindling/server');
  const { threads } = parseMaster(options.master ?? 'local[*]');
  const memory = options.settings['spark.driver.memory'];
  const warehouse = options.settings['spark.sql.warehouse.dir'];
  const service = createInProcessService({
    ...(threads === undefined ? {} : { threads }),
    ...(memory === undefined ? {} : { driverMemory: memory }),
    userCode: 'inProcess',
    config: {
      'spark.master': options.master ?? 'local[*]',
      ...(warehouse === undefined ? {} : { 'spark.sql.warehouse.dir': warehouse }),
      ...(options.appName === undefined ? {} : { 'spark.app.name': options.appName }),
    },
  });
  const transport: Transport = Object.assign(service, { target: 'embedded', reattachable: false });
  return { transport };
});
