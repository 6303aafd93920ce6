export type { FrontendContext } from './frontend-context.ts';
export { parseDataTypeText, parseExpressionText, parsePlan, parseTableName, parseTableSchemaText } from './parse.ts';
export { dataTypeOf, structTypeOf } from './data-type.ts';
