export * from './builders.ts';
export { structFieldName, physicalType } from './physical-type.ts';
export { printExpression, printQuery } from './print.ts';
export type * from './syntax.ts';
