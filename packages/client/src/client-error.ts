import { restoreError, type SparkError } from '@kindling/protocol';

/** Conditions that a client finds without asking a server, under PySpark's names, with what to do about them. `<name>` is a parameter. */
const sentences = {
  ARGUMENT_REQUIRED: 'The argument <arg_name> is needed when <condition>.',
  CANNOT_BE_EMPTY: 'Give at least one value for <item>.',
  CANNOT_INFER_EMPTY_SCHEMA: 'There are no rows to infer a schema from: give the schema as the second argument of createDataFrame.',
  CANNOT_INFER_TYPE_FOR_FIELD:
    'The type of the column <field_name> does not follow from its values: give the schema as the second argument of createDataFrame.',
  CANNOT_MERGE_TYPE: 'The column <field_name> holds values of two types, <data_type1> and <data_type2>: convert them, or give the schema.',
  CONNECT_URL_INVALID: 'The connection string is not usable: <detail>. Write it as sc://host:port/;name=value;name=value.',
  HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN: 'The function given to <func_name> must return a Column, not <return_type>.',
  INDEX_NOT_POSITIVE: 'Positions of columns are counted from 1, and <index> was given.',
  INVALID_WHEN_USAGE: '<method>() continues a chain that functions.when() begins, and nothing may follow otherwise().',
  KINDLING_NO_EMBEDDED_ENGINE:
    'No engine was registered in this process: import the package kindling, or connect to a server with builder.remote(url).',
  KINDLING_PLAN_TOO_DEEP:
    'The plan is nested too deeply to be sent (<detail>): cut the chain with checkpoint(), or select many columns in one step.',
  NOT_EXPECTED_TYPE: 'The argument <arg_name> must be <expected_type>, and <arg_type> was given.',
  ONLY_ALLOW_SINGLE_TRIGGER: 'Only one trigger may be set.',
  PIVOT_AFTER_GROUP_BY: 'pivot() may be called once, after groupBy().',
  RESPONSE_ALREADY_RECEIVED:
    'The server has lost the operation after a part of its result had arrived (<error_type>): run the action again.',
  SESSION_NOT_SAME: 'Both DataFrames must come from the same SparkSession.',
  SESSION_STOPPED: 'This SparkSession was stopped: make another with SparkSession.builder.getOrCreate().',
  UNSUPPORTED_DATA_TYPE: 'A value of type <data_type> has no counterpart in Spark.',
  UNSUPPORTED_JOIN_TYPE: 'There is no join type <typ>: use one of <supported>.',
  UNSUPPORTED_SAVE_MODE: 'There is no save mode <mode>: use append, overwrite, error, errorifexists or ignore.',
  VALUE_ALLOWED: 'The argument <arg_name> must be one of <allowed>, and <arg_value> was given.',
  VALUE_NOT_BETWEEN: 'The argument <arg_name> must lie between <min> and <max>.',
  VALUE_NOT_POSITIVE: 'The argument <arg_name> must be positive, and <arg_value> was given.',
} as const satisfies Readonly<Record<string, string>>;

export type ClientCondition = keyof typeof sentences;

type Parameters = Readonly<Record<string, string>>;

const classesOfValueError = ['java.lang.IllegalArgumentException'];
const classesOfRuntimeError = ['org.apache.spark.SparkRuntimeException'];

/** An argument has a value that it must not have. */
export function valueError(condition: ClientCondition, parameters: Parameters = {}): SparkError {
  return clientError(condition, parameters, classesOfValueError);
}

/** An argument has a type that it must not have, where the compiler could not see it. */
export function typeError(condition: ClientCondition, parameters: Parameters = {}): SparkError {
  return clientError(condition, parameters, classesOfValueError);
}

/** Something is not in the state that a call needs. */
export function stateError(condition: ClientCondition, parameters: Parameters = {}, cause?: unknown): SparkError {
  return clientError(condition, parameters, classesOfRuntimeError, cause);
}

function clientError(condition: ClientCondition, parameters: Parameters, jvmClasses: readonly string[], cause?: unknown): SparkError {
  const sentence = sentences[condition].replace(/<(\w+)>/g, (whole, name: string) => parameters[name] ?? whole);
  return restoreError({ message: `[${condition}] ${sentence}`, condition, messageParameters: parameters, jvmClasses, cause });
}
