/** Names that lead nowhere, or to several places. */
export const nameMessages = {
  AMBIGUOUS_ALIAS_IN_NESTED_CTE:
    'The name <name> is defined by a WITH clause outside and again inside. Rename one of them, or set <config> to "CORRECTED" so that the inner one counts.',
  AMBIGUOUS_COLUMN_OR_FIELD: 'The name <name> fits <n> columns or fields. Qualify it.',
  AMBIGUOUS_COLUMN_REFERENCE:
    'Column <name> could belong to either side, because both come from the same DataFrame. Give each side a name with `alias` before joining and use `col("name.column")`.',
  AMBIGUOUS_LATERAL_COLUMN_ALIAS:
    'The alias <name> is given <n> times in this SELECT list, so it cannot be used in it. Rename all but one.',
  AMBIGUOUS_REFERENCE: 'The name <name> fits several columns: <referenceNames>. Qualify it with the name of its table.',
  AMBIGUOUS_REFERENCE_TO_FIELDS: 'The struct has <count> fields named <field>. Rename them, or select by position before they meet.',
  CANNOT_RESOLVE_DATAFRAME_COLUMN:
    'Column <name> belongs to a DataFrame that this one is not made from. Use a column of this DataFrame, or join the two first.',
  CANNOT_RESOLVE_STAR_EXPAND: '<targetString>.* names no table or struct here. There are these columns: <columns>.',
  CATALOG_NOT_FOUND: 'There is no catalog <catalogName>. Set <config> to the class or plugin that provides it.',
  COLUMN_ALREADY_EXISTS: 'There is more than one column <columnName>. Rename one of them, or leave one out.',
  COLUMN_NOT_DEFINED_IN_TABLE: 'The <colType> column <colName> is not in table <tableName>, which has <tableCols>.',
  COLUMN_NOT_FOUND: 'There is no column <colName>. Check the spelling, and its case if <caseSensitiveConfig> is on.',
  CREATE_PERMANENT_VIEW_WITHOUT_ALIAS: 'The view <name> would have a column without a name, <attr>. Give it one with AS.',
  DUPLICATED_CTE_NAMES: 'The WITH clause defines these names more than once: <duplicateNames>. Rename them.',
  FIELD_ALREADY_EXISTS: 'Cannot <op> the column: <struct> already has <fieldNames>.',
  FIELD_NOT_FOUND: 'There is no field <fieldName>; the struct has <fields>.',
  IDENTIFIER_TOO_MANY_NAME_PARTS: 'The name <identifier> has more than the <limit> parts that are possible here.',
  INCOMPATIBLE_VIEW_SCHEMA_CHANGE:
    'The view <viewName> needs <expectedNum> columns <colName>, but its tables now give <actualCols>. Make it anew: <suggestion>',
  INDEX_ALREADY_EXISTS: 'Table <tableName> already has an index <indexName>.',
  INDEX_NOT_FOUND: 'Table <tableName> has no index <indexName>.',
  INVALID_EXTRACT_BASE_FIELD_TYPE:
    '<base> has the type <other>, which has no fields or elements to take. It must be a struct, an array or a map.',
  INVALID_EXTRACT_FIELD: 'Cannot take <field> from <expr>: the name of a field must be a constant text.',
  INVALID_EXTRACT_FIELD_TYPE: 'The name of a field must be a constant text that is not null, not <extraction>.',
  INVALID_FIELD_NAME: '<fieldName> leads nowhere, because <path> is not a struct.',
  INVALID_IDENTIFIER: '<ident> is no plain name. Put it in backquotes: `<ident>`.',
  INVALID_SCHEMA_OR_RELATION_NAME: '<name> cannot name a table or schema: use letters, digits and underscores only.',
  INVALID_TEMP_OBJ_REFERENCE:
    'The permanent <obj> <objName> cannot use the temporary <tempObj> <tempObjName>. Make one permanent or the other temporary.',
  INVALID_USAGE_OF_STAR_OR_REGEX: '<elem> cannot be used in <prettyName>. Write the columns one by one.',
  INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT:
    'count(<tableName>.*) is not possible. Count the columns one by one, or use count(*).',
  MULTI_ALIAS_WITHOUT_GENERATOR:
    'Several names (<names>) are given to <expr>, which makes one column. Only a generator such as `explode` makes several.',
  NAMED_PARAMETERS_NOT_SUPPORTED: 'The function <functionName> takes its arguments by position only, not by name.',
  NAMED_PARAMETER_SUPPORT_DISABLED:
    'The argument <argument> of <functionName> is given by name, which is switched off. Give it by position, or set "spark.sql.allowNamedFunctionArguments" to "true".',
  PARTITIONS_ALREADY_EXIST: 'Table <tableName> already has the partitions <partitionList>. Use IF NOT EXISTS to pass over them.',
  PARTITIONS_NOT_FOUND: 'Table <tableName> has no partitions <partitionList>. Check their values, or use IF EXISTS to pass over them.',
  PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA: 'The partition column <column> is not in the schema <schema>.',
  REQUIRED_PARAMETER_NOT_FOUND: '<routineName> needs a value for its parameter <parameterName>, at position <index>.',
  ROUTINE_ALREADY_EXISTS:
    'Cannot create the <newRoutineType> <routineName>: there is a <existingRoutineType> of that name. Choose another name, drop it first, or use IF NOT EXISTS or OR REPLACE.',
  ROUTINE_NOT_FOUND: 'There is no function <routineName>. Check the spelling and the schema, or use DROP FUNCTION IF EXISTS.',
  SCHEMA_ALREADY_EXISTS: 'There is a schema <schemaName> already. Choose another name, drop it first, or use IF NOT EXISTS.',
  SCHEMA_NOT_EMPTY: 'The schema <schemaName> still holds something. Empty it first, or use DROP SCHEMA … CASCADE.',
  SCHEMA_NOT_FOUND: 'There is no schema <schemaName>. Check the spelling and the catalog, or use DROP SCHEMA IF EXISTS.',
  SQL_CONF_NOT_FOUND: 'There is no setting <sqlConf> and it has no default. Check the spelling.',
  TABLE_OR_VIEW_ALREADY_EXISTS:
    'There is a table or view <relationName> already. Choose another name, drop it first, or use IF NOT EXISTS or OR REPLACE.',
  TABLE_OR_VIEW_NOT_FOUND:
    'There is no table or view <relationName> (searched: <searchPath>). Check the spelling; if the name has no schema, check `current_schema()` or add the schema and catalog. DROP … IF EXISTS passes over a missing one.',
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS:
    'There is a temporary view <relationName> already. Choose another name, drop it first, or use OR REPLACE.',
  TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS: 'The name of a temporary view has one part, not several: <actualName>.',
  UNRECOGNIZED_PARAMETER_NAME: '<routineName> has no parameter <argumentName>. Did you mean <proposal>?',
  UNRESOLVABLE_TABLE_VALUED_FUNCTION: 'There is no function <name> that makes a table. Check the spelling.',
  UNRESOLVED_ALL_IN_GROUP_BY: 'GROUP BY ALL cannot tell from this SELECT list what to group by. Write the grouping expressions.',
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': 'There is no column, variable or parameter <objectName> here.',
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': 'There is no column, variable or parameter <objectName> here. Nearest names: [<proposal>].',
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: 'There is no column "<colName>"; there are (<fieldNames>).',
  'UNRESOLVED_FIELD.WITHOUT_SUGGESTION': 'The struct <columnPath> has no field <fieldName>.',
  'UNRESOLVED_FIELD.WITH_SUGGESTION': 'The struct <columnPath> has no field <fieldName>. Nearest names: [<proposal>].',
  'UNRESOLVED_MAP_KEY.WITHOUT_SUGGESTION':
    '<objectName> in the brackets of a map is no column. If it is meant as a text, put it in single quotes.',
  'UNRESOLVED_MAP_KEY.WITH_SUGGESTION':
    '<objectName> in the brackets of a map is no column. If it is meant as a text, put it in single quotes; if as a column, these are near: [<proposal>].',
  UNRESOLVED_ROUTINE: 'There is no function <routineName> (searched: <searchPath>). Check the spelling, or register it first.',
  UNRESOLVED_TABLE_PATH: 'Cannot find the table of the path <identifier>.',
  UNRESOLVED_USING_COLUMN_FOR_JOIN: 'The <side> side of the join has no column <colName> for USING; it has [<suggestion>].',
  UNRESOLVED_VARIABLE: 'There is no variable <variableName> (searched: <searchPath>). Declare it first.',
  VARIABLE_ALREADY_EXISTS: 'There is a variable <variableName> already. Choose another name, or use DECLARE OR REPLACE.',
  VARIABLE_NOT_FOUND: 'There is no variable <variableName>. Declare it first, or use DROP … IF EXISTS.',
  VIEW_ALREADY_EXISTS: 'There is a view <relationName> already. Choose another name, drop it first, or use IF NOT EXISTS or OR REPLACE.',
  VIEW_NOT_FOUND: 'There is no view <relationName>. Check the spelling and the schema, or use DROP VIEW IF EXISTS.',
} as const;
