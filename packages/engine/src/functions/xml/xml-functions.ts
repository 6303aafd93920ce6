import { type DataType, sqlName, types } from '@kindling/protocol';
import { text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, quoted, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { body, type FunctionSpec, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { optionsArgument } from '../options-argument.ts';
import { checkParseMode, constantRecord, recordSchema } from '../record-schema.ts';
import { xmlSchema } from '../runtime/index.ts';

const xml = (spec: Omit<FunctionSpec, 'family'>): FunctionRecord =>
  scalar({ family: 'xml_funcs', nullable: true, lower: body(spec.name), ...spec });

const inferred =
  (context: ResolveContext) =>
  (args: readonly Expression[]): DataType =>
    xmlSchema(constantRecord(args, 'xml', context), optionsArgument(args[1], context), context.timeZone);

const recordOptions = (index: number) => (args: readonly Expression[], context: ResolveContext) => ({
  timeZone: context.timeZone,
  record: optionsArgument(args[index], context),
  corruptColumn: context.config('spark.sql.columnNameOfCorruptRecord'),
  binaryStyle: context.config('spark.sql.binaryOutputStyle'),
});

function checkPath(args: readonly Expression[], context: ResolveContext): void {
  const path = args[1] as Expression;
  if (context.constant(path) !== undefined) return;
  mismatch('NON_FOLDABLE_INPUT', args, context, {
    inputName: '`path`',
    inputType: typeText(dataTypeOf(path)),
    inputExpr: quoted(context.sqlText(path)),
  });
}

function xpath(name: string, returns: DataType, summary: string, aliases: readonly string[] = []): FunctionRecord {
  return xml({
    name,
    aliases,
    showsAlias: true,
    since: '2.0.0',
    summary,
    examples: [`${name}('<a><b>1</b><b>2</b></a>', 'a/b/text()')`],
    parameters: [param('xml', 'string'), param('path', 'string')],
    check: checkPath,
    returns,
  });
}

export const xmlFunctions: readonly FunctionRecord[] = [
  xml({
    name: 'from_xml',
    since: '4.0.0',
    summary: 'An XML text as a struct of a schema.',
    examples: ["from_xml('<p><a>1</a><b>0.8</b></p>', 'a INT, b DOUBLE')"],
    parameters: [{ ...param('xmlStr', 'string'), exact: true }, param('schema'), optional('options')],
    check: (args, context) => checkParseMode('from_xml', optionsArgument(args[2], context)),
    returns: (args, context) => recordSchema(args[1] as Expression, 'schema_of_xml', inferred(context), context),
    options: recordOptions(2),
    sql: ([value]) => `from_xml(${value})`,
    lower: (args, call, context) => context.runtime('from_xml', args.slice(0, 1), [types.string], call.dataType, call.options),
  }),
  xml({
    name: 'to_xml',
    since: '4.0.0',
    summary: 'A struct as XML text.',
    examples: ["to_xml(named_struct('a', 1, 'b', 2))"],
    parameters: [param('expr'), optional('options')],
    check: (args, context) => {
      const type = dataTypeOf(args[0] as Expression);
      if (type.kind !== 'struct' && type.kind !== 'variant') unexpectedType(args.slice(0, 1), 0, quoted('STRUCT'), context);
    },
    returns: types.string,
    options: recordOptions(1),
    sql: ([value]) => `to_xml(${value})`,
    lower: (args, call, context) =>
      context.runtime('to_xml', args.slice(0, 1), [dataTypeOf(call.args[0] as Expression)], types.string, call.options),
  }),
  xml({
    name: 'schema_of_xml',
    since: '4.0.0',
    summary: 'The type that a constant XML text has, as DDL.',
    examples: ["schema_of_xml('<p><a>1</a></p>')"],
    parameters: [{ ...param('xml', 'string'), exact: true }, optional('options')],
    returns: types.string,
    nullable: false,
    options: (args, context) => ({ schema: sqlName(inferred(context)(args)) }),
    sql: ([value]) => `schema_of_xml(${value})`,
    lower: (_, call) => text(String(call.options?.schema)),
  }),
  xpath('xpath', types.array(types.string, false), 'Texts of the nodes at an XPath.'),
  xpath('xpath_boolean', types.boolean, 'Whether an XPath holds, or finds a node.'),
  xpath('xpath_short', types.short, 'The number at an XPath, as a short.'),
  xpath('xpath_int', types.integer, 'The number at an XPath, as an int.'),
  xpath('xpath_long', types.long, 'The number at an XPath, as a long.'),
  xpath('xpath_float', types.float, 'The number at an XPath, as a float.'),
  xpath('xpath_double', types.double, 'The number at an XPath.', ['xpath_number']),
  xpath('xpath_string', types.string, 'The text at an XPath.'),
];
