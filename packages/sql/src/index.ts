export type * from './ast/index.ts';
export { listKeywords } from './lexer/index.ts';
export { type ParameterMarker, type ParameterText, parameterMarkers, parseWithParameters } from './parameter-text.ts';
export {
  parseDataType,
  parseExpression,
  parseMultipartIdentifier,
  parseQuery,
  parseStatement,
  parseStatements,
  parseTableIdentifier,
  parseTableSchema,
} from './parse.ts';
export type { ParserOptions } from './parser-options.ts';
export { locate, SqlSyntaxError, type SqlSyntaxErrorDetails } from './sql-syntax-error.ts';
export { unparse, unparseDataType, unparseExpression } from './unparse/index.ts';
