import { sparkError } from '@kindling/protocol';
import { type Expression, existsInExpression, type LogicalPlan } from '../plan/index.ts';

/**
 * Puts the defaults of targets where a query says DEFAULT: as a whole item of its select list, or of the rows of VALUES. A column of
 * that name comes first.
 */
export function withDefaultValues(query: LogicalPlan, defaultAt: (ordinal: number) => Expression | undefined): LogicalPlan {
  const replaced = (expression: Expression, ordinal: number): Expression => {
    const otherwise = isDefault(expression) ? defaultAt(ordinal) : undefined;
    if (otherwise) return { ...expression, otherwise } as Expression;
    if (isDefault(expression)) return expression;
    if (existsInExpression(expression, isDefault)) throw sparkError('DEFAULT_PLACEMENT_INVALID');
    return expression;
  };
  switch (query.kind) {
    case 'inlineTable':
      return { ...query, rows: query.rows.map((row) => row.map(replaced)) };
    case 'project':
      return {
        ...query,
        list: query.list.map(replaced),
        child: query.child.kind === 'inlineTable' ? withDefaultValues(query.child, defaultAt) : query.child,
      };
    case 'subqueryAlias':
    case 'limit':
    case 'offset':
    case 'sort':
    case 'withCte':
      return { ...query, child: withDefaultValues(query.child, defaultAt) };
    default:
      return query;
  }
}

/** The word DEFAULT in the place of a value. */
export function isDefault(expression: Expression): boolean {
  if (expression.kind !== 'unresolvedAttribute' || expression.nameParts.length !== 1) return false;
  return expression.nameParts[0]?.toLowerCase() === 'default';
}
