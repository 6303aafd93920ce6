import { type ConditionName, type DataType, sparkError, sqlName } from '@kindling/protocol';
import type { Expression } from '../plan/index.ts';
import { dataTypeOf } from './expression-type.ts';
import type { ResolveContext } from './function-record.ts';

/** Raises `DATATYPE_MISMATCH.<subclass>`; `sqlExpr` is the call that is refused. */
export function mismatch(
  subclass: string,
  args: readonly Expression[],
  context: ResolveContext,
  parameters: Readonly<Record<string, string>>,
): never {
  throw sparkError(`DATATYPE_MISMATCH.${subclass}` as ConditionName, { sqlExpr: `"${callText(args, context)}"`, ...parameters });
}

/** An argument has a type that the function does not take. */
export function unexpectedType(args: readonly Expression[], index: number, required: string, context: ResolveContext): never {
  const arg = args[index] as Expression;
  mismatch('UNEXPECTED_INPUT_TYPE', args, context, {
    paramIndex: ordinal(index),
    requiredType: required,
    inputSql: quoted(context.sqlText(arg)),
    inputType: typeText(dataTypeOf(arg)),
  });
}

export const quoted = (text: string): string => `"${text}"`;
export const typeText = (dataType: DataType): string => `"${sqlName(dataType)}"`;

/** As Spark counts arguments in messages. */
export function ordinal(index: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'][index] ?? `${index + 1}th`;
}

export function callText(args: readonly Expression[], context: ResolveContext): string {
  const texts = args.map((arg) => context.sqlText(arg));
  const infix = infixName(context.functionName);
  return infix !== undefined && texts.length === 2 ? `(${texts.join(` ${infix} `)})` : `${context.functionName}(${texts.join(', ')})`;
}

function infixName(name: string): string | undefined {
  return /^[^a-z]+$/i.test(name) || name === 'div' ? name : name === 'and' || name === 'or' ? name.toUpperCase() : undefined;
}
