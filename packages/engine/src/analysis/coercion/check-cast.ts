import { type DataType, sqlName } from '@kindling/protocol';
import { canCast } from '../../functions/index.ts';
import type { EvalMode, Expression } from '../../plan/index.ts';
import { fail } from '../analysis-error.ts';
import { sqlText } from '../expression-sql.ts';
import { isNumeric } from './common-type.ts';

/** Refuses a cast between types that have nothing to do with each other. */
export function checkCast(cast: Expression & { readonly evalMode?: EvalMode }, from: DataType, to: DataType): void {
  const evalMode = cast.evalMode ?? 'ansi';
  if (canCast(from, to, evalMode)) return;
  const parameters = { sqlExpr: `"${sqlText(cast)}"`, srcType: `"${sqlName(from)}"`, targetType: `"${sqlName(to)}"` };
  const functionNames = evalMode === 'ansi' ? alternatives(from, to) : undefined;
  if (functionNames !== undefined) fail('DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION', { ...parameters, functionNames }, cast);
  if (evalMode === 'ansi' && canCast(from, to, 'legacy')) {
    fail('DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION', { ...parameters, config: '"spark.sql.ansi.enabled"', configVal: "'false'" }, cast);
  }
  fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', parameters, cast);
}

/** Functions that do what the cast was to do. */
function alternatives(from: DataType, to: DataType): string | undefined {
  if (isNumeric(from) && to.kind === 'date') return '`DATE_FROM_UNIX_DATE`';
  if (from.kind === 'date' && isNumeric(to)) return '`UNIX_DATE`';
  return undefined;
}
