import { create, type ExpressionCommon, ExpressionCommonSchema } from '@kindling/protocol/messages';

/** Frames of this package that may lie above the call of a program. */
const stackDepth = 12;

/** Where the modules of this package are. */
const ownFolder = import.meta.url.replace(/(\/src\/column)?\/[^/]*$/, '/');

/**
 * The call in the program that makes a column: the method's name, and the file and line of the call. Errors of the query name it. The text
 * is made when it is first read, for that is what costs time.
 */
export function callOrigin(): () => ExpressionCommon | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = stackDepth;
  let trace: Error | undefined = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  let common: ExpressionCommon | undefined;
  return () => {
    if (trace === undefined) return common;
    const called = calledFrom(trace.stack ?? '');
    if (called) common = create(ExpressionCommonSchema, { origin: { function: { case: 'pythonOrigin', value: called } } });
    trace = undefined;
    return common;
  };
}

interface Called {
  readonly fragment: string;
  readonly callSite: string;
}

/**
 * What a stack trace says of the innermost call from outside of this package.
 *
 * ```ts
 * calledFrom(`Error\n at Column.plus (${ownFolder}index.js:1:2)\n at main (file:///app/a.ts:3:4)`); // { fragment: 'plus', callSite: '/app/a.ts:3' }
 * ```
 */
function calledFrom(stack: string): Called | undefined {
  let fragment: string | undefined;
  for (const line of stack.split('\n')) {
    const [, name, location, row] = /^\s*at (?:(.*) \()?(\S*?):(\d+):\d+\)?$/.exec(line) ?? [];
    if (location === undefined || location.startsWith('node:')) continue;
    if (!isOwn(location)) return fragment === undefined ? undefined : { fragment, callSite: `${pathOf(location)}:${row}` };
    fragment = name === undefined ? undefined : calledName(name);
  }
  return undefined;
}

const isOwn = (location: string): boolean => location.startsWith(ownFolder) || location.startsWith(pathOf(ownFolder));

const pathOf = (location: string): string =>
  location.startsWith('file://') ? decodeURIComponent(location.slice('file://'.length)) : location;

/** `plus` for `Column.plus`, `name` for `Column.alias [as name]`. */
const calledName = (name: string): string | undefined => /\[as (\w+)\]$/.exec(name)?.[1] ?? /[\w$]+$/.exec(name)?.[0];
