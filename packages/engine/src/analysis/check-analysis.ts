import { functionRecord } from '../functions/index.ts';
import { childExpressions, type Expression, type LogicalPlan, planTreeString, walkExpression, walkPlan } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { quotedSql } from './expression-sql.ts';

/** Refuses what stands, in a plan that is resolved, where nothing computes it: generators, window functions and grouping ids out of place. */
export function checkAnalysis(plan: LogicalPlan): void {
  walkPlan(plan, (node) => {
    for (const expression of childExpressions(node)) check(expression, node);
  });
}

function check(expression: Expression, owner: LogicalPlan): void {
  const overWindow = new Set<Expression>();
  walkExpression(expression, (item) => {
    switch (item.kind) {
      case 'windowCall':
        overWindow.add(item.function);
        break;
      case 'call':
        if (functionRecord(item.fn)?.kind === 'window' && !overWindow.has(item))
          fail('WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE', { funcName: quotedSql(item) }, owner);
        break;
      case 'generatorCall':
        if (owner.kind !== 'generate')
          fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: planTreeString(owner).split('\n', 1)[0] as string });
        break;
      case 'groupingId':
        if (owner.kind !== 'groupingSetsAggregate')
          fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, owner.kind === 'filter' || owner.kind === 'sort' ? undefined : item);
        break;
      default:
    }
  });
}
