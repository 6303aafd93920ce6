import type { UserFunctionDefinition } from '@kindling/protocol';
import { type CallSite, type RuntimeAggregate, type RuntimeBody, runtimeAggregateOf, runtimeBodyOf } from '../runtime-body.ts';
import { aggregateFunction } from './aggregate-function.ts';
import { scalarFunction } from './scalar-function.ts';
import { tableFunction } from './table-function.ts';
import { executorConsole } from './user-console.ts';

export { aggregateFunction, reduceList } from './aggregate-function.ts';
export { type CompiledFunction, compileFunction } from './compile-function.ts';
export { scalarFunction } from './scalar-function.ts';
export { tableFunction } from './table-function.ts';
export { executorConsole, type UserConsole } from './user-console.ts';
export { rowText, userFunctionFailed } from './user-failure.ts';

const definitionOf = (site: CallSite): UserFunctionDefinition => site.options.definition as UserFunctionDefinition;
const scalar: RuntimeBody['prepare'] = (site) => scalarFunction(definitionOf(site), site.argTypes, executorConsole);
const table: RuntimeBody['prepare'] = (site) => tableFunction(definitionOf(site), site.argTypes, executorConsole);

/** JavaScript functions of users, called by DuckDB in this process. */
export const userBodies: readonly RuntimeBody[] = [
  runtimeBodyOf('user_function', scalar, { acceptsNull: true }),
  runtimeBodyOf('user_function_volatile', scalar, { acceptsNull: true, isVolatile: true }),
  runtimeBodyOf('user_table_function', table, { acceptsNull: true }),
  runtimeBodyOf('user_table_function_volatile', table, { acceptsNull: true, isVolatile: true }),
];

export const userAggregates: readonly RuntimeAggregate[] = [
  runtimeAggregateOf('user_aggregate', (site) => aggregateFunction(definitionOf(site), site.argTypes, executorConsole), {
    acceptsNull: true,
  }),
];
