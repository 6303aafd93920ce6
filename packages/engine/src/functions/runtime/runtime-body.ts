import type { DataType, InternalValue } from '@kindling/protocol';

/** One use of a body: types and constants are known before the first row. */
export interface CallSite {
  readonly argTypes: readonly DataType[];
  readonly resultType: DataType;
  readonly options: Readonly<Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the argument types are data, known to the call site and not to the compiler
export type RowFunction = (...args: any[]) => InternalValue;

/** A function of Spark in JavaScript, over values in the internal form of their data types. */
export interface RuntimeBody {
  readonly name: string;
  /** Without it a NULL argument gives NULL and the function is not called. */
  readonly acceptsNull?: boolean;
  /** Called again for every row even when the arguments are constant. */
  readonly isVolatile?: boolean;
  readonly prepare: (site: CallSite) => RowFunction;
}

export const runtimeBodyOf = (name: string, prepare: RuntimeBody['prepare'], traits: Partial<RuntimeBody> = {}): RuntimeBody => ({ name, prepare, ...traits });

/** A body that needs nothing of its call site. */
export const plain = (name: string, run: RowFunction, traits: Partial<RuntimeBody> = {}): RuntimeBody => ({ name, prepare: () => run, ...traits });
