import { under } from './under.ts';

/** SQL text that cannot be read, and statements that are not possible as they are. */
const syntax = {
  CREATE_FUNC_WITH_COLUMN_CONSTRAINTS: 'a parameter of a function cannot have constraints.',
  CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE: 'IF NOT EXISTS and OR REPLACE exclude each other.',
  CREATE_TEMP_FUNC_WITH_DATABASE: 'a temporary function has no schema, unlike <database>.',
  CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS: 'a temporary function cannot be created IF NOT EXISTS.',
  EMPTY_IN_PREDICATE: 'IN needs at least one value. For a condition that is never true write FALSE.',
  EMPTY_PARTITION_VALUE: 'the partition key <partKey> has no value.',
  FUNCTION_WITH_UNSUPPORTED_SYNTAX: '<prettyName> does not go with <syntax>.',
  INVALID_TABLE_VALUED_FUNC_NAME: 'a function in FROM has no schema, unlike <funcName>.',
  INVALID_WINDOW_REFERENCE: 'the window <windowName> refers to something that is no window definition.',
  LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC: 'LATERAL must be followed by a subquery or a function that makes a table.',
  MULTI_PART_NAME: '<statement> takes a name of one part, not <name>.',
  OPTION_IS_INVALID: 'there is no option <key>. Possible are <supported>.',
  REPETITIVE_WINDOW_DEFINITION: 'the window <windowName> is defined twice.',
  SHOW_FUNCTIONS_INVALID_PATTERN: 'SHOW FUNCTIONS takes a name or a text, not <pattern>.',
  SHOW_FUNCTIONS_INVALID_SCOPE: 'SHOW <scope> FUNCTIONS does not exist.',
  TRANSFORM_WRONG_NUM_ARGS: 'the partition transform <transform> takes <expectedNum> arguments, not <actualNum>.',
  UNRESOLVED_WINDOW_REFERENCE: 'there is no window <windowName>.',
  UNSUPPORTED_FUNC_NAME: 'a function cannot be named <funcName>.',
  UNSUPPORTED_SQL_STATEMENT: 'there is no such statement: <sqlText>.',
  VARIABLE_TYPE_OR_DEFAULT_REQUIRED: 'a variable needs a type or a default.',
} as const;

const features = {
  AES_MODE: 'AES in mode <mode> with padding <padding>, in <functionName>.',
  AES_MODE_AAD: 'additional authenticated data with AES in mode <mode>, in <functionName>.',
  AES_MODE_IV: 'an initialization vector with AES in mode <mode>, in <functionName>.',
  CATALOG_OPERATION: '<operation> by the catalog <catalogName>.',
  CLAUSE_WITH_PIPE_OPERATORS: '<clauses> after a |> operator. Move them before the first |>, or use |> operators for them.',
  COMBINATION_QUERY_RESULT_CLAUSES: 'ORDER BY or SORT BY together with CLUSTER BY or DISTRIBUTE BY.',
  INTERRUPT_TYPE: 'interrupting by <interruptType>.',
  LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC:
    'the alias <lca> of the same SELECT list inside the aggregate <aggFunc>. Define it in a subquery.',
  LATERAL_COLUMN_ALIAS_IN_GENERATOR:
    'the alias <lca> of the same SELECT list inside the generator <generatorExpr>. Define it in a subquery.',
  LATERAL_COLUMN_ALIAS_IN_GROUP_BY: 'an alias of the same SELECT list inside GROUP BY. Define it in a subquery.',
  LATERAL_COLUMN_ALIAS_IN_WINDOW: 'the alias <lca> of the same SELECT list inside the window <windowExpr>. Define it in a subquery.',
  LATERAL_JOIN_USING: 'USING with a LATERAL join. Use ON.',
  LITERAL_TYPE: 'a literal for <value>, which is <type>.',
  OVERWRITE_BY_SUBQUERY: 'a subquery in the condition of an INSERT OVERWRITE.',
  PARAMETER_MARKER_IN_UNEXPECTED_STATEMENT: 'a parameter in <statement>.',
  PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE: '|> AGGREGATE with <case>.',
  PIVOT_AFTER_GROUP_BY: 'PIVOT after GROUP BY. Group in a subquery.',
  PIVOT_TYPE: 'the PIVOT value <value>, which is <type>.',
  QUERY_ONLY_CORRUPT_RECORD_COLUMN:
    'reading nothing but the column of corrupt records from JSON or CSV files. Cache the whole result, or save it, and query that.',
  SET_OPERATION_ON_MAP_TYPE:
    'DISTINCT, INTERSECT or EXCEPT over the column <colName>, which is <dataType>. Turn maps into arrays with `map_entries`.',
  SET_OPERATION_ON_VARIANT_TYPE: 'DISTINCT, INTERSECT or EXCEPT over the column <colName>, which is <dataType>. Cast it first.',
  SQL_SCRIPTING: 'SQL scripts, which <sqlScriptingEnabled> switches on.',
  SET_PATH_WHEN_DISABLED: 'SET PATH while <config> is off.',
  SET_VARIABLE_USING_SET: '<variableName> is a variable, which SET does not change. Use SET VARIABLE.',
  TABLE_OPERATION: '<operation> on the table <tableName>. Another format or catalog may do it.',
  TIME_TRAVEL: 'an earlier version or time of <relationId>.',
  TRANSFORM_DISTINCT_ALL: 'DISTINCT or ALL in TRANSFORM.',
  TRANSFORM_NON_HIVE: 'TRANSFORM with SerDe, which needs Hive.',
} as const;

