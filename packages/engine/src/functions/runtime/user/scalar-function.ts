import { type DataType, type InternalValue, toInternal, type UserFunctionDefinition } from '@kindling/protocol';
import type { RowFunction } from '../runtime-body.ts';
import { type CompiledFunction, compileFunction } from './compile-function.ts';
import type { UserConsole } from './user-console.ts';
import { rowText, userFunctionFailed } from './user-failure.ts';
import { fromInternal } from './value-converters.ts';

// biome-ignore lint/suspicious/noExplicitAny: the types of a user's function are data
export type AnyFunction = (...args: any[]) => any;

/** Compiles a definition whose text must be a function. */
export function compiledCall(
  definition: UserFunctionDefinition,
  output: UserConsole,
): { readonly call: AnyFunction; readonly compiled: CompiledFunction } {
  let compiled: CompiledFunction | undefined;
  try {
    compiled = compileFunction(definition, output);
  } catch (error) {
    throw userFunctionFailed(definition.name, undefined, error, { partition: 0 });
  }
  const { value, params } = compiled;
  if (typeof value !== 'function') throw userFunctionFailed(definition.name, compiled, 'its text is no function', { partition: 0 });
  const call = value as AnyFunction;
  return { compiled, call: params === undefined ? call : (...values) => call(...values, params) };
}

/** Arguments from internal values to those that a program sees. */
export function argumentConverter(argTypes: readonly DataType[]): (values: readonly InternalValue[]) => readonly unknown[] {
  const convert = argTypes.map(fromInternal);
  if (convert.every((one) => one === undefined)) return (values) => values;
  return (values) => values.map((value, i) => (value === null ? null : (convert[i]?.(value) ?? value)));
}

/** A scalar function over internal values. */
export function scalarFunction(
  definition: UserFunctionDefinition,
  argTypes: readonly DataType[],
  output: UserConsole,
  partition = 0,
): RowFunction {
  const { call, compiled } = compiledCall(definition, output);
  const { dataType, nulls } = definition;
  const toArguments = argumentConverter(argTypes);
  const propagates = nulls === 'propagate';
  return (...values: InternalValue[]) => {
    if (propagates && values.includes(null)) return null;
    const args = toArguments(values);
    try {
      return toInternal(call(...args), dataType);
    } catch (error) {
      throw userFunctionFailed(definition.name, compiled, error, { row: rowText(args), partition });
    }
  };
}
