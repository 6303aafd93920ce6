import {
  asNullable,
  type ConditionName,
  type DataType,
  DdlSyntaxError,
  dataTypeFromJson,
  parseDataType,
  parseDdl,
  type StructType,
  sparkError,
  toSQLExpr,
} from '@kindling/protocol';
import type { Expression } from '../plan/index.ts';
import { mismatch, quoted, typeText } from './data-type-mismatch.ts';
import { dataTypeOf } from './expression-type.ts';
import type { ResolveContext } from './function-record.ts';

/** The schema that an argument names: DDL or JSON text, or `schema_of_…` of a constant, which `infer` answers. */
export function recordSchema(
  argument: Expression,
  inferringFunction: string,
  infer: (args: readonly Expression[]) => DataType,
  context: ResolveContext,
): StructType {
  const type = argument.kind === 'call' && argument.fn === inferringFunction ? infer(argument.args) : parsedSchema(argument, context);
  if (type.kind !== 'struct')
    throw sparkError('INVALID_SCHEMA.NON_STRUCT_TYPE', { inputSchema: quoted(context.sqlText(argument)), dataType: typeText(type) });
  return asNullable(type) as StructType;
}

function parsedSchema(argument: Expression, context: ResolveContext): DataType {
  const schemaText = context.constant(argument)?.value;
  if (typeof schemaText !== 'string')
    throw sparkError('INVALID_SCHEMA.NON_STRING_LITERAL', { inputSchema: toSQLExpr(context.sqlText(argument)) });
  if (/^\s*[{"]/.test(schemaText)) return dataTypeFromJson(JSON.parse(schemaText));
  return schemaInDdl(schemaText);
}

/** A schema in DDL; what is none is refused as the single type that it could be. */
export function schemaInDdl(schemaText: string): DataType {
  if (schemaText.trim() === '') throw sparkError('PARSE_EMPTY_STATEMENT', {}, { exception: 'AnalysisException' });
  try {
    return parseDdl(schemaText);
  } catch (error) {
    if (!(error instanceof DdlSyntaxError)) throw error;
    const cause = asSingleType(schemaText) ?? error;
    throw sparkError(cause.condition as ConditionName, cause.parameters, { exception: 'AnalysisException', cause });
  }
}

function asSingleType(schemaText: string): DdlSyntaxError | undefined {
  try {
    parseDataType(schemaText);
    return undefined;
  } catch (error) {
    if (!(error instanceof DdlSyntaxError)) throw error;
    return error;
  }
}

/** The constant text whose schema is asked for. */
export function constantRecord(args: readonly Expression[], inputName: string, context: ResolveContext): string {
  const arg = args[0] as Expression;
  const constant = context.constant(arg);
  if (constant === undefined)
    mismatch('NON_FOLDABLE_INPUT', args, context, {
      inputName: `\`${inputName}\``,
      inputType: typeText(dataTypeOf(arg)),
      inputExpr: quoted(context.sqlText(arg)),
    });
  if (typeof constant.value !== 'string') mismatch('UNEXPECTED_NULL', args.slice(0, 1), context, { exprName: inputName });
  return constant.value;
}

const MODES = ['PERMISSIVE', 'FAILFAST'];

export function checkParseMode(functionName: string, options: Readonly<Record<string, string>>): void {
  const mode = (options.mode ?? 'PERMISSIVE').toUpperCase();
  if (!MODES.includes(mode)) throw sparkError('PARSE_MODE_UNSUPPORTED', { funcName: `\`${functionName}\``, mode });
}
