export * from './column.ts';
export { columnText } from './column-text.ts';
export type * from './column-type.ts';
export * from './expression.ts';
export { doubleLiteral, literalValue, makeLiteral } from './literal.ts';
export type * from './value-type.ts';
export { asSortOrder, type FrameBound, namedColumn, sortOrderOf, Window, WindowSpec } from './window.ts';
