import { SparkError, sparkError } from '@kindling/protocol';
import {
  type ConfigRequest,
  type ConfigResponse,
  ConfigResponseSchema,
  create,
  type KeyValue,
  type MessageInitShape,
} from '@kindling/protocol/messages';
import type { ConnectSession } from './sessions/index.ts';
import { notSet } from './translate/index.ts';

type Pair = { key: string; value?: string };

/** Settings that concern an engine beside the client, which Connect has not. */
const meaninglessSettings: ReadonlySet<string> = new Set([
  'spark.sql.execution.arrow.enabled',
  'spark.sql.execution.arrow.pyspark.enabled',
  'spark.sql.execution.arrow.pyspark.fallback.enabled',
]);

/** Reads and writes the settings of a session. */
export function configure(request: ConfigRequest, session: ConnectSession): ConfigResponse {
  const { config } = session.engine;
  const operation = request.operation?.opType;
  switch (operation?.case) {
    case undefined:
      throw notSet('ConfigRequest.Operation', 'opType');
    case 'set': {
      const { pairs, silent = false } = operation.value;
      return answer(
        session,
        [],
        pairs.flatMap((pair) => set(pair, silent, session)),
      );
    }
    case 'get':
      return answer(
        session,
        operation.value.keys.map((key) => ({ key, value: config.get(key) })),
        warningsOf(operation.value.keys),
      );
    case 'getOption':
      return answer(
        session,
        operation.value.keys.map((key) => pairOf(key, config.getOption(key))),
        warningsOf(operation.value.keys),
      );
    case 'getWithDefault': {
      const given = new Map(config.getAll());
      const { pairs } = operation.value;
      return answer(
        session,
        pairs.map(({ key, value }) => pairOf(key, given.get(key) ?? value)),
        warningsOf(pairs.map(({ key }) => key)),
      );
    }
    case 'getAll': {
      const { prefix = '' } = operation.value;
      return answer(
        session,
        config.getAll(prefix).map(([key, value]) => ({ key: key.slice(prefix.length), value })),
        [],
      );
    }
    case 'unset':
      for (const key of operation.value.keys) config.unset(key);
      return answer(session, [], warningsOf(operation.value.keys));
    case 'isModifiable':
      return answer(
        session,
        operation.value.keys.map((key) => ({ key, value: String(config.isModifiable(key)) })),
        warningsOf(operation.value.keys),
      );
  }
}

/** Warnings; a silent set only warns where another one fails. */
function set({ key, value }: KeyValue, silent: boolean, session: ConnectSession): string[] {
  try {
    if (value === undefined)
      throw sparkError('CONNECT_INVALID_PLAN.FIELD_CANNOT_BE_EMPTY', { fieldName: 'value', fullName: 'spark.connect.KeyValue' });
    session.engine.config.set(key, value);
    return warningsOf([key]);
  } catch (error) {
    if (!silent || !(error instanceof SparkError)) throw error;
    return [`${key} keeps its value: ${error.message}`];
  }
}

function pairOf(key: string, value: string | undefined): Pair {
  return value === undefined ? { key } : { key, value };
}

function warningsOf(keys: readonly string[]): string[] {
  return keys.filter((key) => meaninglessSettings.has(key)).map((key) => `${key} has no effect over Spark Connect.`);
}

function answer(session: ConnectSession, pairs: readonly Pair[], warnings: readonly string[]): ConfigResponse {
  const init: MessageInitShape<typeof ConfigResponseSchema> = {
    sessionId: session.engine.sessionId,
    serverSideSessionId: session.serverSideSessionId,
    pairs: [...pairs],
    warnings: [...warnings],
  };
  return create(ConfigResponseSchema, init);
}
