import { under } from './under.ts';

/** Values that a running query cannot go on with. */
const intervalFormats = {
  ARITHMETIC_EXCEPTION: 'its numbers are too large.',
  DAY_TIME_PARSING: '<msg>.',
  INPUT_IS_EMPTY: 'it is empty.',
  INPUT_IS_NULL: 'it is NULL.',
  INTERVAL_PARSING: 'it is no <interval>.',
  INVALID_FRACTION: 'only seconds can have a fraction, <unit> cannot.',
  INVALID_PRECISION: 'a second has at most nine digits after the point, unlike <value>.',
  INVALID_PREFIX: 'it begins with <prefix>.',
  INVALID_UNIT: '<unit> is no unit.',
  INVALID_VALUE: '<value> is no number.',
  MISSING_NUMBER: 'a number must come before <word>.',
  MISSING_UNIT: 'a unit must come after <word>.',
  SECOND_NANO_FORMAT: 'the seconds and their fraction have another form.',
  TIMEZONE_INTERVAL_OUT_OF_RANGE: 'the offset of a time zone is between -18 and +18 hours.',
  UNKNOWN_PARSING_ERROR: '<word> was not expected.',
  UNMATCHED_FORMAT_STRING: 'a <typeName> is written as <supportedFormat>, unlike <intervalStr>.',
  UNMATCHED_FORMAT_STRING_WITH_NOTICE:
    'a <typeName> is written as <supportedFormat>, unlike <intervalStr>. Setting "spark.sql.legacy.fromDayTimeString.enabled" to "true" accepts more forms.',
  UNRECOGNIZED_NUMBER: '<number> is no number.',
  UNSUPPORTED_FROM_TO_EXPRESSION: 'there are no intervals from <from> to <to>.',
} as const;

const numberFormats = {
  CONT_THOUSANDS_SEPS: 'thousands separators need digits between them.',
  CUR_MUST_BEFORE_DEC: 'the currency sign must come before the decimal point.',
  CUR_MUST_BEFORE_DIGIT: 'the currency sign must come before the digits.',
  EMPTY: 'it is empty.',
  ESC_AT_THE_END: 'nothing follows the escape character.',
  ESC_IN_THE_MIDDLE: 'the escape character cannot come before <char>.',
  MISMATCH_INPUT: 'the <inputType> <input> does not fit it.',
  THOUSANDS_SEPS_MUST_BEFORE_DEC: 'thousands separators must come before the decimal point.',
  UNEXPECTED_TOKEN:
    "<token> has no meaning in it. A format begins with MI or S, then '$', digits (0 or 9) with ',' or 'G' between, '.' or 'D', digits, and PR, MI or S.",
  WRONG_NUM_DIGIT: 'it needs at least one digit.',
  WRONG_NUM_TOKEN: '<token> can come once only.',
} as const;

const parameterValues = {
  AES_CRYPTO_ERROR: 'the cipher failed: <detailMessage>',
  AES_IV_LENGTH: '<mode> needs an initialization vector of 16 bytes for CBC and 12 for GCM, not <actualLength>.',
  AES_KEY_LENGTH: 'a key has 16, 24 or 32 bytes, not <actualLength>.',
  BINARY_FORMAT: "the format is one of 'base64', 'hex' and 'utf-8', not <invalidFormat>.",
  BIT_POSITION_RANGE: 'the position is between 0 and <upper>, not <invalidValue>.',
  BOOLEAN: 'it must be a boolean, not <invalidValue>.',
  CHARSET: 'the character set is one of <charsets>, not <charset>.',
  DATETIME_UNIT:
    'it must be a unit such as YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND without quotes, not <invalidValue>.',
  DOUBLE: 'it must be a double, not <invalidValue>.',
  DTYPE: 'it must be float64 or float32, not <invalidValue>.',
  EXTENSION: 'an extension has letters only, unlike <invalidValue>.',
  INTEGER: 'it must be an integer, not <invalidValue>.',
  LENGTH: 'a length cannot be negative, as <length> is.',
  LONG: 'it must be a long, not <invalidValue>.',
  NULL: 'it must not be NULL.',
  PATTERN: '<value> is no regular expression.',
  REGEX_GROUP_INDEX: 'the pattern has groups 0 to <groupCount>, but group <groupIndex> is asked for.',
  START: 'it must be the start of a range, not zero: positions count from 1.',
  STRING: 'it must be a text, not <invalidValue>.',
  TIME_UNIT: 'it must be a unit of time such as HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND, not <invalidValue>.',
  ZERO_INDEX: 'positions count from 1, or from -1 at the end; there is no 0.',
} as const;

