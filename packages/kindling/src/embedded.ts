import { type EmbeddedOptions, registerEmbedded, type Transport } from '@kindling/client';
import { applicationSettings } from '@kindling/engine';
import { parseMaster } from './master.ts';

/** One engine serves all sessions of the process; it is made with the first, and the native library is loaded then. */
registerEmbedded(async (options: EmbeddedOptions) => {
  const { createInProcessService } = await import('@kindling/server');
  const master = options.master ?? options.settings['spark.master'] ?? 'local[*]';
  const { threads } = parseMaster(master);
  const service = createInProcessService({
    ...(threads === undefined ? {} : { threads }),
    userCode: 'inProcess',
    config: {
      ...applicationSettings(options.settings),
      'spark.master': master,
      ...(options.appName === undefined ? {} : { 'spark.app.name': options.appName }),
    },
  });
  const transport: Transport = Object.assign(service, { target: 'embedded', reattachable: false });
  return { transport };
});
