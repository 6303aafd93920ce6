import { EventBus, EventLogWriter, readEventLogOptions, SessionConfig, type SparkEvent } from '@kindling/engine';

const unexpected = (level: string, message: string): never => {
  throw new Error(`${level}: ${message}`);
};

/** Posts the events to a bus whose only listener keeps them in files; `finish` is false for an application that goes on. */
export async function writeLog(
  appId: string,
  events: readonly SparkEvent[],
  settings: Readonly<Record<string, string>>,
  finish = true,
): Promise<void> {
  const options = readEventLogOptions(new SessionConfig({ 'spark.eventLog.enabled': 'true', ...settings }));
  if (options === undefined) throw new Error('The event log is off');
  const bus = new EventBus({ log: unexpected });
  const isSetting = (key: string) => key.startsWith('spark.app.');
  const writer = EventLogWriter.open(options, { appId, sparkVersion: '4.2.0', isSetting, log: unexpected });
  bus.addListener('eventLog', writer.listener);
  for (const event of events) bus.post(event);
  await bus.stop();
  if (finish) writer.stop();
}
