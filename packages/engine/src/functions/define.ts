import type { DataType } from '@kindling/protocol';
import { cast, call as duckCall, physicalType, type Sql } from '../duckdb/sql/index.ts';
import type { AggregateCall, Call, EvalMode, Expression } from '../plan/index.ts';
import { anyNullable, dataTypeOf } from './expression-type.ts';
import type { FunctionParameter, FunctionRecord, LowerContext, ResolveContext, TypeRule } from './function-record.ts';

export type Lower = NonNullable<FunctionRecord['lower']>;

/** What a record says; the rest follows from it. */
export interface FunctionSpec extends Omit<FunctionRecord, 'kind' | 'parameters' | 'result'> {
  readonly parameters?: readonly FunctionParameter[];
  readonly returns: DataType | ((args: readonly Expression[], context: ResolveContext) => DataType);
  /** Default: NULL when any argument may be. */
  readonly nullable?: boolean | ((args: readonly Expression[], context: ResolveContext) => boolean);
  /** Checks beyond the parameters' types; throws what Spark throws. */
  readonly check?: (args: readonly Expression[], context: ResolveContext) => void;
  readonly evalMode?: EvalMode | 'session';
  readonly options?: (args: readonly Expression[], context: ResolveContext) => Readonly<Record<string, unknown>>;
}

export const scalar = (spec: FunctionSpec): FunctionRecord => define('scalar', spec, anyNullable);
export const aggregate = (spec: FunctionSpec): FunctionRecord => define('aggregate', spec, () => true);
export const windowFunction = (spec: FunctionSpec): FunctionRecord => define('window', spec, () => true);

function define(
  kind: FunctionRecord['kind'],
  spec: FunctionSpec,
  defaultNullable: (args: readonly Expression[]) => boolean,
): FunctionRecord {
  const { returns, nullable, check, evalMode, options, parameters = [], ...record } = spec;
  return {
    ...record,
    kind,
    parameters,
    result: (args, context) => {
      check?.(args, context);
      const mode = evalMode === 'session' ? (context.ansi ? 'ansi' : 'legacy') : evalMode;
      return {
        dataType: typeof returns === 'function' ? returns(args, context) : returns,
        nullable: nullable === undefined ? defaultNullable(args) : typeof nullable === 'function' ? nullable(args, context) : nullable,
        ...(mode ? { evalMode: mode } : {}),
        ...(options ? { options: options(args, context) } : {}),
      };
    },
  };
}

// ---------------------------------------------------------------- parameters

export const param = (name: string, type: TypeRule = 'any'): FunctionParameter => ({ name, type });
export const optional = (name: string, type: TypeRule = 'any'): FunctionParameter => ({ name, type, optional: true });
export const variadic = (name: string, type: TypeRule = 'any'): FunctionParameter => ({ name, type, variadic: true });
export const foldable = (parameter: FunctionParameter): FunctionParameter => ({ ...parameter, foldable: true });

// ---------------------------------------------------------------- lowering

/** DuckDB's function of that name does exactly this. */
export const native =
  (name: string): Lower =>
  (args) =>
    duckCall(name, ...args);
/** DuckDB's function computes it, in another type than Spark's result. */
export const nativeCast =
  (name: string): Lower =>
  (args, call) =>
    cast(duckCall(name, ...args), physicalType(call.dataType));
/** A JavaScript body of `functions/runtime` computes it. */
export const body =
  (name: string): Lower =>
  (args, call, context) =>
    runtimeCall(name, args, call, context);

export function runtimeCall(name: string, args: readonly Sql[], call: Call | AggregateCall, context: LowerContext): Sql {
  return context.runtime(name, args, call.args.map(dataTypeOf), call.dataType, {
    ...call.options,
    ...(call.evalMode ? { evalMode: call.evalMode } : {}),
  });
}

/** A JavaScript aggregate of `functions/runtime` computes it. */
export const aggregateBody =
  (name: string): Lower =>
  (args, call, context) =>
    runtimeAggregateCall(name, args, call, context);

export function runtimeAggregateCall(name: string, args: readonly Sql[], call: Call | AggregateCall, context: LowerContext): Sql {
  return context.runtimeAggregate(name, args, call.args.map(dataTypeOf), call.dataType, {
    ...call.options,
    ...(call.evalMode ? { evalMode: call.evalMode } : {}),
  });
}

/** Type of the call's argument. */
export function argType(call: Call | AggregateCall, index: number): DataType {
  const arg = call.args[index];
  if (arg === undefined) throw new RangeError(`${call.fn} has no argument ${index}`);
  return dataTypeOf(arg);
}

/** A lowered argument that is known to be there. */
export function at(args: readonly Sql[], index: number): Sql {
  const arg = args[index];
  if (arg === undefined) throw new RangeError(`argument ${index} is missing`);
  return arg;
}
