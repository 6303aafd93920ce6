export * from './builders.ts';
export { openDeepConstant } from './deep-constant.ts';
export { physicalType, structFieldName } from './physical-type.ts';
export { printExpression, printQuery } from './print.ts';
export type * from './syntax.ts';
