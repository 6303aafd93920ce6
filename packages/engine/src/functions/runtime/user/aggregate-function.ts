import { type DataType, type InternalValue, toInternal, type UserFunctionDefinition } from '@kindling/protocol';
import type { AggregateSteps } from '../runtime-body.ts';
import { type CompiledFunction, compileFunction } from './compile-function.ts';
import { type AnyFunction, argumentConverter } from './scalar-function.ts';
import type { UserConsole } from './user-console.ts';
import { rowText, userFunctionFailed } from './user-failure.ts';

interface Aggregator {
  readonly zero: AnyFunction;
  readonly reduce: AnyFunction;
  readonly merge: AnyFunction;
  readonly finish?: AnyFunction;
}

/** What has been gathered of one group. */
interface Buffer {
  value: unknown;
}

/** The steps of a user's aggregate function over internal values. */
export function aggregateFunction(
  definition: UserFunctionDefinition,
  argTypes: readonly DataType[],
  output: UserConsole,
): AggregateSteps<Buffer> {
  const { name, dataType, nulls } = definition;
  let compiled: CompiledFunction | undefined;
  const guarded = <T>(row: string | undefined, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw userFunctionFailed(name, compiled, error, { partition: 0, ...(row === undefined ? {} : { row }) });
    }
  };
  compiled = guarded(undefined, () => compileFunction(definition, output));
  const { zero, reduce, merge, finish } = compiled.value as Aggregator;
  const extra = compiled.params === undefined ? [] : [compiled.params];
  const toArguments = argumentConverter(argTypes);
  const propagates = nulls === 'propagate';
  return {
    init: () => guarded(undefined, () => ({ value: zero(...extra) })),
    update(buffer, ...values: InternalValue[]) {
      if (propagates && values.includes(null)) return buffer;
      const args = toArguments(values);
      buffer.value = reduceRow(buffer.value, args);
      return buffer;
    },
    combine(target, source) {
      target.value = guarded(undefined, () => merge(target.value, source.value, ...extra));
      return target;
    },
    finalize: (buffer) => guarded(undefined, () => toInternal(finish ? finish(buffer.value, ...extra) : buffer.value, dataType)),
  };

  function reduceRow(value: unknown, args: readonly unknown[]): unknown {
    try {
      return reduce(value, ...args, ...extra);
    } catch (error) {
      throw userFunctionFailed(name, compiled, error, { row: rowText(args), partition: 0 });
    }
  }
}

/** The aggregate of a whole list of rows, each the arguments of one step. */
export function reduceList(steps: AggregateSteps<Buffer>, rows: readonly InternalValue[]): InternalValue {
  let state = steps.init();
  for (const row of rows) state = steps.update(state, ...(row as readonly InternalValue[]));
  return steps.finalize(state);
}
