import { type DataType, sqlName } from '@kindling/protocol';
import { packRegisterUserFunction } from '@kindling/protocol/messages';
import { compileFunction, toSql } from '../javascript/index.ts';
import { type FunctionSpec, type ResultOf, renamed, type UserFunction, type UserFunctionOptions, udf, userFunction } from '../udf/index.ts';
import { requireKindling } from './require-kindling.ts';
import type { SparkSession } from './spark-session.ts';

/**
 * Gives functions of this program names that SQL can call; made by `spark.udf`.
 *
 * @example
 * ```ts
 * await spark.udf.register('plus_one', (x: bigint) => x + 1n, 'long');
 * await (await spark.sql('SELECT plus_one(id) FROM range(3)')).show();
 * ```
 */
export class FunctionRegistration {
  readonly #session: SparkSession;

  constructor(session: SparkSession) {
    this.#session = session;
  }

  /** Registers a function, or one that `udf`, `udaf` or `udtf` made, for this session; what it gives can be called with columns. @example `await spark.udf.register('shout', (text: string) => text.toUpperCase(), 'string')` */
  // biome-ignore lint/suspicious/noExplicitAny: parameters without a type are what the columns yield
  register<A extends any[], T>(name: string, f: UserFunction<A, T>): Promise<UserFunction<A, T>>;
  // biome-ignore lint/suspicious/noExplicitAny: parameters without a type are what the columns yield
  register<A extends any[], const D extends DataType | string = 'string'>(
    name: string,
    f: (...args: A) => unknown,
    returnType?: D,
    options?: UserFunctionOptions<unknown>,
  ): Promise<UserFunction<A, ResultOf<D>>>;
  async register(
    name: string,
    f: UserFunction | ((...args: never[]) => unknown),
    returnType: DataType | string = 'string',
    options: UserFunctionOptions<unknown> = {},
  ): Promise<UserFunction> {
    const made = isUserFunction(f) ? f : (udf(f as () => never, returnType, { ...options, name } as UserFunctionOptions) as UserFunction);
    const spec = renamed(made.spec, name);
    const text = sqlFunction(spec);
    if ('statement' in text) await this.#session.sql(text.statement);
    else {
      await requireKindling(this.#session, name, `it has ${text.reason}`);
      await this.#session.execution.command({ case: 'extension', value: packRegisterUserFunction(spec.message) });
    }
    return userFunction(spec);
  }
}

const isUserFunction = (f: object): f is UserFunction => 'spec' in f;

/** The function as one of SQL, where its text surely means the same: only that of known types has a place in a catalog. */
function sqlFunction({
  message,
  argTypes,
  returnType,
  params,
}: FunctionSpec): { readonly statement: string } | { readonly reason: string } {
  const { name, form, source, nulls, deterministic } = message;
  if (form !== 'scalar' || !deterministic) return { reason: 'no form that a function of SQL can have' };
  if (argTypes === undefined) return { reason: 'arguments whose types were not given: name them in `args`' };
  const compiled = compileFunction({ source, argTypes, returnType, nulls, ...(params === undefined ? {} : { params }) });
  if ('reason' in compiled) return compiled;
  if (compiled.needsAnsi) return { reason: 'arithmetic that may overflow, which depends on a setting of the session' };
  const names = argTypes.map((_, i) => `a${i + 1}`);
  const parameters = argTypes.map((type, i) => `${names[i]} ${sqlName(type)}`).join(', ');
  const quoted = `\`${name.replaceAll('`', '``')}\``;
  return {
    statement: `CREATE OR REPLACE TEMPORARY FUNCTION ${quoted}(${parameters}) RETURNS ${sqlName(returnType)} RETURN ${toSql(compiled.expression, names)}`,
  };
}
