import {
  type Alias,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  rewriteExpression,
  sameExpression,
  toAttribute,
} from '../plan/index.ts';
import type { Analyzer } from './analyzer.ts';
import { sqlText } from './expression-sql.ts';

export function hasWindow(expression: Expression): boolean {
  return existsInExpression(expression, (item) => item.kind === 'windowCall');
}

/** Moves the window calls of a select list into a window operator below it. */
export function extractWindows(
  list: readonly Expression[],
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly list: readonly Expression[]; readonly child: LogicalPlan } {
  if (!list.some(hasWindow)) return { list, child };
  const windows: Alias[] = [];
  const rewritten = list.map((item) =>
    rewriteExpression(item, (inner) => {
      if (inner.kind === 'alias' && inner.child.kind === 'windowCall' && inner === item) {
        windows.push(inner);
        return toAttribute(inner);
      }
      if (inner.kind !== 'windowCall') return undefined;
      let window = windows.find((candidate) => sameExpression(candidate.child, inner));
      if (window === undefined) {
        window = analyzer.alias(inner, sqlText(inner));
        windows.push(window);
      }
      return toAttribute(window);
    }),
  );
  return { list: rewritten, child: { kind: 'window', windowExpressions: windows, child } };
}
