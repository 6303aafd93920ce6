export { dataTypeOf, structTypeOf } from './data-type.ts';
export { namePartsOf } from './expression.ts';
export { type FrontendContext, originOf } from './frontend-context.ts';
export {
  expressionOfSyntax,
  parametersIn,
  parseDataTypeText,
  parseExpressionText,
  parsePlan,
  parseTableName,
  parseTableSchemaText,
  planOfSyntax,
} from './parse.ts';
