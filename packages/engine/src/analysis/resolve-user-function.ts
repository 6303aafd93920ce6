import type { DataType, UserFunctionDefinition } from '@kindling/protocol';
import { type AggregateCall, type Expression, existsInExpression } from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';
import { castTo } from './coercion/cast-to.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { expandStar } from './resolve-star.ts';

/** A call of a JavaScript function: of the record that stands for its form, with the definition in its options. */
export function resolveUserFunction(
  definition: UserFunctionDefinition,
  call: { readonly args: readonly Expression[]; readonly isDistinct?: boolean } & HasOrigin,
  resolver: ExpressionResolver,
  shape: Pick<AggregateCall, 'filter'> = {},
): Expression {
  const args = argumentsOf(definition, call, resolver);
  const { name, dataType } = definition;
  const origin = call.origin ? { origin: call.origin } : {};
  const options = { definition };
  switch (definition.form) {
    case 'aggregate':
      for (const arg of args)
        existsInExpression(arg, (item) => (item.kind === 'aggregateCall' ? fail('NESTED_AGGREGATE_FUNCTION', {}, item) : false));
      return {
        kind: 'aggregateCall',
        fn: 'user_aggregate',
        args,
        isDistinct: call.isDistinct === true,
        ...shape,
        dataType,
        nullable: true,
        displayName: name,
        options,
        ...origin,
      };
    case 'table':
      return {
        kind: 'generatorCall',
        fn: 'user_table_function',
        args,
        elementSchema: dataType.kind === 'struct' ? dataType.fields : [{ name: 'col', dataType, nullable: true }],
        options,
        ...origin,
      };
    case 'scalar':
      return { kind: 'call', fn: 'user_function', args, dataType, nullable: true, displayName: name, options, ...origin };
  }
}

function argumentsOf(
  definition: UserFunctionDefinition,
  call: { readonly args: readonly Expression[] } & HasOrigin,
  resolver: ExpressionResolver,
): readonly Expression[] {
  const args = call.args.flatMap((arg) =>
    arg.kind === 'unresolvedStar' || arg.kind === 'unresolvedRegex' ? expandStar(arg, resolver) : [resolver.resolve(arg)],
  );
  const { argTypes } = definition;
  if (argTypes === undefined) return args;
  if (args.length !== argTypes.length) {
    fail(
      'WRONG_NUM_ARGS.WITHOUT_SUGGESTION',
      {
        functionName: quoteName([definition.name]),
        expectedNum: String(argTypes.length),
        actualNum: String(args.length),
        docroot: 'https://spark.apache.org/docs/latest',
      },
      call,
    );
  }
  const { rules, timeZone } = resolver.analyzer;
  return args.map((arg, i) => castTo(arg, argTypes[i] as DataType, { ansi: rules.ansi, timeZone }));
}
