import { isConditionName, sparkError, toSQLId } from '@kindling/protocol';
import type { Compound, ConditionValue, DeclareHandler, Identifier, ScriptStatement } from '@kindling/sql';
import type { SessionConfig } from '../config/index.ts';

/** A label or FOR variable around a statement. */
interface Surrounding {
  readonly name: string;
  readonly isLoop: boolean;
}

interface Scope {
  readonly labels: readonly Surrounding[];
  /** Names of conditions that blocks around declare, in capitals. */
  readonly conditions: ReadonlySet<string>;
  readonly config: SessionConfig;
}

/** Refuses what no run of the script can do, before any of it runs. */
export function checkScript(script: Compound, config: SessionConfig): void {
  checkBlock(script, { labels: [], conditions: new Set(), config });
}

function checkBlock(block: Compound, around: Scope): void {
  const conditions = new Set(around.conditions);
  for (const statement of block.body) if (statement.kind === 'declareCondition') conditions.add(statement.name.value.toUpperCase());
  const scope = labelled(block.label, false, { ...around, conditions });
  let stage: 'declarations' | 'cursors' | 'handlers' | 'statements' = 'declarations';
  for (const statement of block.body) {
    switch (statement.kind) {
      case 'declareVariable':
        if (stage !== 'declarations')
          throw sparkError('INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING', { varName: variableName(statement) });
        break;
      case 'declareCondition': {
        const name = statement.name.value;
        if (!/^\w+$/.test(name)) {
          const conditionName = toSQLId(name.split('.'));
          throw sparkError('INVALID_ERROR_CONDITION_DECLARATION.SPECIAL_CHARACTER_FOUND', { conditionName });
        }
        if (stage === 'handlers' || stage === 'statements') failCondition(name);
        break;
      }
      case 'declareCursor':
        refuseCursors(scope.config);
        if (stage === 'handlers' || stage === 'statements') throw sparkError('INVALID_CURSOR_DECLARATION');
        stage = 'cursors';
        break;
      case 'declareHandler':
        if (stage === 'statements') throw sparkError('INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION');
        stage = 'handlers';
        checkHandler(statement, scope);
        break;
      default:
        stage = 'statements';
        checkStatement(statement, scope);
    }
  }
}

function variableName(statement: ScriptStatement & { readonly kind: 'declareVariable' }): string {
  const [name] = statement.names;
  return toSQLId(name?.kind === 'multipartIdentifier' ? name.parts.map((part) => part.value) : []);
}

function failCondition(name: string): never {
  const conditionName = toSQLId([name.toUpperCase()]);
  throw sparkError('INVALID_ERROR_CONDITION_DECLARATION.NOT_AT_START_OF_COMPOUND_STATEMENT', { conditionName });
}

function refuseCursors(config: SessionConfig): void {
  if (!config.isOn('spark.sql.scripting.cursorEnabled')) throw sparkError('UNSUPPORTED_FEATURE.SQL_CURSOR');
}

function labelled(label: Identifier | undefined, isLoop: boolean, scope: Scope): Scope {
  if (label === undefined) return scope;
  const name = label.value.toLowerCase();
  if (['builtin', 'session', 'system'].includes(name)) throw sparkError('LABEL_OR_FOR_VARIABLE_NAME_FORBIDDEN', { label: toSQLId([name]) });
  if (scope.labels.some((surrounding) => surrounding.name === name))
    throw sparkError('LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS', { label: toSQLId([name]) });
  return { ...scope, labels: [...scope.labels, { name, isLoop }] };
}

function checkStatement(statement: ScriptStatement, scope: Scope): void {
  const body = (statements: readonly ScriptStatement[], inner = scope): void => {
    for (const item of statements) checkStatement(item, inner);
  };
  switch (statement.kind) {
    case 'compound':
      checkBlock(statement, scope);
      break;
    case 'declareVariable':
      throw sparkError('INVALID_VARIABLE_DECLARATION.NOT_ALLOWED_IN_SCOPE', { varName: variableName(statement) });
    case 'declareCondition':
      failCondition(statement.name.value);
      break;
    case 'while':
    case 'loop':
    case 'repeat':
      body(statement.body, labelled(statement.label, true, scope));
      break;
    case 'for':
      body(statement.body, labelled(statement.variable, false, labelled(statement.label, true, scope)));
      break;
    case 'if':
    case 'caseStatement':
      for (const branch of statement.branches) body(branch.body);
      body(statement.otherwise ?? []);
      break;
    case 'openCursor':
    case 'fetchCursor':
    case 'closeCursor':
      refuseCursors(scope.config);
      break;
    case 'leave':
    case 'iterate': {
      const labelName = statement.label.value.toUpperCase();
      const found = scope.labels.find(({ name }) => name === labelName.toLowerCase());
      if (found === undefined)
        throw sparkError('INVALID_LABEL_USAGE.DOES_NOT_EXIST', { labelName, statementType: statement.kind.toUpperCase() });
      if (statement.kind === 'iterate' && !found.isLoop) throw sparkError('INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND', { labelName });
      break;
    }
  }
}

function checkHandler(handler: DeclareHandler, scope: Scope): void {
  if (handler.type === 'continue' && !scope.config.isOn('spark.sql.scripting.continueHandlerEnabled'))
    throw sparkError('UNSUPPORTED_FEATURE.CONTINUE_EXCEPTION_HANDLER');
  const seen = new Set<string>();
  for (const condition of handler.conditions) {
    const isGeneral = condition.kind === 'sqlException' || condition.kind === 'notFound';
    if (isGeneral && handler.conditions.length > 1) throw sparkError('INVALID_HANDLER_DECLARATION.INVALID_CONDITION_COMBINATION');
    const key = conditionText(condition);
    if (seen.has(key)) {
      if (condition.kind === 'sqlState')
        throw sparkError('INVALID_HANDLER_DECLARATION.DUPLICATE_SQLSTATE_IN_HANDLER_DECLARATION', { sqlState: key });
      throw sparkError('INVALID_HANDLER_DECLARATION.DUPLICATE_CONDITION_IN_HANDLER_DECLARATION', { condition: key });
    }
    seen.add(key);
    if (condition.kind === 'conditionName' && !scope.conditions.has(key) && !isConditionName(key))
      throw sparkError('INVALID_HANDLER_DECLARATION.CONDITION_NOT_FOUND', { condition: key });
  }
  // A handler runs outside of the loops around its block, and may leave them all the same.
  checkStatement(handler.body, scope);
}

function conditionText(condition: ConditionValue): string {
  if (condition.kind === 'sqlState') return condition.sqlState.toUpperCase();
  return condition.kind === 'conditionName' ? condition.name.parts.map((part) => part.value.toUpperCase()).join('.') : condition.kind;
}
