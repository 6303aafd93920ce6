import { sparkError } from '@kindling/protocol';
import { typeError } from '../client-error.ts';
import { freeVariables } from './free-variables.ts';
import { functionPlace } from './function-place.ts';

/** A function as text, and where it was written. */
export interface TextOfFunction {
  readonly source: string;
  /** As the messages of Kindling have it: JSON, or nothing. */
  readonly placeJson: string;
}

/**
 * A function as text that another process can evaluate.
 *
 * @example
 * ```ts
 * functionText((row: { id: number }) => console.log(row.id), 'foreach').source; // '(row) => console.log(row.id)'
 * ```
 */
export function functionText(f: (...args: never[]) => unknown, method: string): TextOfFunction {
  const source = sourceOf(f, method);
  const raw = f.toString();
  const place = functionPlace(raw);
  if (place === undefined) return { source, placeJson: '' };
  const found = source.indexOf(raw);
  const shift = found < 0 ? source.length - raw.length : found;
  const positions = place.positions.map(([offset, line, column]) => [offset === 0 ? 0 : offset + shift, line, column]);
  return { source, placeJson: JSON.stringify({ file: place.file, positions }) };
}

function sourceOf(f: (...args: never[]) => unknown, method: string): string {
  if (typeof f !== 'function') throw typeError('NOT_EXPECTED_TYPE', { arg_name: 'f', expected_type: 'a function', arg_type: typeof f });
  const source = asExpression(f.toString(), method);
  const free = freeVariables(source);
  // esbuild, which runs TypeScript for tsx, wraps inner functions in a helper of this name to keep theirs.
  const others = free.filter((name) => name !== '__name');
  if (others.length > 0) throw sparkError('KINDLING_CLOSURE_NOT_ALLOWED', { functionName: method, variables: others.join(', ') });
  return free.length === 0 ? source : `((__name) => (${source}))((f) => f)`;
}

/** The text of a function as an expression: that of a method lacks the word `function`. */
function asExpression(text: string, method: string): string {
  if (/^class\b/.test(text)) throw typeError('NOT_EXPECTED_TYPE', { arg_name: 'f', expected_type: 'a function', arg_type: 'a class' });
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    throw sparkError('KINDLING_CLOSURE_NOT_ALLOWED', { functionName: method, variables: 'native or bound code' });
  }
  if (/^(async\s+)?(function\b|\(|[\w$]+\s*=>)/.test(text)) return text;
  const isMethod = /^(async\s*)?(\*\s*)?[\w$]+\s*\(/.test(text);
  return isMethod
    ? text.replace(/^(async\s*)?(\*\s*)?([\w$]+)/, (_, isAsync = '', star = '', name: string) => `${isAsync}function${star} ${name}`)
    : text;
}
