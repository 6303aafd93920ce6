import { type DataType, types } from '@kindling/protocol';
import type { Expression, UnresolvedFunction } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { ExpressionResolver } from './expression-resolver.ts';

const castTypes: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['boolean', types.boolean],
  ['tinyint', types.byte],
  ['smallint', types.short],
  ['int', types.integer],
  ['bigint', types.long],
  ['float', types.float],
  ['double', types.double],
  ['decimal', types.decimal(10, 0)],
  ['date', types.date],
  ['timestamp', types.timestamp],
  ['binary', types.binary],
  ['string', types.string],
]);

/** The type by whose name a function is called. */
export function castTypeOf(nameParts: readonly string[]): DataType | undefined {
  const qualifier = nameParts.slice(0, -1).map((part) => part.toLowerCase());
  const isBuiltin = qualifier.length === 0 || (qualifier.length <= 2 && qualifier.at(-1) === 'builtin');
  return isBuiltin ? castTypes.get((nameParts.at(-1) ?? '').toLowerCase()) : undefined;
}

/** `float(x)` is a cast that does not show in names. */
export function resolveCastFunction(name: string, dataType: DataType, call: UnresolvedFunction, resolver: ExpressionResolver): Expression {
  const [child] = call.args;
  if (child === undefined || call.args.length !== 1) {
    fail(
      'WRONG_NUM_ARGS.WITHOUT_SUGGESTION',
      {
        functionName: quoteName([name]),
        expectedNum: '1',
        actualNum: String(call.args.length),
        docroot: 'https://spark.apache.org/docs/latest',
      },
      call,
    );
  }
  return resolver.resolve({ kind: 'cast', child, dataType, implicit: true, ...(call.origin ? { origin: call.origin } : {}) });
}
