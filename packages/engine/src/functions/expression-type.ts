import { type Expression, isNullable } from '../plan/index.ts';

export { isNullable, typeOf as dataTypeOf } from '../plan/index.ts';
export const anyNullable = (args: readonly Expression[]): boolean => args.some(isNullable);
