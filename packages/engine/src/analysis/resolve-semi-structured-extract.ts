import { sparkError, types } from '@kindling/protocol';
import { type Expression, type SemiStructuredExtract, typeOf } from '../plan/index.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { sqlText } from './expression-sql.ts';

/** `v:a.b` is what `variant_get` finds at that path, under the name of the last field. */
export function resolveSemiStructuredExtract(extract: SemiStructuredExtract, resolver: ExpressionResolver): Expression {
  const child = resolver.resolve(extract.child);
  // Spark 4.2 has lost the condition that it means to raise.
  if (typeOf(child).kind !== 'variant')
    throw sparkError('INTERNAL_ERROR', { message: "Cannot find main error class 'COLUMN_IS_NOT_VARIANT_TYPE'" });
  const text = (value: string): Expression => ({ kind: 'literal', value, dataType: types.string });
  const call = resolver.resolve({
    kind: 'unresolvedFunction',
    nameParts: ['variant_get'],
    args: [child, text(extract.path), text('variant')],
    ...(extract.origin ? { origin: extract.origin } : {}),
  });
  const shown = call.kind === 'call' ? { ...call, displaySql: `variant_get(${sqlText(child)}, ${extract.path})` } : call;
  return extract.name === undefined ? shown : resolver.analyzer.alias(shown, extract.name);
}
