export { type Collation, collationNamed, INDETERMINATE, localeNames, parseCollation } from './collation.ts';
export type * from './data-type.ts';
export { DdlSyntaxError, parseDataType, parseDdl, parseSchema, parseTableSchema } from './parse-ddl.ts';
export { asNullable, equalTypes, sameType, type TypeComparison } from './same-type.ts';
export { treeString } from './tree-string.ts';
export { dataTypeFromJson, dataTypeToJson, fromJson, InvalidTypeJsonError, type JsonValue, schemaFromJson, toJson } from './type-json.ts';
export { catalogString, quoteIdentifier, quoteIfNeeded, quoteStringLiteral, simpleString, sqlName, toDdl, typeName } from './type-names.ts';
export { DEFAULT_DECIMAL_PRECISION, DEFAULT_TIME_PRECISION, MAX_DECIMAL_PRECISION, types } from './types.ts';