export const valueMessages = {
  ...under('INVALID_INTERVAL_FORMAT', '<input> is no interval:', intervalFormats),
  ...under('INVALID_FORMAT', 'The number format <format> is wrong:', numberFormats),
  ...under('INVALID_PARAMETER_VALUE', 'The argument <parameter> of <functionName> has a wrong value:', parameterValues),
  ARITHMETIC_OVERFLOW: '<message>.<alternative> Setting <config> to "false" lets the result wrap around.',
  BINARY_ARITHMETIC_OVERFLOW: '<value1> <symbol> <value2> does not fit its type. <functionName> gives NULL then.',
  CANNOT_DECODE_URL: 'The text <url> cannot be decoded as a URL. Correct it, or use `try_url_decode`.',
  CANNOT_PARSE_DECIMAL: 'The text is no decimal number.',
  CANNOT_PARSE_INTERVAL: 'The text <intervalString> is no interval. Check its units and numbers.',
  CANNOT_PARSE_JSON_FIELD: 'The field <fieldName> of the JSON text holds <fieldValue>, a <jsonType>, which is no <dataType>.',
  CANNOT_PARSE_TIME: 'The text <input> is no time in the format <format>.',
  CANNOT_PARSE_TIMESTAMP: '<message>. To get NULL for such a text, use <func>.',
  CAST_INVALID_INPUT:
    'The <sourceType> value <expression> is no <targetType>. Correct the value or choose another type; `try_cast` gives NULL for it.',
  CAST_OVERFLOW: 'The <sourceType> value <value> does not fit in <targetType>. `try_cast` gives NULL for it.',
  CAST_OVERFLOW_IN_TABLE_INSERT:
    'A <sourceType> value does not fit in the column <columnName>, which is <targetType>. `try_cast` gives NULL for it.',
  CHECK_CONSTRAINT_VIOLATION: 'A row breaks the constraint <constraintName> (<expression>): <values>.',
  'COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION':
    '<functionName> would make an array of <numberOfElements> elements; at most <maxRoundedArrayLength> are possible.',
  'COLLECTION_SIZE_LIMIT_EXCEEDED.INITIALIZE':
    'An array of <numberOfElements> elements is too large; at most <maxRoundedArrayLength> are possible.',
  'COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER':
    'The argument <parameter> of <functionName> asks for an array of <numberOfElements> elements; at most <maxRoundedArrayLength> are possible.',
  CONVERSION_INVALID_INPUT: 'The text <str> is no <targetType> in the format <fmt>. <suggestion> gives NULL for it.',
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION': '<rangeMessage>.',
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION': '<rangeMessage>. To get NULL instead, set <ansiConfig> to "false".',
  DATETIME_OVERFLOW: 'The result of this operation on dates or times is out of range: <operation>.',
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: 'A decimal has at most <maxPrecision> digits, not <precision>.',
  DIVIDE_BY_ZERO: 'The divisor is 0. `try_divide` gives NULL for that; setting <config> to "false" does so everywhere.',
  DUPLICATED_MAP_KEY: 'The map gets the key <key> twice. Remove one, or set <mapKeyDedupPolicy> to "LAST_WIN" so that the last one counts.',
  FAILED_EXECUTE_UDF: 'The user function <functionName> (<signature> => <result>) failed: <reason>.',
  FAILED_FUNCTION_CALL: 'The call of <funcName> failed; the cause says why.',
  HLL_INVALID_INPUT_SKETCH_BUFFER: 'The bytes given to <function> are no HyperLogLog sketch.',
  HLL_INVALID_LG_K: 'The precision for <function> is between <min> and <max>, not <value>.',
  HLL_K_MUST_BE_CONSTANT: 'The precision for <function> must be a constant.',
  HLL_UNION_DIFFERENT_LG_K:
    'The sketches given to <function> have different precisions, <left> and <right>. Allow that with its last argument.',
  ILLEGAL_DAY_OF_WEEK: '<string> is no day of the week.',
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION':
    'Spark 2 knew the pattern <pattern>, Spark 3 and later do not. Write it anew (see <docroot>/sql-ref-datetime-pattern.html), or set <config> to "LEGACY".',
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN':
    'The letter <c> stands for years by weeks, which Spark 3 and later do not know. Use the EXTRACT function.',
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER':
    'Spark 2 read <datetime>, the parser of Spark 3 and later does not. Set <config> to "LEGACY" to read it as before, or to "CORRECTED" to get NULL or an error.',
  INTERNAL_ERROR: '<message>',
  'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION': 'The interval does not fit its type.',
  'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION': 'The interval does not fit its type. <functionName> gives NULL then.',
  INTERVAL_DIVIDED_BY_ZERO: 'An interval is divided by 0. `try_divide` gives NULL for that.',
  INVALID_ARRAY_INDEX: 'The array has <arraySize> elements and none at <indexValue>. The function `get` gives NULL for that.',
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: 'The array has <arraySize> elements and none at <indexValue>. `try_element_at` gives NULL for that.',
  INVALID_BITMAP_POSITION: 'The bit <bitPosition> is not in a bitmap of <bitmapNumBits> bits (<bitmapNumBytes> bytes).',
  'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER': 'The pattern <pattern> holds <c>, which stands for nothing.',
  'INVALID_DATETIME_PATTERN.LENGTH': 'The pattern <pattern> repeats a letter too often.',
  'INVALID_DATETIME_PATTERN.SECONDS_FRACTION': 'The pattern <pattern> has no place where a fraction of a second may stand.',
  'INVALID_DATETIME_PATTERN.WITH_SUGGESTION':
    'The pattern <pattern> is none for dates and times. See <docroot>/sql-ref-datetime-pattern.html.',
  INVALID_FRACTION_OF_SECOND:
    '<secAndMicros> is no number of seconds: it must be below 60, or exactly 60. `try_make_timestamp` gives NULL for it.',
  INVALID_INDEX_OF_ZERO: 'There is no element 0: the first is 1, the last -1.',
  INVALID_REGEXP_REPLACE: 'The replacement failed: source <source>, pattern <pattern>, replacement <replacement>, position <position>.',
  INVALID_TIMEZONE: 'There is no time zone <timeZone>. Use a name such as Europe/Berlin, or an offset such as +01:00.',
  INVALID_URL: '<url> is no URL. Correct it, or use `try_parse_url`.',
  INVALID_UTF8_STRING: 'The text <str> is not UTF-8. `make_valid_utf8` repairs it.',
  INVALID_VARIANT_CAST: 'The variant value <value> is no <dataType>. `try_variant_get` gives NULL for it.',
  INVALID_VARIANT_GET_PATH: 'The path <path> in <functionName> is none: it begins with `$`, then `.field`, `["field"]` or `[0]`.',
  INVALID_VECTOR_NORM_DEGREE: 'The degree for <functionName> must be 1.0, 2.0 or infinity, not <degree>.',
  MALFORMED_CSV_RECORD: 'The CSV record <badRecord> cannot be read.',
  'MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS':
    "The record <badRecord> is an array where a struct is expected, and the mode is <failFastMode>. The mode 'PERMISSIVE' gives NULL for it.",
  'MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_STRING_AS_DATATYPE':
    "In the record <badRecord> the field <fieldName> holds <fieldValue>, a <inputType> and no <targetType>, and the mode is <failFastMode>. The mode 'PERMISSIVE' gives NULL for it.",
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION':
    "The record <badRecord> cannot be read, and the mode is <failFastMode>. The mode 'PERMISSIVE' gives NULL for it.",
  MALFORMED_VARIANT: 'The bytes are no variant. Check where they come from.',
  MERGE_CARDINALITY_VIOLATION:
    'MERGE would change a row of the target several times, because several rows of the source match it. Make the source unique first.',
  'NOT_NULL_CONSTRAINT_VIOLATION.ARRAY_ELEMENT': 'An element of the array <columnPath> is NULL, which its type forbids.',
  'NOT_NULL_CONSTRAINT_VIOLATION.MAP_VALUE': 'A value of the map <columnPath> is NULL, which its type forbids.',
  NOT_NULL_ASSERT_VIOLATION: 'A value is NULL where the type forbids it: <walkedTypePath>',
  NULL_MAP_KEY: 'A key of a map cannot be NULL.',
  NUMERIC_OUT_OF_SUPPORTED_RANGE: '<value> has more digits than a decimal can hold.',
  'NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION':
    '<originalValue>, rounded to <roundedValue>, does not fit in DECIMAL(<precision>, <scale>).',
  'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION':
    '<value> does not fit in DECIMAL(<precision>, <scale>). To get NULL instead, set <config> to "false".',
  REMAINDER_BY_ZERO: 'The divisor is 0. `try_mod` gives NULL for that; setting <config> to "false" does so everywhere.',
  ROW_SUBQUERY_TOO_MANY_ROWS: 'A subquery that stands for one row gives several. Add a condition, or LIMIT 1.',
  SCALAR_SUBQUERY_TOO_MANY_ROWS: 'A subquery that stands for one value gives several rows. Add a condition, an aggregate, or LIMIT 1.',
  SECOND_FUNCTION_ARGUMENT_NOT_INTEGER: 'The second argument of <functionName> must be an integer.',
  USER_RAISED_EXCEPTION: '<errorMessage>',
  VECTOR_DIMENSION_MISMATCH: 'The vectors given to <functionName> have <leftDim> and <rightDim> elements, but must have as many.',
} as const;
