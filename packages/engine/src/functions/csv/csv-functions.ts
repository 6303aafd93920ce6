import { type DataType, sqlName, types } from '@kindling/protocol';
import { text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { type FunctionSpec, optional, param, scalar } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { optionsArgument } from '../options-argument.ts';
import { checkParseMode, constantRecord, recordSchema } from '../record-schema.ts';
import { csvSchema } from '../runtime/index.ts';

const csv = (spec: Omit<FunctionSpec, 'family' | 'since'>): FunctionRecord => scalar({ family: 'csv_funcs', since: '3.0.0', ...spec });

const inferred =
  (context: ResolveContext) =>
  (args: readonly Expression[]): DataType =>
    csvSchema(constantRecord(args, 'csv', context), optionsArgument(args[1], context), context.timeZone);

const recordOptions = (index: number) => (args: readonly Expression[], context: ResolveContext) => ({
  timeZone: context.timeZone,
  record: optionsArgument(args[index], context),
  corruptColumn: context.config('spark.sql.columnNameOfCorruptRecord'),
  binaryStyle: context.config('spark.sql.binaryOutputStyle'),
});

function writable(type: DataType): boolean {
  switch (type.kind) {
    case 'array':
      return writable(type.elementType);
    case 'map':
      return writable(type.keyType) && writable(type.valueType);
    case 'struct':
      return type.fields.every((field) => writable(field.dataType));
    default:
      return type.kind !== 'variant';
  }
}

export const csvFunctions: readonly FunctionRecord[] = [
  csv({
    name: 'from_csv',
    summary: 'A row of CSV as a struct of a schema.',
    examples: ["from_csv('1, 0.8', 'a INT, b DOUBLE')"],
    parameters: [{ ...param('csvStr', 'string'), exact: true }, param('schema'), optional('options')],
    check: (args, context) => checkParseMode('from_csv', optionsArgument(args[2], context)),
    returns: (args, context) => recordSchema(args[1] as Expression, 'schema_of_csv', inferred(context), context),
    nullable: (args) => anyNullable(args.slice(0, 1)),
    options: recordOptions(2),
    sql: ([value]) => `from_csv(${value})`,
    lower: (args, call, context) => context.runtime('from_csv', args.slice(0, 1), [types.string], call.dataType, call.options),
  }),
  csv({
    name: 'to_csv',
    summary: 'A struct as a row of CSV.',
    examples: ["to_csv(named_struct('a', 1, 'b', 2))"],
    parameters: [param('expr'), optional('options')],
    check: (args, context) => {
      const type = dataTypeOf(args[0] as Expression);
      if (type.kind !== 'struct' || !writable(type))
        mismatch('UNSUPPORTED_INPUT_TYPE', args.slice(0, 1), context, { functionName: '`to_csv`', dataType: typeText(type) });
    },
    returns: types.string,
    nullable: true,
    options: recordOptions(1),
    sql: ([value]) => `to_csv(${value})`,
    lower: (args, call, context) =>
      context.runtime('to_csv', args.slice(0, 1), [dataTypeOf(call.args[0] as Expression)], types.string, call.options),
  }),
  csv({
    name: 'schema_of_csv',
    summary: 'The type that a constant row of CSV has, as DDL.',
    examples: ["schema_of_csv('1,abc')"],
    parameters: [{ ...param('csv', 'string'), exact: true }, optional('options')],
    returns: types.string,
    nullable: false,
    options: (args, context) => ({ schema: sqlName(inferred(context)(args)) }),
    sql: ([value]) => `schema_of_csv(${value})`,
    lower: (_, call) => text(String(call.options?.schema)),
  }),
];
