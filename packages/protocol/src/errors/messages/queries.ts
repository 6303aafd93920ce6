import { under } from './under.ts';

/** Queries whose clauses do not go together. */
const aggregateFilters = {
  CONTAINS_AGGREGATE: 'it holds an aggregate function, <aggExpr>.',
  CONTAINS_WINDOW_FUNCTION: 'it holds a window function, <windowExpr>.',
  NON_DETERMINISTIC: 'it can give another answer each time.',
  NOT_BOOLEAN: 'it must be BOOLEAN.',
} as const;

const inlineTables = {
  CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE: '<expr> can only be known when the query runs.',
  FAILED_SQL_EXPRESSION_EVALUATION: '<sqlExpr> cannot be evaluated.',
  INCOMPATIBLE_TYPES_IN_INLINE_TABLE: 'the values of the column <colName> have types that do not go together.',
  NUM_COLUMNS_MISMATCH: 'row <rowIndex> has <actualNumCols> columns, the first has <expectedNumCols>.',
} as const;

const limits = {
  DATA_TYPE: 'it must be an integer, not <dataType>.',
  IS_NEGATIVE: 'it must not be negative, as <v> is.',
  IS_NULL: 'it must not be NULL.',
  IS_UNFOLDABLE: 'it must be a constant.',
} as const;

const subqueries = {
  ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED: 'the outer columns cannot be used at this place.\n<treeNode>',
  AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES: 'the aggregate <function> mixes outer and own columns.',
  CORRELATED_COLUMN_IS_NOT_ALLOWED_IN_PREDICATE: 'outer columns can only be compared for equality here.\n<treeNode>',
  CORRELATED_COLUMN_NOT_FOUND: 'the outer query has no column <value>.',
  CORRELATED_REFERENCE: 'outer columns can only be used in WHERE and HAVING, unlike <sqlExprs>.',
  HIGHER_ORDER_FUNCTION: 'it cannot be inside a lambda function. Use `transform` and the like, or a join.',
  LATERAL_JOIN_CONDITION_NON_DETERMINISTIC: 'the condition <condition> of a LATERAL join can give another answer each time.',
  MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY: 'one that uses outer columns and stands for a value must aggregate to a single row.',
  NON_CORRELATED_COLUMNS_IN_GROUP_BY: 'its GROUP BY has columns that are not compared with outer ones: <value>.',
  NON_DETERMINISTIC_LATERAL_SUBQUERIES: 'after LATERAL it must give the same answer each time when it joins many rows.\n<treeNode>',
  SCALAR_SUBQUERY_IN_VALUES: 'it cannot be in VALUES.',
  UNSUPPORTED_CORRELATED_EXPRESSION_IN_JOIN_CONDITION: 'a join condition cannot hold <subqueryExpression>, which uses both sides.',
  UNSUPPORTED_CORRELATED_REFERENCE_DATA_TYPE: 'the outer column <expr> has the type <dataType>, which cannot be used here.',
  UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY:
    'one that uses outer columns can only stand in SELECT, WHERE, GROUP BY, UPDATE, MERGE and DELETE.\n<treeNode>',
  UNSUPPORTED_IN_EXISTS_SUBQUERY: 'IN and EXISTS can only stand in WHERE, HAVING, a join condition, UPDATE, MERGE and DELETE.\n<treeNode>',
  UNSUPPORTED_TABLE_ARGUMENT: 'a TABLE argument can only be given to a function that makes a table.\n<treeNode>',
} as const;

const generators = {
  MULTI_GENERATOR: 'a SELECT list can have one, not <num>: <generators>. Use LATERAL VIEW for the others.',
  NESTED_IN_EXPRESSIONS: 'it must not be inside another expression, as in <expression>.',
  NOT_GENERATOR: '<functionName> is none; its class is <classCanonicalName>.',
  OUTSIDE_SELECT: 'it can only stand in a SELECT list, not in <plan>.',
} as const;

const withinGroup = {
  DISTINCT_UNSUPPORTED: 'DISTINCT is not possible with it.',
  MISMATCH_WITH_DISTINCT_INPUT: 'with DISTINCT its argument <funcArg> must also be what it is ordered by, not <orderingExpr>.',
  MISMATCH_WITH_DISTINCT_INPUT_UNSAFE_CAST:
    'with DISTINCT its order must not depend on a cast from <inputType> to <castType> that can make values equal.',
  WITHIN_GROUP_MISSING: 'it needs WITHIN GROUP (ORDER BY …).',
  WRONG_NUM_ORDERINGS: 'it is ordered by <expectedNum> expressions, not <actualNum>.',
} as const;

