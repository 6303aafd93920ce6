import { type Any, type Expression, type MapPartitionsCall, packMapPartitions, packUserFunctionCall } from '@kindling/protocol/messages';
import { Column, makeExpression, referencesOf } from '../column/index.ts';
import type { FunctionSpec } from './user-function.ts';

/** A call of a JavaScript function that stands in a plan, until it is known what it becomes. */
export interface OpenCall {
  readonly spec: FunctionSpec;
  readonly args: readonly Expression[];
}

const openCalls = new WeakMap<object, OpenCall>();
let hasCalls = false;

/** The call that a message stands for. */
export const openCallOf = (message: object): OpenCall | undefined => openCalls.get(message);
/** Whether this program has made any: most have not, and their plans need no look. */
export const hasOpenCalls = (): boolean => hasCalls;

/** A relation of rows that JavaScript makes. */
export interface OpenMapping extends MapPartitionsCall {
  /** The method that made it. */
  readonly name: string;
}

const openMappings = new WeakMap<object, OpenMapping>();

/** What a message maps, before it was packed. */
export const openMappingOf = (message: object): OpenMapping | undefined => openMappings.get(message);

/** The relation of a function over rows. */
export function userMapping(mapping: OpenMapping): { readonly case: 'extension'; readonly value: Any } {
  const value = packMapPartitions(mapping);
  hasCalls = true;
  openMappings.set(value, mapping);
  return { case: 'extension', value };
}

/** A column that calls a function. As it stands it is a call of JavaScript, which Kindling understands. */
export function userCall(spec: FunctionSpec, columns: readonly Column[]): Column {
  const args = columns.map((column) => column.expression);
  return new Column(callExpression(spec, args), referencesOf(columns));
}

function callExpression(spec: FunctionSpec, args: readonly Expression[]): Expression {
  const expression = makeExpression({ case: 'extension', value: packUserFunctionCall({ function: spec.message, arguments: args }) });
  hasCalls = true;
  openCalls.set(expression.exprType.value as Any, { spec, args });
  return expression;
}
