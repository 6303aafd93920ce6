import { castToSparkString, type InternalValue, sqlName } from '@kindling/protocol';
import type { Expression, UnresolvedAttribute } from '../plan/index.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { literalSql } from './literal-sql.ts';

/** A name that no column has may be a variable's; its value stands in its place. */
export function resolveVariable(attribute: UnresolvedAttribute, resolver: ExpressionResolver): Expression | undefined {
  const match = resolver.analyzer.context.catalog.lookupVariable(attribute.nameParts);
  if (match === undefined) return undefined;
  const { variable, fields } = match;
  const { name, dataType, value } = variable;
  const isText = dataType.kind === 'string' && typeof value === 'string';
  const shown =
    value === null && dataType.kind !== 'null'
      ? `CAST(NULL AS ${sqlName(dataType)})`
      : dataType.kind === 'double'
        ? `${literalSql(value, dataType)}D`
        : isText
          ? `'${castToSparkString(value as InternalValue, dataType)}'`
          : literalSql(value, dataType, resolver.analyzer.timeZone);
  const literal: Expression = {
    kind: 'literal',
    value,
    dataType,
    variable: attribute.nameParts,
    displaySql: `variablereference(${name.join('.')}=${shown})`,
    ...(attribute.origin ? { origin: attribute.origin } : {}),
  };
  return resolver.nestedFields(literal, fields, attribute);
}