export const queryMessages = {
  ...under('INVALID_AGGREGATE_FILTER', 'The FILTER of an aggregate, <filterExpr>, is not possible:', aggregateFilters),
  ...under('INVALID_INLINE_TABLE', 'The VALUES list is not possible:', inlineTables),
  ...under('INVALID_LIMIT_LIKE_EXPRESSION', 'The expression <expr> cannot be used for <name>:', limits),
  ...under('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY', 'The subquery is not possible:', subqueries),
  ...under('UNSUPPORTED_GENERATOR', 'The generator, which makes several rows of one, is not possible here:', generators),
  ...under('INVALID_WITHIN_GROUP_EXPRESSION', 'The call of <funcName> is not possible:', withinGroup),
  AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION:
    'The aggregate <sqlExpr> must give the same answer each time, but holds something that does not.',
  ASSIGNMENT_ARITY_MISMATCH: '<numTarget> variables are assigned <numExpr> values.',
  COLUMN_ORDINAL_OUT_OF_BOUNDS: 'There are <attributesLength> columns (<attributes>) and none at <ordinal>.',
  'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS':
    'The view <viewName> names more columns (<viewColumns>) than its query gives (<dataColumns>).',
  'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS':
    'The view <viewName> names fewer columns (<viewColumns>) than its query gives (<dataColumns>).',
  DEFAULT_PLACEMENT_INVALID: 'DEFAULT can only stand alone, as a value of INSERT, UPDATE, MERGE or SET VARIABLE.',
  DISTINCT_WINDOW_FUNCTION_UNSUPPORTED:
    'The window function <windowExpr> cannot have DISTINCT. Make the rows distinct in a subquery first.',
  EXCEPT_NESTED_COLUMN_INVALID_TYPE: 'EXCEPT cannot take a field out of <columnName>, which is <dataType> and no struct.',
  EXCEPT_OVERLAPPING_COLUMNS: 'The columns of EXCEPT overlap: <columns>.',
  GROUPING_COLUMN_MISMATCH: '`grouping` of <grouping> is not possible: it is not among the grouping columns <groupingColumns>.',
  GROUPING_ID_COLUMN_MISMATCH:
    '`grouping_id` of <groupingIdColumn> is not possible: it needs the grouping columns, <groupByColumns>, all and in their order.',
  GROUPING_SIZE_LIMIT_EXCEEDED: 'There can be <maxSize> grouping columns at most.',
  GROUP_BY_AGGREGATE: 'GROUP BY cannot hold aggregate functions, but has <sqlExpr>.',
  GROUP_BY_POS_AGGREGATE: 'GROUP BY <index> means <aggExpr>, which holds an aggregate function.',
  GROUP_BY_POS_OUT_OF_RANGE: 'GROUP BY <index> is not in the SELECT list, which has <size> expressions.',
  INCOMPARABLE_PIVOT_COLUMN: 'The PIVOT column <columnName> has a type whose values cannot be compared.',
  'INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS':
    'The table <tableName> has more columns (<tableColumns>) than are inserted (<dataColumns>).',
  'INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS':
    'The table <tableName> has fewer columns (<tableColumns>) than are inserted (<dataColumns>).',
  'INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES':
    'The lambda function has parameters of the same name: <args>. Their case counts only if <caseSensitiveConfig> is on.',
  'INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION':
    'A lambda function can only be given to a function that takes one, which <class> does not.',
  'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH': 'The lambda function has <actualNumArgs> parameters but is given <expectedNumArgs>.',
  'INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION': 'A lambda function is given for a parameter that takes none.',
  INVALID_NON_DETERMINISTIC_EXPRESSIONS: 'Expressions must give the same answer each time here, unlike <sqlExprs>.',
  'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN':
    'A subquery that stands for one value gives <number> columns.',
  INVALID_WHERE_CONDITION:
    'The WHERE condition <condition> holds what is only known later: <expressionList>. Filter on window functions in an outer query or with QUALIFY, on aggregates with HAVING.',
  INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC: '<aggFunc> cannot have an ORDER BY in its window.',
  MISSING_AGGREGATION:
    '<expression> is neither grouped by nor inside an aggregate function. Add it to GROUP BY, or use <expressionAnyValue> if any value of the group will do.',
  'MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_APPEAR_IN_OPERATION':
    '<missingAttributes> are not in the input <input> of the operator <operator>, though columns of the same name are (in <operation>). Are the right ones used?',
  'MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT':
    '<missingAttributes> are not in the input <input> of the operator <operator>.',
  MISSING_GROUP_BY: 'Aggregates and other columns stand side by side. Add a GROUP BY, or aggregate all columns.',
  MISSING_WINDOW_SPECIFICATION:
    'There is no window <windowName>. Define it in the WINDOW clause (see <docroot>/sql-ref-syntax-qry-select-window.html).',
  NESTED_AGGREGATE_FUNCTION: 'An aggregate function is inside another one. Compute the inner one in a subquery.',
  NON_FOLDABLE_ARGUMENT: 'The argument <paramName> of <funcName> must be a constant <paramType>.',
  NON_LITERAL_PIVOT_VALUES: 'The values of PIVOT must be constants, unlike <expression>.',
  'NOT_A_CONSTANT_STRING.NOT_CONSTANT': '<name> must be a constant text, and <expr> is no constant.',
  'NOT_A_CONSTANT_STRING.NULL': '<name> must be a constant text, and <expr> is NULL.',
  'NOT_A_CONSTANT_STRING.WRONG_TYPE': '<name> must be a constant text, and <expr> is <dataType>.',
  NOT_A_SCALAR_FUNCTION: '<functionName> makes a table and can only stand in FROM.',
  NOT_A_TABLE_FUNCTION: '<functionName> makes a value and cannot stand in FROM.',
  NUM_TABLE_VALUE_ALIASES_MISMATCH: '<aliasesNum> names are given to the <outColsNum> columns of <funcName>.',
  ORDER_BY_POS_OUT_OF_RANGE: 'ORDER BY <index> is not in the SELECT list, which has <size> expressions.',
  PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION:
    'In |> AGGREGATE every expression before GROUP BY needs an aggregate function, which <expr> lacks.',
  PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION: 'The aggregate <expr> is not possible in |> <clause>. Use |> AGGREGATE.',
  PIVOT_VALUE_DATA_TYPE_MISMATCH: 'The PIVOT value <value> is <valueType>, the PIVOT column is <pivotType>.',
  RECURSION_LEVEL_LIMIT_EXCEEDED:
    'The recursive WITH query goes deeper than <levelLimit> levels. Make sure that it ends, or raise "spark.sql.cteRecursionLevelLimit" (-1 for none).',
  RECURSION_ROW_LIMIT_EXCEEDED:
    'The recursive WITH query makes more than <rowLimit> rows. Make sure that it ends, or raise "spark.sql.cteRecursionRowLimit" (-1 for none).',
  INVALID_RECURSIVE_CTE:
    'A recursive WITH query is a UNION ALL (or UNION) of a start, which must not use the query itself, and a step, which does.',
  'INVALID_RECURSIVE_REFERENCE.PLACE':
    'A recursive WITH query must not use itself in an outer join on the optional side, in an aggregate, or in a subquery.',
  RECURSIVE_VIEW: 'The view <viewIdent> would use itself: <newPath>.',
  SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION:
    'The subquery <sqlExpr> uses outer columns and is neither grouped by nor inside an aggregate function. Add it to GROUP BY, or wrap it in `first`.',
  STAR_GROUP_BY_POS: 'SELECT * cannot be combined with a GROUP BY of positions. Write the columns.',
  UNBOUND_SQL_PARAMETER: 'The parameter <name> has no value. Give one in the arguments of `sql`.',
  UNPIVOT_REQUIRES_ATTRIBUTES: 'UNPIVOT takes columns for all <given> expressions when there are no <empty>, but got [<expressions>].',
  UNPIVOT_REQUIRES_VALUE_COLUMNS: 'UNPIVOT needs at least one column to turn into rows.',
  UNPIVOT_VALUE_DATA_TYPE_MISMATCH: 'The columns to UNPIVOT have types that do not go together: <types>.',
  UNPIVOT_VALUE_SIZE_MISMATCH: 'Every set of columns to UNPIVOT must be as large as the list of names: <names>.',
  UNSUPPORTED_EXPR_FOR_OPERATOR: 'These expressions are not possible at this place of the query: <invalidExprSqls>.',
  UNSUPPORTED_EXPR_FOR_WINDOW: '<sqlExpr> cannot be used with a window.',
  UNSUPPORTED_GROUPING_EXPRESSION: '`grouping` and `grouping_id` need GROUP BY with GROUPING SETS, CUBE or ROLLUP.',
  UNSUPPORTED_JOIN_TYPE: "There is no join type '<typ>'. Possible are <supported>.",
  WINDOW_FUNCTION_AND_FRAME_MISMATCH: '<funcName> cannot be computed over the window <windowExpr>.',
  WINDOW_FUNCTION_FRAME_NOT_ORDERED: '<wf_name> needs ORDER BY in its window: <wf_expr>.',
  WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE: 'Window functions are not possible in <clauseName>. Compute them in a subquery.',
  WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE: '<funcName> needs OVER (…).',
} as const;
