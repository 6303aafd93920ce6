import { decodeParams, type FunctionText } from '@kindling/protocol';
import { type FunctionPosition, positionAt } from './function-position.ts';
import type { UserConsole } from './user-console.ts';

/** A function of a user, ready to be called. */
export interface CompiledFunction {
  /** What the text evaluates to. */
  readonly value: unknown;
  /** What the program gave along; `undefined` when it gave nothing. */
  readonly params: unknown;
  /** Where in its author's file an error comes from. */
  positionOf(error: unknown): FunctionPosition;
}

let compiledCount = 0;
const prefix = '"use strict"; return (';
/** V8 puts two lines before the body of what `Function` makes. */
const linesBeforeBody = 2;

/** Evaluates the text of a function, which sees nothing of this program but the console. */
export function compileFunction(text: FunctionText, output: UserConsole): CompiledFunction {
  const { source, place } = text;
  const scriptName = `kindling-user-function-${++compiledCount}`;
  const evaluate = new Function('console', `${prefix}${source}\n);\n//# sourceURL=${scriptName}`) as (output: UserConsole) => unknown;
  const pattern = new RegExp(`${scriptName}:(\\d+):(\\d+)`);
  return {
    value: evaluate(output),
    params: decodeParams(text.params) ?? undefined,
    positionOf(error) {
      const stack = error instanceof Error ? error.stack : undefined;
      const [, line, column] = pattern.exec(stack ?? '') ?? [];
      if (line === undefined) return positionAt(source, place, 0);
      const lineInText = Number(line) - 1 - linesBeforeBody;
      const columnInText = Number(column) - 1 - (lineInText === 0 ? prefix.length : 0);
      return positionAt(source, place, offsetOf(source, lineInText, columnInText));
    },
  };
}

function offsetOf(source: string, line: number, column: number): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = source.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + Math.max(0, column), source.length);
}
