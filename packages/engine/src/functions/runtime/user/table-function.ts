import { type DataType, type InternalValue, type StructType, toInternalRow, type UserFunctionDefinition } from '@kindling/protocol';
import type { RowFunction } from '../runtime-body.ts';
import { argumentConverter, compiledCall } from './scalar-function.ts';
import type { UserConsole } from './user-console.ts';
import { rowText, userFunctionFailed } from './user-failure.ts';

/** A table function over internal values: the list of its rows, or of the values of its only column. */
export function tableFunction(
  definition: UserFunctionDefinition,
  argTypes: readonly DataType[],
  output: UserConsole,
  partition = 0,
): RowFunction {
  const { call, compiled } = compiledCall(definition, output);
  const schema = definition.dataType as StructType;
  const toArguments = argumentConverter(argTypes);
  const propagates = definition.nulls === 'propagate';
  return (...values: InternalValue[]) => {
    if (propagates && values.includes(null)) return [];
    const args = toArguments(values);
    try {
      const rows: InternalValue[] = [];
      for (const row of (call(...args) ?? []) as Iterable<unknown>) {
        const inner = toInternalRow(row, schema);
        rows.push(schema.fields.length === 1 ? (inner[0] ?? null) : inner);
      }
      return rows;
    } catch (error) {
      throw userFunctionFailed(definition.name, compiled, error, { row: rowText(args), partition });
    }
  };
}
