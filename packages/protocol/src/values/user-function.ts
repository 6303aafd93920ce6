import type { DataType } from '../types/index.ts';

/** Where the text of a function stands in the file that its author wrote. */
export interface FunctionPlace {
  readonly file: string;
  /** What stands at these offsets of the text: line and column from 1. Each counts on until the next one. */
  readonly positions: readonly (readonly [offset: number, line: number, column: number])[];
}

/** A JavaScript function as text: it sees its arguments and nothing else of the program that sent it. */
export interface FunctionText {
  readonly source: string;
  /** The values that the program gave along, as `encodeParams` writes them. */
  readonly params: string;
  readonly place?: FunctionPlace;
}

/** A JavaScript function that queries can call. */
export interface UserFunctionDefinition extends FunctionText {
  readonly name: string;
  readonly form: 'scalar' | 'aggregate' | 'table';
  /** Of the result; of a table function the struct of its columns. */
  readonly dataType: DataType;
  /** Types that the arguments are cast to; absent when it takes them as they come. */
  readonly argTypes?: readonly DataType[];
  readonly deterministic: boolean;
  /** `propagate`: a NULL argument gives NULL without a call, and is passed over by aggregates. */
  readonly nulls: 'propagate' | 'pass';
}
