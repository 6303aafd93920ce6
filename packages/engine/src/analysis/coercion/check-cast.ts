import { type DataType, sqlName } from '@kindling/protocol';
import { canCast } from '../../functions/index.ts';
import type { EvalMode, Expression } from '../../plan/index.ts';
import { fail } from '../analysis-error.ts';
import { sqlText } from '../expression-sql.ts';

/** Refuses a cast between types that have nothing to do with each other. */
export function checkCast(cast: Expression & { readonly evalMode?: EvalMode }, child: Expression, from: DataType, to: DataType): void {
  const evalMode = cast.evalMode ?? 'ansi';
  if (canCast(from, to, evalMode)) return;
  const parameters = { sqlExpr: `"${sqlText(cast)}"`, srcType: `"${sqlName(from)}"`, targetType: `"${sqlName(to)}"` };
  if (evalMode === 'ansi' && canCast(from, to, 'legacy')) {
    fail('DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION', { ...parameters, config: '"spark.sql.ansi.enabled"', configVal: "'false'" }, cast);
  }
  if (evalMode === 'ansi' && to.kind !== 'null') {
    fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', parameters, cast);
  }
  fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', { ...parameters, sqlExpr: `"${sqlText(child)}"` && parameters.sqlExpr }, cast);
}