const defaults = {
  DATA_TYPE: 'its type is <actualType>, the column is <expectedType>.',
  NON_DETERMINISTIC: 'it can give another value each time.',
  NOT_CONSTANT: 'it must be a constant.',
  SUBQUERY_EXPRESSION: 'it must not hold a subquery.',
  UNRESOLVED_EXPRESSION: 'it uses a name that there is not.',
} as const;

/** Conditions that Spark itself only numbers so far; what it raises them for is known from its answers. */
const unnamed = {
  '0014': 'TABLESAMPLE needs a size in its parentheses.',
  '0015': 'TABLESAMPLE(<msg>) is not supported.',
  '0016': 'TABLESAMPLE takes no size in bytes, as in <bytesStr>.',
  '0035': 'The statement is not possible: <message>.',
  '0048': 'TRANSFORM takes no classes that read or write its records.',
  '2264': 'The command ended with exit code <exitCode>. It said: <stderrBuffer>',
  '2265': '<nodeName> makes no columns of type <dt>.',
  '2146': 'The option <paramName> must be a number, and <value> is none.',
  '3016': 'A checkpoint needs a folder: set spark.checkpoint.dir, or use localCheckpoint.',
  '0037': 'A view that CACHE TABLE makes is temporary: its name has no <quoted> in front.',
  '2147': "The option <paramName> must be 'true' or 'false'.",
} as const;

