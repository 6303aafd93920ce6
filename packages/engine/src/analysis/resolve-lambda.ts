import type { DataType } from '@kindling/protocol';
import type { Expression, Lambda, LambdaVariable } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { ExpressionResolver } from './expression-resolver.ts';

/** A name in a lambda's body: the innermost parameter of that name, or a column after all. */
export function resolveLambdaVariable(
  variable: Expression & { kind: 'unresolvedLambdaVariable' },
  resolver: ExpressionResolver,
): Expression {
  const [name, ...fields] = variable.nameParts;
  for (let i = resolver.lambdaVariables.length - 1; i >= 0; i--) {
    const candidate = resolver.lambdaVariables[i] as LambdaVariable;
    if (name !== undefined && resolver.analyzer.sameName(candidate.name, name)) return resolver.nestedFields(candidate, fields, variable);
  }
  return resolver.resolve({
    kind: 'unresolvedAttribute',
    nameParts: variable.nameParts,
    ...(variable.origin ? { origin: variable.origin } : {}),
  });
}

/** Types the parameters of a lambda and resolves its body with them in scope. */
export function resolveLambda(
  lambda: Lambda,
  parameters: readonly { readonly dataType: DataType; readonly nullable: boolean }[],
  resolver: ExpressionResolver,
): Lambda {
  if (lambda.variables !== undefined) return lambda;
  if (lambda.params.length !== parameters.length) {
    fail(
      'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH',
      { expectedNumArgs: String(lambda.params.length), actualNumArgs: String(parameters.length) },
      lambda,
    );
  }
  const seen = new Set<string>();
  for (const name of lambda.params) {
    const key = resolver.analyzer.nameKey(name);
    if (seen.has(key))
      fail(
        'INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES',
        { args: lambda.params.map((param) => quoteName([param])).join(', '), caseSensitiveConfig: '"spark.sql.caseSensitive"' },
        lambda,
      );
    seen.add(key);
  }
  const variables = lambda.params.map((name, i): LambdaVariable => {
    const parameter = parameters[i] as { readonly dataType: DataType; readonly nullable: boolean };
    return { kind: 'lambdaVariable', name, id: resolver.analyzer.newId(), dataType: parameter.dataType, nullable: parameter.nullable };
  });
  const enclosing = resolver.lambdaVariables;
  resolver.lambdaVariables = [...enclosing, ...variables];
  const body = resolver.resolve(lambda.body);
  resolver.lambdaVariables = enclosing;
  return { ...lambda, variables, body };
}
