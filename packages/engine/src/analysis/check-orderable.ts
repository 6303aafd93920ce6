import { type Expression, typeOf } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { quotedSql, quotedType } from './expression-sql.ts';

export function checkOrderable(order: Expression): void {
  const type = typeOf(order);
  if (type.kind !== 'map' && type.kind !== 'variant' && type.kind !== 'calendar_interval') return;
  fail(
    'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE',
    { functionName: '`sortorder`', dataType: quotedType(order), sqlExpr: quotedSql(order) },
    order,
  );
}