export const statementMessages = {
  ...under('INVALID_DEFAULT_VALUE', '<statement>: the default <defaultValue> of the column <colName> is not possible:', defaults),
  ...(Object.fromEntries(Object.entries(unnamed).map(([number, sentence]) => [`_LEGACY_ERROR_TEMP_${number}`, sentence])) as {
    readonly [Number in keyof typeof unnamed as `_LEGACY_ERROR_TEMP_${Number}`]: string;
  }),
  ...under('INVALID_SQL_SYNTAX', 'This SQL is not possible:', syntax),
  ...under('UNSUPPORTED_FEATURE', 'Not supported:', features),
  ALL_PARAMETERS_MUST_BE_NAMED: 'Once one argument has a name, all need one; these have none: <exprs>.',
  CANNOT_MODIFY_CONFIG:
    'The setting <key> cannot change while the program runs. Set it before it starts (see <docroot>/configuration.html).',
  CANNOT_MODIFY_STATIC_CONFIG:
    'The setting <key> belongs to the whole process and cannot change in a session. Set it before the process starts.',
  CANNOT_REMOVE_RESERVED_PROPERTY: 'The property <property> is reserved and cannot be removed.',
  CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND:
    'The block <rddBlockId> of a checkpoint is lost, and nothing is left to make it of. Make the checkpoint again.',
  CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE: 'IF NOT EXISTS and OR REPLACE exclude each other, in CREATE VIEW <viewName>.',
  DUPLICATE_CLAUSES: 'The clause <clauseName> is there twice.',
  'DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED':
    '<routineName> gets its parameter <parameterName> by position and by name.',
  'DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE': '<routineName> gets its parameter <parameterName> twice.',
  EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES: 'EXECUTE IMMEDIATE … USING has names more than once: <aliases>.',
  FAILED_TO_PARSE_TOO_COMPLEX: 'The statement is too long or too deep to be read. Split it, for example with temporary views.',
  FEATURE_NOT_ENABLED: '<featureName> is switched off. Set <configKey> to <configValue>.',
  FORBIDDEN_OPERATION: '<statement> is not possible on the <objectType> <objectName>.',
  'INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS': "The setting <confName> cannot be '<confValue>'. Possible are <confOptions>.",
  'INVALID_CONF_VALUE.REQUIREMENT': "The setting <confName> cannot be '<confValue>'. <confRequirement>",
  'INVALID_CONF_VALUE.TIME_ZONE':
    "The setting <confName> cannot be '<confValue>', which is no time zone. Use a name such as Europe/Berlin, or an offset such as +01:00.",
  'INVALID_CONF_VALUE.TYPE_MISMATCH': "The setting <confName> cannot be '<confValue>', which is no <confType>.",
  INVALID_ESC: 'The escape character <invalidEscape> must be a single character.',
  INVALID_ESCAPE_CHAR: 'ESCAPE takes a text of one character, not <sqlExpr>.',
  INVALID_NUMERIC_LITERAL_RANGE: 'The literal <rawStrippedQualifier> is no <typeName>: those go from <minValue> to <maxValue>.',
  'INVALID_OPTIONS.NON_MAP_FUNCTION': 'Options are given as a call of `map` with constants.',
  'INVALID_OPTIONS.NON_STRING_TYPE': 'Options are a map of texts to texts, not <mapType>.',
  INVALID_PROPERTY_KEY: '<key> cannot be a key here. Put it in backquotes: SET `<key>`=<value>.',
  INVALID_PROPERTY_VALUE: '<value> cannot be a value here. Put it in backquotes: SET <key>=`<value>`.',
  INVALID_QUERY_MIXED_QUERY_PARAMETERS: 'The statement has parameters by name and by position. Use one kind.',
  INVALID_RESET_COMMAND_FORMAT: 'RESET stands alone, or with a key: RESET key. Put a key with other characters in backquotes.',
  INVALID_SET_SYNTAX:
    'SET stands alone, with a key (SET key), or with both (SET key=value). Put keys and values with other characters in backquotes.',
  INVALID_SQL_ARG: 'The argument <name> of `sql` is no value. Use literals, or the functions map, array, struct and the like.',
  DUPLICATE_ASSIGNMENTS: 'These are assigned more than once: <nameList>.',
  DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE: 'DECLARE names the variable <variableName> twice.',
  'EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE': '<operation> needs a table, but <viewName> is a view.',
  'EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE': '<operation> needs a view, but <tableName> is a table.',
  INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE: 'EXECUTE IMMEDIATE takes a text, not <exprType>.',
  INVALID_STATEMENT_FOR_EXECUTE_INTO: 'INTO is only possible when the statement is a query, unlike <sqlString>.',
  INVALID_STATEMENT_OR_CLAUSE: 'There is no statement or clause <operation>.',
  INVALID_TEMP_OBJ_QUALIFIER:
    'The temporary <objectType> <objectName> cannot be in <qualifier>. Leave the qualifier out, or use `session`.',
  MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS: 'One |> operator cannot have both <clause1> and <clause2>. Use one |> for each.',
  'NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE.WINDOW_CLAUSE':
    '|> WHERE cannot be followed by WINDOW. Compute the window in |> SELECT or |> EXTEND first.',
  NOT_A_PARTITIONED_TABLE: '<operation> needs a partitioned table, which <tableIdentWithDB> is not.',
  NOT_SUPPORTED_CHANGE_COLUMN: 'In <table>, <originName> (<originType>) cannot become <newName> (<newType>).',
  REQUIRES_SINGLE_PART_NAMESPACE: '<sessionCatalog> needs a schema of one part, unlike <identifier>.',
  SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE: 'SHOW COLUMNS names two schemas, <namespaceA> and <namespaceB>.',
  UNSUPPORTED_TIME_TYPE: 'The type TIME is switched off.',
  INVALID_TYPED_LITERAL: 'The text <value> is no <valueType>.',
  'NOT_ALLOWED_IN_FROM.LATERAL_WITH_PIVOT': 'LATERAL and PIVOT cannot stand in one FROM clause.',
  'NOT_ALLOWED_IN_FROM.LATERAL_WITH_UNPIVOT': 'LATERAL and UNPIVOT cannot stand in one FROM clause.',
  'NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT': 'PIVOT and UNPIVOT cannot stand in one FROM clause.',
  NOT_SUPPORTED_COMMAND_FOR_V2_TABLE: '<cmd> is not possible on tables of this catalog.',
  NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT: '<cmd> needs Hive. Use a data source with USING.',
  NO_DEFAULT_COLUMN_VALUE_AVAILABLE: 'The column <colName> must have a value and has no default. Insert one.',
  NULL_QUERY_STRING_EXECUTE_IMMEDIATE: 'The variable <varName> with the text for EXECUTE IMMEDIATE is NULL.',
  OPERATION_CANCELED: 'The operation was cancelled.',
  PARSE_EMPTY_STATEMENT: 'There is no statement in the text.',
  PARSE_SYNTAX_ERROR: 'The text is no valid SQL at <error><hint>.',
  REPEATED_CLAUSE: 'The clause <clause> can be in <operation> once only.',
  'SYNTAX_DISCONTINUED.BANG_EQUALS_NOT': "The '!' cannot stand for NOT in <clause>. Write NOT.",
  TRAILING_COMMA_IN_SELECT: 'The SELECT list ends with a comma. Remove it.',
  UNCLOSED_BRACKETED_COMMENT: 'A comment that begins with /* is never closed. Add */.',
  UNEXPECTED_POSITIONAL_ARGUMENT:
    '<routineName> gets an argument by position after the named one <parameterName>. Put it first, or name it.',
  'UNSUPPORTED_CALL.WITHOUT_SUGGESTION': 'The method <methodName> of <className> cannot be called.',
  VIEW_EXCEED_MAX_NESTED_DEPTH:
    'The view <viewName> lies deeper than <maxNestedDepth> views. Raise "spark.sql.view.maxNestedViewDepth", or use fewer views.',
  VIEW_WRITE_NOT_ALLOWED: 'The view <name> cannot be written to. Write to its table.',
  WRONG_COMMAND_FOR_OBJECT_TYPE: '<operation> needs a <requiredType>, but <objectName> is a <foundType>. Use <alternative>.',
} as const;
