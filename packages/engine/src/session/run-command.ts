import { type StructType, sparkError, toSQLId } from '@kindling/protocol';
import type { Command } from '../plan/index.ts';
import { nothing, rows } from './command-answer.ts';
import type { EngineSession, ExecuteOptions, QueryResult } from './engine-session.ts';
import { explain } from './explain.ts';
import { foreachPartition } from './foreach-partition.ts';
import type { QueryState } from './query-state.ts';
import { runStatement } from './run-statement.ts';
import { createTempView } from './run-view.ts';
import { writeFiles } from './write-files.ts';

/** Runs a command to its end; what it answers are plain rows. */
export async function runCommand(
  command: Command,
  session: EngineSession,
  state: QueryState,
  options: ExecuteOptions,
): Promise<QueryResult> {
  switch (command.kind) {
    case 'createTempView': {
      const analyzed = await session.analyze(command.child, options.signal, state);
      await createTempView(command, analyzed, session, state);
      return nothing(state);
    }
    case 'writeFiles':
      await writeFiles(command, session, state, options);
      return nothing(state);
    case 'foreachPartition':
      await foreachPartition(command, session, state, options);
      return nothing(state);
    case 'registerUserFunction':
      if (!session.userCode()) throw sparkError('KINDLING_USER_CODE_NOT_ALLOWED', { functionName: command.definition.name });
      session.catalog.putUserFunction(command.definition);
      return nothing(state);
    case 'setConfig':
      return setConfig(command, session, state);
    case 'resetConfig':
      if (command.key === undefined) session.config.reset();
      else session.config.unset(command.key);
      return nothing(state);
    case 'explain': {
      const text = await explain(command.child, command.mode, session, state, options);
      return rows(state, { kind: 'struct', fields: [{ name: 'plan', dataType: { kind: 'string' }, nullable: true }] }, [[text]]);
    }
    case 'clearCache':
      await session.application.cache.clear();
      return nothing(state);
    case 'cacheTable':
    case 'uncacheTable':
      throw sparkError('KINDLING_NOT_SUPPORTED', { feature: command.kind });
    case 'catalogCommand':
      return runStatement(command, session, state, options);
  }
}

const keyValue: StructType = {
  kind: 'struct',
  fields: [
    { name: 'key', dataType: { kind: 'string' }, nullable: false },
    { name: 'value', dataType: { kind: 'string' }, nullable: false },
  ],
};

function setConfig(command: Extract<Command, { kind: 'setConfig' }>, session: EngineSession, state: QueryState): QueryResult {
  const { key, value } = command;
  if (key === undefined) {
    const all = session.config.getAll().map(([name, text]) => [name, text]);
    return rows(state, keyValue, all);
  }
  // Hive's word for variables, which are settings here.
  const name = key.replace(/^hivevar:/, '');
  const nameParts = name.split('.');
  if (value !== undefined && nameParts.length <= 3 && session.catalog.snapshot().lookupVariable(nameParts)?.fields.length === 0)
    throw sparkError('UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET', { variableName: toSQLId(nameParts) });
  if (value !== undefined) session.config.set(name, value);
  return rows(state, keyValue, [[key, value ?? session.config.getOption(key) ?? '<undefined>']]);
}
