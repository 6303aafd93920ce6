import { sparkError, toSQLId } from '@kindling/protocol';
import { type LogicalPlan, walkExpressions, walkPlan } from '../plan/index.ts';
import type { StatementContext } from './statement-context.ts';

/** A view or function that outlives the session. */
export interface LastingObject {
  readonly kind: 'VIEW' | 'FUNCTION';
  readonly name: readonly string[];
}

function failReference({ kind, name }: LastingObject, tempObj: string, tempObjName: readonly string[]): never {
  const parameters = { obj: kind, objName: toSQLId(name), tempObj, tempObjName: toSQLId(tempObjName) };
  throw sparkError('INVALID_TEMP_OBJ_REFERENCE', parameters);
}

/** What outlives the session must not need what does not. */
export function refuseTemporaryObjects(query: LogicalPlan, object: LastingObject, context: StatementContext): void {
  const { catalog } = context;
  const snapshot = catalog.snapshot();
  const ctes = new Set<string>();
  walkPlan(query, (node) => {
    if (node.kind === 'withCte') for (const cte of node.ctes) ctes.add(cte.name.toLowerCase());
  });
  const refuseFunction = (nameParts: readonly string[]): void => {
    const entry = catalog.findFunction(nameParts);
    if (entry?.name.length === 1) failReference(object, 'FUNCTION', entry.name);
    const definition = catalog.findUserFunction(nameParts);
    if (definition) failReference(object, 'FUNCTION', [definition.name]);
  };
  walkPlan(query, (node) => {
    if (node.kind === 'unresolvedTable' && !(node.nameParts.length === 1 && ctes.has((node.nameParts[0] as string).toLowerCase()))) {
      // Spark looks along the path for a view only.
      const found = object.kind === 'VIEW' ? snapshot.lookupRelation(node.nameParts) : undefined;
      const view = object.kind === 'VIEW' ? (found?.kind === 'tempView' ? found : undefined) : catalog.findView(node.nameParts);
      if (view) failReference(object, 'VIEW', view.name);
    }
    if (node.kind === 'unresolvedTableFunction') refuseFunction(node.nameParts);
  });
  walkExpressions(query, (expression) => {
    if (expression.kind === 'unresolvedFunction') refuseFunction(expression.nameParts);
  });
}

/** Names turn out to be variables only when they are resolved: columns come before them. */
export function refuseVariables(analyzed: LogicalPlan, object: LastingObject): void {
  walkExpressions(analyzed, (expression) => {
    if (expression.kind === 'literal' && expression.variable) failReference(object, 'VARIABLE', expression.variable);
  });
}
