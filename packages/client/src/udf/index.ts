export { type CallEnvironment, resolveUserCalls, userCallNotes } from './resolve-calls.ts';
export { userMapping } from './user-call.ts';
export {
  type FunctionSpec,
  type ResultOf,
  renamed,
  type UserAggregate,
  type UserFunction,
  type UserFunctionOptions,
  udaf,
  udf,
  udtf,
  userFunction,
} from './user-function.ts';
