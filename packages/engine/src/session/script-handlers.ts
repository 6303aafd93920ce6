import { isConditionName, type SparkError, sparkError, toSQLId } from '@kindling/protocol';
import type { Compound, ConditionValue, DeclareCondition, DeclareHandler } from '@kindling/sql';

/** Conditions and handlers that a block declares. */
export interface HandlerScope {
  readonly conditions: ReadonlyMap<string, string>;
  readonly handlers: readonly DeclareHandler[];
}

export function handlerScopeOf(block: Compound): HandlerScope {
  const conditions = new Map<string, string>();
  const handlers: DeclareHandler[] = [];
  for (const statement of block.body) {
    if (statement.kind === 'declareCondition') declare(statement, conditions);
    else if (statement.kind === 'declareHandler') handlers.push(statement);
  }
  checkHandlers(handlers);
  return { conditions, handlers };
}

function declare(statement: DeclareCondition, conditions: Map<string, string>): void {
  const name = statement.name.value.toUpperCase();
  if (conditions.has(name)) throw sparkError('DUPLICATE_CONDITION_IN_SCOPE', { condition: toSQLId([name]) });
  conditions.set(name, statement.sqlState ?? '45000');
}

function checkHandlers(handlers: readonly DeclareHandler[]): void {
  const seen = new Set<string>();
  for (const condition of handlers.flatMap((handler) => handler.conditions)) {
    const key = keyOf(condition);
    if (seen.has(key)) {
      if (condition.kind === 'sqlState') throw sparkError('DUPLICATE_EXCEPTION_HANDLER.SQLSTATE', { sqlState: condition.sqlState });
      throw sparkError('DUPLICATE_EXCEPTION_HANDLER.CONDITION', { condition: key });
    }
    seen.add(key);
  }
}

function keyOf(condition: ConditionValue): string {
  if (condition.kind === 'sqlState') return `state ${condition.sqlState}`;
  if (condition.kind === 'conditionName') return condition.name.parts.map((part) => part.value.toUpperCase()).join('.');
  return condition.kind === 'notFound' ? 'NOT FOUND' : 'SQLEXCEPTION';
}

/** The handler of a block for an error, the most specific one: by condition, by SQLSTATE, then for anything. */
export function findHandler(scope: HandlerScope, error: SparkError): DeclareHandler | undefined {
  const rank = (condition: ConditionValue): number => {
    switch (condition.kind) {
      case 'conditionName': {
        const name = condition.name.parts.map((part) => part.value.toUpperCase()).join('.');
        const state = scope.conditions.get(name);
        if (state !== undefined) return state === error.sqlState ? 3 : 0;
        if (!isConditionName(name) && !error.condition?.startsWith(`${name}.`)) return 0;
        return error.condition === name || error.condition?.startsWith(`${name}.`) ? 4 : 0;
      }
      case 'sqlState':
        return condition.sqlState.toUpperCase() === error.sqlState ? 2 : 0;
      case 'notFound':
        return error.sqlState?.startsWith('02') ? 1 : 0;
      case 'sqlException':
        return error.sqlState?.startsWith('XX') || error.sqlState?.startsWith('02') ? 0 : 1;
    }
  };
  let best: DeclareHandler | undefined;
  let bestRank = 0;
  for (const handler of scope.handlers) {
    const own = Math.max(...handler.conditions.map(rank));
    if (own > bestRank) {
      best = handler;
      bestRank = own;
    }
  }
  return best;
}
