import { type DataType, GeoValue, type InternalValue, isConditionName, SparkError, sparkError, VariantValue } from '@kindling/protocol';
import type { DuckDbConnection, DuckDbInstance } from '../duckdb/driver/index.ts';
import { type RowFunction, runtimeAggregate, runtimeBody } from '../functions/runtime/index.ts';
import type { RuntimeFunctionUse } from '../physical/index.ts';
import { isRaisedWithPlace, type Origin, queryContextOf } from '../plan/index.ts';
import { nativeTypeOf } from './native-type-of.ts';

const registered = new WeakMap<DuckDbInstance, Set<string>>();

/** How many functions the DuckDB has been given. */
export function registeredFunctionCount(instance: DuckDbInstance): number {
  return registered.get(instance)?.size ?? 0;
}

/** Makes the JavaScript bodies that a fragment calls known to the connection's DuckDB, each once. */
export function registerRuntimeFunctions(uses: readonly RuntimeFunctionUse[], connection: DuckDbConnection): void {
  const { instance } = connection;
  let known = registered.get(instance);
  if (!known) {
    known = new Set();
    registered.set(instance, known);
  }
  for (const use of uses) {
    if (known.has(use.sqlName)) continue;
    if (use.kind === 'aggregate') {
      registerAggregate(use, instance);
      known.add(use.sqlName);
      continue;
    }
    const body = runtimeBody(use.body);
    const run = body.prepare({ argTypes: use.argTypes, resultType: use.resultType, options: use.options });
    instance.registerScalarFunction({
      name: use.sqlName,
      parameterTypes: use.argTypes.map(nativeTypeOf),
      returnType: nativeTypeOf(use.resultType),
      nulls: body.acceptsNull ? 'pass' : 'propagate',
      isVolatile: body.isVolatile === true,
      apply: placed(adapted(run, use.argTypes, use.resultType), use.origin),
    });
    known.add(use.sqlName);
  }
}

function registerAggregate(use: RuntimeFunctionUse, instance: DuckDbInstance): void {
  const body = runtimeAggregate(use.body);
  const { init, update, combine, finalize } = body.prepare({ argTypes: use.argTypes, resultType: use.resultType, options: use.options });
  const inward = use.argTypes.map(inwardOf);
  const outward = outwardOf(use.resultType);
  const converted: typeof update = inward.every((convert) => convert === undefined)
    ? update
    : (state, ...values) => update(state, ...values.map((value, i) => (value === null ? null : (inward[i]?.(value) ?? value))));
  instance.registerAggregateFunction({
    name: use.sqlName,
    parameterTypes: use.argTypes.map(nativeTypeOf),
    returnType: nativeTypeOf(use.resultType),
    nulls: body.acceptsNull ? 'pass' : 'skip',
    init,
    update: placed(converted, use.origin),
    combine: placed(combine, use.origin),
    finalize: placed((state) => {
      const result = finalize(state);
      return result === null || outward === undefined ? result : outward(result);
    }, use.origin),
  });
}

/** Tells where in the user's text an error comes from. */
// biome-ignore lint/suspicious/noExplicitAny: the argument types are data, known to the call site and not to the compiler
function placed<Result>(run: (...values: any[]) => Result, origin: Origin | undefined): (...values: any[]) => Result {
  if (!origin) return run;
  return (...values) => {
    try {
      return run(...values);
    } catch (error) {
      if (
        !(error instanceof SparkError) ||
        error.queryContext.length > 0 ||
        !isConditionName(error.condition) ||
        !isRaisedWithPlace(error.condition)
      )
        throw error;
      throw sparkError(error.condition, error.messageParameters, { context: [queryContextOf(origin)], cause: error });
    }
  };
}

/** DuckDB knows variants and shapes as structs of blobs; bodies know them as records. */
function adapted(run: RowFunction, argTypes: readonly DataType[], resultType: DataType): RowFunction {
  const inward = argTypes.map(inwardOf);
  const outward = outwardOf(resultType);
  if (inward.every((convert) => convert === undefined) && outward === undefined) return run;
  return (...values) => {
    const result = run(...values.map((value, i) => (value === null ? null : (inward[i]?.(value) ?? value))));
    return result === null || outward === undefined ? result : outward(result);
  };
}

type Convert = (value: InternalValue) => InternalValue;

/** Applies a conversion of leaves to all parts of a value; nothing when none of them needs it. */
function throughout(dataType: DataType, leaf: (dataType: DataType) => Convert | undefined): Convert | undefined {
  const part = (type: DataType): Convert | undefined => throughout(type, leaf);
  const through = (convert: Convert | undefined, value: InternalValue): InternalValue =>
    value === null || convert === undefined ? value : convert(value);
  switch (dataType.kind) {
    case 'array': {
      const item = part(dataType.elementType);
      return item && ((value) => (value as readonly InternalValue[]).map((element) => through(item, element)));
    }
    case 'map': {
      const item = part(dataType.valueType);
      return (
        item && ((value) => (value as readonly [InternalValue, InternalValue][]).map(([key, element]) => [key, through(item, element)]))
      );
    }
    case 'struct': {
      const items = dataType.fields.map((field) => part(field.dataType));
      if (items.every((item) => item === undefined)) return undefined;
      return (value) => (value as readonly InternalValue[]).map((element, i) => through(items[i], element));
    }
    default:
      return leaf(dataType);
  }
}

const inwardOf = (dataType: DataType): Convert | undefined =>
  throughout(dataType, ({ kind }) => {
    if (kind === 'geometry' || kind === 'geography')
      return (value) => new GeoValue((value as readonly [number, Uint8Array])[1], (value as readonly [number, Uint8Array])[0]);
    if (kind !== 'variant') return undefined;
    return (value) => {
      const [bytes, metadata] = value as readonly [Uint8Array, Uint8Array];
      return new VariantValue(bytes, metadata);
    };
  });

const outwardOf = (dataType: DataType): Convert | undefined =>
  throughout(dataType, ({ kind }) => {
    if (kind === 'geometry' || kind === 'geography') return (value) => [(value as GeoValue).srid, (value as GeoValue).wkb];
    if (kind !== 'variant') return undefined;
    return (value) => {
      const variant = value as VariantValue;
      return [variant.value, variant.metadata];
    };
  });
