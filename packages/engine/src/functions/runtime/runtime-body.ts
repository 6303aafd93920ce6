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

/**
 * An aggregate of Spark in JavaScript. States are few and bounded: one per group and thread; what grows with the rows of a group
 * is better a list that a body for one row reads.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type of the state is the body's own
export interface RuntimeAggregate<State = any> {
  readonly name: string;
  /** Without it rows with a NULL argument are left out. */
  readonly acceptsNull?: boolean;
  readonly prepare: (site: CallSite) => AggregateSteps<State>;
}

export interface AggregateSteps<State> {
  readonly init: () => State;
  // biome-ignore lint/suspicious/noExplicitAny: the argument types are data, known to the call site and not to the compiler
  readonly update: (state: State, ...values: any[]) => State;
  /** Must leave `source` as it is: window frames combine the same state many times. */
  readonly combine: (target: State, source: State) => State;
  readonly finalize: (state: State) => InternalValue;
}

export const runtimeAggregateOf = <State>(
  name: string,
  prepare: RuntimeAggregate<State>['prepare'],
  traits: Partial<RuntimeAggregate<State>> = {},
): RuntimeAggregate<State> => ({
  name,
  prepare,
  ...traits,
});

export const runtimeBodyOf = (name: string, prepare: RuntimeBody['prepare'], traits: Partial<RuntimeBody> = {}): RuntimeBody => ({
  name,
  prepare,
  ...traits,
});

/** A body that needs nothing of its call site. */
export const plain = (name: string, run: RowFunction, traits: Partial<RuntimeBody> = {}): RuntimeBody => ({
  name,
  prepare: () => run,
  ...traits,
});
