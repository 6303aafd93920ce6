import { type QueryContext, SparkError } from '@kindling/protocol';
import {
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
  create,
  type FetchErrorDetailsResponse_Error,
  FetchErrorDetailsResponse_ErrorSchema,
  type FetchErrorDetailsResponse_QueryContext,
  FetchErrorDetailsResponse_QueryContextSchema,
} from '@kindling/protocol/messages';

/** Errors that are kept until their client asks for details. */
const MOST_ERRORS = 50;
const MOST_CAUSES = 10;

/** The last errors of a session, by the id that travels with the status of a call. */
export class ErrorLog {
  readonly #errors = new Map<string, SparkError>();

  remember(error: SparkError): string {
    const id = crypto.randomUUID();
    this.#errors.set(id, error);
    const [oldest] = this.#errors.keys();
    if (this.#errors.size > MOST_ERRORS && oldest !== undefined) this.#errors.delete(oldest);
    return id;
  }

  /** The error and its causes, each the index of its own cause; told once. */
  take(id: string): FetchErrorDetailsResponse_Error[] {
    const error = this.#errors.get(id);
    this.#errors.delete(id);
    return error === undefined ? [] : errorChain(error);
  }
}

function errorChain(error: SparkError): FetchErrorDetailsResponse_Error[] {
  // What other systems threw below is not for clients.
  const chain: SparkError[] = [];
  for (let link: unknown = error; link instanceof SparkError && chain.length < MOST_CAUSES; link = link.cause) chain.push(link);
  return chain.map((link, index) =>
    create(FetchErrorDetailsResponse_ErrorSchema, {
      errorTypeHierarchy: [...link.jvmClasses],
      message: link.message,
      ...(index + 1 < chain.length ? { causeIdx: index + 1 } : {}),
      ...(link.condition === ''
        ? {}
        : {
            sparkThrowable: {
              errorClass: link.condition,
              sqlState: link.sqlState,
              messageParameters: { ...link.messageParameters },
              queryContexts: link.queryContext.map(contextMessage),
            },
          }),
    }),
  );
}

function contextMessage(context: QueryContext): FetchErrorDetailsResponse_QueryContext {
  return create(FetchErrorDetailsResponse_QueryContextSchema, {
    ...context,
    contextType: context.contextType === 'SQL' ? ContextType.SQL : ContextType.DATAFRAME,
  });
}
