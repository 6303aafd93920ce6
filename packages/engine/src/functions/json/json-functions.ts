import { asNullable, type DataType, dataTypeFromJson, sparkError, sqlName, toSQLExpr, types } from '@kindling/protocol';
import type { Expression, Literal } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { body, type FunctionSpec, optional, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { optionsArgument } from '../options-argument.ts';
import { schemaInDdl } from '../record-schema.ts';
import { JsonSyntaxError, schemaOfJson } from '../runtime/index.ts';

function json(spec: Omit<FunctionSpec, 'family' | 'lower'> & Pick<Partial<FunctionSpec>, 'lower'>): FunctionRecord {
  return scalar({ family: 'json_funcs', nullable: true, lower: body(spec.name), ...spec });
}

const text = (value: string): Literal => ({ kind: 'literal', value, dataType: types.string });

/** The type that a schema argument names: DDL or JSON text, or a `schema_of_…` of a constant. */
export function schemaArgument(argument: Expression, context: ResolveContext): DataType {
  const schemaText =
    argument.kind === 'call' && argument.fn === 'schema_of_json'
      ? sqlName(inferred(argument.args, context))
      : context.constant(argument)?.value;
  if (typeof schemaText !== 'string')
    throw sparkError('INVALID_SCHEMA.NON_STRING_LITERAL', { inputSchema: toSQLExpr(context.sqlText(argument)) });
  if (/^\s*[{"]/.test(schemaText)) return schemaInJson(schemaText);
  return schemaInDdl(schemaText);
}

function schemaInJson(schemaText: string): DataType {
  try {
    return dataTypeFromJson(JSON.parse(schemaText));
  } catch (error) {
    // As Spark, which then takes it for DDL. It is the call that is refused, not the statement that could not be read.
    throw sparkError(
      'PARSE_SYNTAX_ERROR',
      { error: `'${schemaText.trimStart()[0]}'`, hint: '' },
      { cause: error, exception: 'AnalysisException' },
    );
  }
}

/** The type of the constant text that `schema_of_json` is asked about. */
function inferred([value, options]: readonly Expression[], context: ResolveContext): DataType {
  const given = optionsArgument(options, context);
  const constant = context.constant(value as Expression)?.value;
  try {
    return schemaOfJson(String(constant), given, context.timeZone);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw sparkError(
      'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
      { badRecord: String(constant), failFastMode: 'FAILFAST' },
      { cause: error },
    );
  }
}

function checkFromJson(args: readonly Expression[], context: ResolveContext): void {
  const type = schemaArgument(args[1] as Expression, context);
  if (!['struct', 'array', 'map', 'variant'].includes(type.kind))
    mismatch('INVALID_JSON_SCHEMA', args.slice(0, 1), context, { schema: typeText(type) });
  const { mode = 'PERMISSIVE' } = optionsArgument(args[2], context);
  if (!['PERMISSIVE', 'FAILFAST'].includes(mode.toUpperCase()))
    throw sparkError('PARSE_MODE_UNSUPPORTED', { funcName: '`from_json`', mode: mode.toUpperCase() });
}

function checkSchemaOfJson(args: readonly Expression[], context: ResolveContext): void {
  if (context.constant(args[0] as Expression)?.value === null) mismatch('UNEXPECTED_NULL', args.slice(0, 1), context, { exprName: 'json' });
  optionsArgument(args[1], context);
}

const columns = (args: readonly Expression[]) => args.slice(1).map((_, i) => ({ name: `c${i}`, dataType: types.string, nullable: true }));

const jsonTuple: FunctionRecord = {
  name: 'json_tuple',
  kind: 'generator',
  family: 'json_funcs',
  since: '1.6.0',
  summary: 'The members of a JSON object with the given names, as columns.',
  examples: [`json_tuple('{"a":1, "b":2}', 'a', 'b')`],
  parameters: [param('json'), param('name'), { ...param('more'), variadic: true }],
  coercion: 'none',
  result: (args, context) => {
    if (args.some((arg) => dataTypeOf(arg).kind !== 'string')) mismatch('NON_STRING_TYPE', args, context, { funcName: '`json_tuple`' });
    const elementSchema = columns(args);
    return {
      dataType: types.struct(elementSchema.map((column) => types.field(column.name, column.dataType))),
      nullable: false,
      elementSchema,
    };
  },
  lowerGenerator: (args, call, context) => {
    const rowType =
      args.length === 2 ? types.string : types.struct(columns(call.args).map((column) => types.field(column.name, column.dataType)));
    return context.runtime('json_tuple', args, call.args.map(dataTypeOf), types.array(rowType));
  },
};

export const jsonFunctions: readonly FunctionRecord[] = [
  json({
    name: 'get_json_object',
    since: '1.5.0',
    summary: 'The part of a JSON text at a path.',
    examples: [`get_json_object('{"a":"b"}', '$.a')`],
    parameters: [
      { ...param('json', 'string'), exact: true },
      { ...param('path', 'string'), exact: true },
    ],
    returns: types.string,
  }),
  json({
    name: 'json_array_length',
    since: '3.1.0',
    summary: 'Number of items of a JSON array.',
    examples: ["json_array_length('[1,2,3,4]')"],
    parameters: [{ ...param('json', 'string'), exact: true }],
    returns: types.integer,
  }),
  json({
    name: 'json_object_keys',
    since: '3.1.0',
    summary: 'Names of the members of a JSON object.',
    examples: [`json_object_keys('{"key": "value"}')`],
    parameters: [{ ...param('json', 'string'), exact: true }],
    returns: types.array(types.string),
  }),
  json({
    name: 'from_json',
    since: '2.2.0',
    summary: 'JSON text as a value of a type.',
    examples: [`from_json('{"a":1, "b":0.8}', 'a INT, b DOUBLE')`],
    parameters: [{ ...param('json', 'string'), exact: true }, param('schema'), optional('options')],
    check: checkFromJson,
    returns: (args, context) => asNullable(schemaArgument(args[1] as Expression, context)),
    options: (args, context) => ({ timeZone: context.timeZone, json: optionsArgument(args[2], context) }),
    sql: ([value], { args }) => (args[1]?.kind === 'literal' && isMapSchema(args[1].value) ? 'entries' : `from_json(${value})`),
    lower: ([value], call, context) =>
      context.runtime('from_json', value === undefined ? [] : [value], [types.string], call.dataType, call.options),
  }),
  json({
    name: 'to_json',
    since: '2.2.0',
    summary: 'A struct, array, map or variant as JSON text.',
    examples: ["to_json(named_struct('a', 1, 'b', 2))"],
    parameters: [param('expr'), optional('options')],
    check: (args, context) => {
      const type = dataTypeOf(args[0] as Expression);
      if (!['struct', 'array', 'map', 'variant', 'null'].includes(type.kind))
        mismatch('INVALID_JSON_SCHEMA', args.slice(0, 1), context, { schema: typeText(type) });
    },
    returns: types.string,
    options: (args, context) => ({
      timeZone: context.timeZone,
      json: optionsArgument(args[1], context),
      ignoreNullFields: context.config('spark.sql.jsonGenerator.ignoreNullFields') !== 'false',
    }),
    sql: ([value]) => `to_json(${value})`,
    lower: ([value], call, context) =>
      context.runtime('to_json', value === undefined ? [] : [value], [dataTypeOf(call.args[0] as Expression)], types.string, call.options),
  }),
  json({
    name: 'schema_of_json',
    since: '2.4.0',
    summary: 'The type that a constant JSON text has, as DDL.',
    examples: [`schema_of_json('[{"col":0}]')`],
    parameters: [{ ...param('json', 'string'), foldable: true }, optional('options')],
    check: checkSchemaOfJson,
    returns: types.string,
    nullable: false,
    sql: ([value]) => `schema_of_json(${value})`,
    rewrite: (args, _, context) => text(sqlName(inferred(args, context))),
  }),
  jsonTuple,
];

function isMapSchema(schema: unknown): boolean {
  return typeof schema === 'string' && /^\s*map\s*</i.test(schema);
}
